//! Hands the arguments to `cli` and its status to the shell.

use std::process::ExitCode;

fn main() -> ExitCode {
    kinward::cli::main(std::env::args_os()).into()
}
