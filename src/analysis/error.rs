//! Why a question has no answer.

use std::{fmt, io};

use crate::results::BASE_VIEW;
use crate::scenario::Loaded;

/// Why a question has no answer.
#[derive(Debug)]
pub enum Error {
    /// The scenario, or what was laid over it, has errors; they are among its findings.
    Refused(Box<Loaded>),
    Unanswerable(Unanswerable),
    /// The trials cannot be held; or, with an [`Unsound`](crate::simulation::Unsound) inside, one of them comes
    /// to a number that is none.
    Io(io::Error),
}

/// What about a question makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswerable {
    /// Pricing needs two sides.
    NobodyInvests,
    PaysForNoOutcomes,
    /// There is no number under a key.
    NoNumber {
        why: String,
    },
    /// The scenario refuses an end of the span that was asked for.
    EndRefused {
        why: String,
    },
    /// The scenario has no number to start from, and none was given.
    NothingToStartFrom,
    /// The scenario allows one value alone.
    NoOtherValue,
    /// No arrangement has the name that others are compared with; these have one.
    NoSuchArrangement {
        known: Vec<String>,
    },
    /// No view of the scenario has the name; these have one besides that of the base.
    NoSuchView {
        known: Vec<String>,
    },
    /// Several names were given where one is wanted.
    NotOneArrangement,
    /// No arrangement of the file itself has the number that is varied.
    NothingToVary,
}

impl From<Box<Loaded>> for Error {
    fn from(loaded: Box<Loaded>) -> Self {
        Self::Refused(loaded)
    }
}

impl From<Unanswerable> for Error {
    fn from(problem: Unanswerable) -> Self {
        Self::Unanswerable(problem)
    }
}

impl From<io::Error> for Error {
    fn from(problem: io::Error) -> Self {
        Self::Io(problem)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(loaded) => loaded.fmt(f),
            Self::Unanswerable(problem) => problem.fmt(f),
            Self::Io(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Unanswerable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NobodyInvests => {
                "nobody invests in this arrangement, so there are no two sides to price it for"
            }
            Self::PaysForNoOutcomes => {
                "this arrangement pays for no outcomes, so there is no tariff to price"
            }
            Self::NoNumber { why } | Self::EndRefused { why } => why,
            Self::NothingToStartFrom => "the file has no number there to start from",
            Self::NoOtherValue => "no other value of it makes sense in the file",
            Self::NoSuchArrangement { known } => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                return write!(f, "there are {}", known.join(", "));
            }
            Self::NoSuchView { known } if known.is_empty() => "this scenario has no views",
            Self::NoSuchView { known } => {
                let known = known.join("`, `");
                return write!(f, "the views of this scenario are `{BASE_VIEW}`, `{known}`");
            }
            Self::NotOneArrangement => "name one arrangement",
            Self::NothingToVary => {
                "there is no arrangement of the file itself that could be varied"
            }
        })
    }
}
