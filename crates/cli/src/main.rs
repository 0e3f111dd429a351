//! The command line: what was typed, what it means, and what is printed.
//!
//! Knows presentation, never computation. What a command says goes to standard output, everything
//! else to standard error; nothing prints but `printer`.

mod args;
mod check;
mod claims;
mod compare;
mod explain;
mod new;
mod output;
mod portfolio;
mod price;
mod printer;
mod run;
mod schema;
mod status;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use clap::error::ErrorKind;
use mimalloc::MiMalloc;

use args::{Arguments, Command};
use printer::Printer;
use status::ExitStatus;

/// A trial makes hundreds of short lists of months on every thread: a run takes some 7% less time than
/// with the allocator of Linux' C library, and 30 MB more memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    obey(std::env::args_os()).into()
}

/// Runs a command line, its first word the program's name.
fn obey(words: impl Iterator<Item = OsString>) -> ExitStatus {
    let words: Vec<OsString> = words.collect();
    let mut printer = Printer::new();
    let arguments = match Arguments::try_parse_from(&words) {
        Ok(arguments) => arguments,
        Err(message) => {
            let asked =
                matches!(message.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let message = message.render().ansi().to_string();
            if !asked {
                printer.complain_in_colour(&message);
                return ExitStatus::Refused;
            }
            let said = printer.say(&message).map(|()| ExitStatus::Success);
            return said.unwrap_or_else(|problem| ended_by(&problem, &mut printer));
        }
    };
    let outcome = use_threads(&arguments.command).and_then(|()| match &arguments.command {
        Command::Run(run) => run::run(run, &words, &mut printer),
        Command::Check(check) => check::check(check, &mut printer),
        Command::Compare(compare) => compare::compare(compare, &words, &mut printer),
        Command::Price(price) => price::price(price, &words, &mut printer),
        Command::Claims(claims) => claims::claims(claims, &mut printer),
        Command::Portfolio(portfolio) => portfolio::portfolio(portfolio, &words, &mut printer),
        Command::Explain(explain) => explain::explain(explain, &mut printer),
        Command::New(new) => new::new(new, &mut printer),
        Command::Schema(schema) => schema::schema(schema, &mut printer),
    });
    outcome.unwrap_or_else(|problem| ended_by(&problem, &mut printer))
}

/// Says what went wrong.
fn ended_by(problem: &anyhow::Error, printer: &mut Printer) -> ExitStatus {
    printer.complain(&format!("error: {problem:#}"));
    status::of_problem(problem)
}

/// Lets all that is done side by side use the threads that were asked for; all cores if none were.
fn use_threads(command: &Command) -> anyhow::Result<()> {
    if matches!(command, Command::New(_) | Command::Schema(_)) {
        return Ok(());
    }
    let threads =
        command.simulation().and_then(|simulation| simulation.threads).map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().context("cannot start the threads")
}
