//! Hands the arguments to `cli` and its status to the shell.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A trial makes some hundred short lists of months on every thread: a seventh of its time with the
/// allocators of most systems.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    kinward::cli::main(std::env::args_os()).into()
}
