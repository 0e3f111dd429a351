//! One thing wrong or doubtful in a file: what, where, and what would be right. How it looks
//! is left to `render`.

use crate::document::Span;
use crate::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// Which half of `key = value` the caret stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    Key,
    Value,
}

/// Where a finding stands in the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub main: Span,
    pub others: Vec<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// Stable and in kebab case, so that it can be looked up.
    pub code: &'static str,
    pub title: String,
    pub path: Path,
    pub point: Point,
    /// Short, beside the caret: what would be right.
    pub label: String,
    pub help: Option<String>,
    /// Other places that the judgement rests on.
    pub involves: Vec<Path>,
    /// Set where no path can say it (a mistake of syntax), or once `Document::pin` has looked.
    pub place: Option<Place>,
}

impl Finding {
    pub fn error(code: &'static str, path: &Path, title: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, path, title.into())
    }

    pub fn warning(code: &'static str, path: &Path, title: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, path, title.into())
    }

    fn new(severity: Severity, code: &'static str, path: &Path, title: String) -> Self {
        Self {
            severity,
            code,
            title,
            path: path.clone(),
            point: Point::Value,
            label: String::new(),
            help: None,
            involves: Vec::new(),
            place: None,
        }
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn at_key(mut self) -> Self {
        self.point = Point::Key;
        self
    }

    #[must_use]
    pub fn involving(mut self, paths: impl IntoIterator<Item = Path>) -> Self {
        self.involves.extend(paths);
        self
    }

    /// Fixes the place outright, for what has no path.
    #[must_use]
    pub fn placed(mut self, main: Span) -> Self {
        self.place = Some(Place { main, others: Vec::new() });
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
