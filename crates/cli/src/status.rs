//! What a command tells the shell.

use std::fmt;
use std::process::ExitCode;

/// How a command ended; the same in every command, and in `--help` (`EXPLANATION`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Done.
    Success,
    /// It could not be done: a file cannot be read or written, there is no room, a folder is in use, or a
    /// trial comes to a number that is none.
    Failure,
    /// What was typed, or the scenario, does not make sense; nothing was done.
    Refused,
}

/// What `--help` says of months and of exit statuses.
pub(super) const EXPLANATION: &str = "\
Months: reports and result files count the contract's months from 1; `from_month`, `until_month` and
`joins_month` of scenario files count from 0, and `at_month` counts the months that have ended.

Exit status:
  0  done; also if the reader of the output closes the pipe early
  1  failed: the file that was typed cannot be read, or one cannot be written, the disk is full, the
     folder is in use, a trial comes to a number that is none
  2  the command line or a scenario is wrong, or names a file that cannot be read; nothing was
     simulated or written
  A command that is interrupted (Ctrl-C, SIGTERM) ends by the signal: a shell shows 130 or 143.";

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Success => 0,
            ExitStatus::Failure => 1,
            ExitStatus::Refused => 2,
        })
    }
}

/// The error of a command that was typed wrongly: it ends as [`ExitStatus::Refused`].
#[derive(Debug)]
pub(super) struct Refusal(String);

impl Refusal {
    /// What is wrong, and what would be right.
    pub(super) fn because(reason: impl Into<String>) -> anyhow::Error {
        Self(reason.into()).into()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// How a command ends that met a problem.
pub(super) fn of_problem(problem: &anyhow::Error) -> ExitStatus {
    if problem.is::<Refusal>() { ExitStatus::Refused } else { ExitStatus::Failure }
}

/// Returns a [`Refusal`] from a function, as `anyhow::bail!` returns other errors.
macro_rules! refuse {
    ($($reason:tt)*) => {
        return Err($crate::status::Refusal::because(format!($($reason)*)))
    };
}
pub(super) use refuse;
