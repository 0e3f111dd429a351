//! Where something stands in a file, as its author would say it: `contract.payments[0].rate`.
//! Finding what stands there is left to `document`.

use std::borrow::Cow;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Most keys are the format's own words, which need not be copied.
    Key(Cow<'static, str>),
    Index(usize),
}

/// A way from the top of the file to one place in it; the default is the top itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    /// A key that the format knows.
    #[must_use]
    pub fn key(&self, key: &'static str) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// A key of the author's own.
    #[must_use]
    pub fn own_key(&self, key: &str) -> Self {
        self.step(Step::Key(key.to_owned().into()))
    }

    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This place and all that it lies inside of, up to the top.
    pub(crate) fn with_all_above(&self) -> impl Iterator<Item = Self> {
        (0..=self.0.len()).rev().map(|length| Self(self.0[..length].to_vec()))
    }

    /// Whether this place is `other` or lies inside it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write_key(key, position == 0, f)?,
            }
        }
        Ok(())
    }
}

/// Writes a key as part of a path.
pub fn write_key(key: &str, is_first: bool, f: &mut impl fmt::Write) -> fmt::Result {
    if !is_first {
        f.write_str(".")?;
    }
    if is_bare(key) { f.write_str(key) } else { write!(f, "{key:?}") }
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_its_author_would_write_it() {
        let path = Path::root().key("contract").key("payments").index(0).key("rate");
        assert_eq!(path.to_string(), "contract.payments[0].rate");
        assert_eq!(Path::root().key("a b").key("c").to_string(), r#""a b".c"#);
        assert_eq!(Path::root().to_string(), "");
    }

    #[test]
    fn a_place_lies_in_itself_and_in_what_encloses_it() {
        let payments = Path::root().key("contract").key("payments");
        assert!(payments.index(1).starts_with(&payments));
        assert!(payments.starts_with(&payments));
        assert!(!payments.starts_with(&payments.index(1)));
        assert!(!payments.starts_with(&Path::root().key("con")));
    }
}
