//! Triage on one core with 2,000 routing words, beside its budget: 50,000
//! short mentions a second. Long texts show that the cost grows with length only.

use liaison::domain::{Directory, Facility, Network, Route};
use liaison::triage::Triage;
use std::hint::black_box;
use std::time::Instant;

/// Short mentions a second: what is aimed at.
const BUDGET: f64 = 50_000.0;

const MENTIONS: [&str; 12] = [
    "Six hours in the ER and still waiting, nobody has told us anything @LakeshoreGen",
    "Thank you to the night nurses on 5 West, you were so kind to my mom ❤️",
    "where do i park for the north building? appt at 10",
    "third bill for the same x-ray. I paid this in March. please fix it",
    "is the flu shot clinic still on this saturday?",
    "¿A qué hora son las visitas en el tercer piso? Mi mamá está en el 412",
    "my dad can't breathe and nobody is coming, we are in the waiting room",
    "Buy verified reviews, 50 for $99, link in bio 🚀",
    "portal has been down since this morning and I need my results for Dr. Lin",
    "Northside High School takes the championship, what a game tonight!",
    "Hi, I'm a reporter working on a story about parking fees, who handles press?",
    "我爸爸在急诊室等了三个小时,没有人来看他",
];

fn main() {
    let start = Instant::now();
    let triage = Triage::new(&directory(2_000));
    println!("compiled in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    println!(
        "{:<22} {:>10} {:>12} {:>10} {:>8}",
        "text", "bytes", "a second", "MB/s", "ratio"
    );
    short(&triage);
    for thousands in [1, 10, 100] {
        long(&triage, "prose", &MENTIONS[..6].join(" "), thousands);
        long(&triage, "one phrase repeated", "help wait time ", thousands);
        long(&triage, "one letter", "a", thousands);
    }
}

fn short(triage: &Triage) {
    let rounds = 5_000;
    let bytes: usize = MENTIONS.iter().map(|m| m.len()).sum();
    let start = Instant::now();
    for _ in 0..rounds {
        for mention in MENTIONS {
            black_box(triage.assess(black_box(mention), Network::X));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = (rounds * MENTIONS.len()) as f64 / seconds;
    row("short mentions", bytes / MENTIONS.len(), rate, rate / BUDGET);
}

fn long(triage: &Triage, name: &str, unit: &str, thousands: usize) {
    let mut text = unit.repeat(thousands * 1_000 / unit.len() + 1);
    text.truncate(text.floor_char_boundary(thousands * 1_000));
    let rounds = 400 / thousands + 1;
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(triage.assess(black_box(&text), Network::X));
    }
    let rate = rounds as f64 / start.elapsed().as_secs_f64();
    row(name, text.len(), rate, f64::NAN);
}

fn row(name: &str, bytes: usize, rate: f64, ratio: f64) {
    let ratio = if ratio.is_nan() {
        String::new()
    } else {
        format!("{ratio:.2}")
    };
    let speed = rate * bytes as f64 / 1e6;
    println!("{name:<22} {bytes:>10} {rate:>12.0} {speed:>10.1} {ratio:>8}");
}

/// Five facilities and as many routing words as asked for, twenty a route.
fn directory(words: usize) -> Directory {
    const SYLLABLES: [&str; 12] = [
        "ba", "cor", "den", "fil", "gra", "hol", "min", "ner", "pos", "ras", "tul", "ver",
    ];
    let word = |n: usize| {
        [n % 12, n / 12 % 12, n / 144 % 12, 5]
            .map(|s| SYLLABLES[s])
            .concat()
    };
    let route = |n: usize| Route {
        words: (n * 20..n * 20 + 20).map(word).collect(),
        to: "desk".to_owned(),
        ..Route::default()
    };
    let facility = |name: &str, handle: &str| Facility {
        name: name.to_owned(),
        handles: vec![handle.to_owned()],
        ..Facility::default()
    };
    Directory {
        organisation: "Lakeshore Health".to_owned(),
        languages: vec!["en".to_owned(), "es".to_owned()],
        facilities: vec![
            facility("Lakeshore General", "@LakeshoreGen"),
            facility("Harbor Children's", "@HarborKids"),
            facility("Northside Women's Clinic", "@NorthsideWC"),
            facility("St. Brigid Medical Center", "@StBrigidMC"),
            facility("Valley Rehab", "@ValleyRehab"),
        ],
        routes: (0..words / 20).map(route).collect(),
        ..Directory::default()
    }
}
