//! Processes: started, waited for, signalled, and gone when a story ends.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::time::{sleep, timeout};

/// The program under test.
pub const LIAISON: &str = env!("CARGO_BIN_EXE_liaison");

/// The longest that anything is waited for: more than a lease lasts.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A process that runs until its story ends.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a command whose output goes to `log`, after what is there.
    pub fn start(command: &mut Command, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?} could not be started: {e}"));
        Self {
            child,
            log: log.to_owned(),
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends `TERM`, `INT`, `HUP`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.id().to_string()])
            .status();
        assert!(sent.unwrap().success(), "sending {name}");
    }

    /// As the machine does that runs out of memory, or of power.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        let log = self.log.clone();
        eventually(
            &format!("the end of the process of {}", log.display()),
            async || self.child.try_wait().unwrap(),
        )
        .await
    }

    /// What it has said.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// What was answered, of a command that did what it was asked.
    #[track_caller]
    pub fn done(self) -> String {
        assert!(self.status == 0 && self.err.is_empty(), "{self:#?}");
        self.out
    }

    /// What was answered, for programs.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).unwrap()
    }

    /// The sentence of a command that was refused with `status`: on stderr, and nothing else anywhere.
    #[track_caller]
    pub fn refused(self, status: i32) -> String {
        assert!(
            self.status == status && self.out.is_empty(),
            "wanted {status}: {self:#?}"
        );
        assert!(!self.err.contains("panicked"), "{self:#?}");
        self.err.trim_end().to_owned()
    }
}

/// Runs `liaison` with these words, in `folder`.
pub async fn liaison<S: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = S>) -> Ended {
    liaison_fed(folder, words, "").await
}

/// The same, with `input` on its stdin.
pub async fn liaison_fed<S: AsRef<OsStr>>(
    folder: &Path,
    words: impl IntoIterator<Item = S>,
    input: impl AsRef<[u8]>,
) -> Ended {
    let mut child = tokio::process::Command::new(LIAISON)
        .args(words)
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.as_ref().to_owned());
    // A command that reads nothing may be gone before it is all written.
    let fed = tokio::spawn(async move { stdin.write_all(&input).await.is_ok() });
    let output = timeout(PATIENCE, child.wait_with_output())
        .await
        .unwrap()
        .unwrap();
    fed.await.unwrap();
    Ended {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Asks until there is something.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}
