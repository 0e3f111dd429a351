//! Where something stands in a scenario, as its author would say it: `contract.payments[0].rate`.
//! Finding what stands there is left to `document`.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// A way from the top of the scenario to one place in it; the default is the top itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.step(Step::Key(key.into()))
    }

    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this place is `other` or lies inside it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if position == 0 { "" } else { "." };
                    if is_bare(key) { write!(f, "{dot}{key}")? } else { write!(f, "{dot}{key:?}")? }
                }
            }
        }
        Ok(())
    }
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
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
