//! What a command tells the shell.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done.
    Success,
    /// It could not be done, for a reason that a check cannot see: a file that cannot be written, or a
    /// trial in which a number is none.
    Failure,
    /// What was typed, or the scenario, does not make sense; nothing was done.
    Refused,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Success => 0,
            ExitStatus::Failure => 1,
            ExitStatus::Refused => 2,
        })
    }
}
