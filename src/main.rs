//! The program `liaison`; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    liaison::program::main()
}
