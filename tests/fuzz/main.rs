//! One program for all targets, since linking takes longest. `LIAISON_FUZZ_TARGET` names the one to run (`list`
//! tells them), `LIAISON_FUZZ_SEEDS` the folder to put its seeds into. `tests/fuzz/run` starts it.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

static TARGET: OnceLock<targets::Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(init: begin(), |data: &[u8]| {
    if let Some(target) = TARGET.get() {
        target(data);
    }
});

fn begin() {
    let name = std::env::var("LIAISON_FUZZ_TARGET").unwrap_or_default();
    let Some(target) = targets::named(&name) else {
        targets::names().iter().for_each(|name| println!("{name}"));
        std::process::exit(if name == "list" { 0 } else { 2 });
    };
    TARGET.get_or_init(|| target);
    if let Ok(folder) = std::env::var("LIAISON_FUZZ_SEEDS") {
        targets::plant(&name, Path::new(&folder)).expect("the seeds can be written");
    }
}
