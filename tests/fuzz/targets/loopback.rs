//! The other side of a chat: takes every call on loopback, looks at what was sent, and is content with it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Serves calls from now on, and gives the address. A body that `check` panics about ends the whole program.
pub fn open(check: fn(&Value)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        for call in listener.incoming().flatten() {
            // Who hangs up in the middle has changed their mind.
            let _ = answer(call, check);
        }
    });
    format!("http://{address}")
}

fn answer(mut call: TcpStream, check: fn(&Value)) -> std::io::Result<()> {
    let mut reader = BufReader::new(call.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    while reader.read_line(&mut head)? > 2 {
        if let Some(value) = head.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        head.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if let Ok(body) = serde_json::from_slice(&body) {
        check(&body);
    }
    let content = json!({
        "ok": true, "team_id": "T0", "user_id": "U0BOT", "bot_id": "B0", "ts": "1790000000.000100",
        "view": { "id": "V0" }, "permalink": "https://lakeshore.example/p", "id": "9",
    })
    .to_string();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    write!(
        call,
        "{head}\r\ncontent-length: {}\r\n\r\n{content}",
        content.len()
    )
}
