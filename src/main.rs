//! Hands the arguments to `cli` and its status to the shell.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A trial makes some hundred short lists of months, on every thread: a sixth of its time with the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    kinward::cli::main(std::env::args_os()).into()
}
