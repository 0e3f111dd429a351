//! A change to a file that is asked for in code, and not in text.

use std::fmt;

use serde::{Serialize, Serializer};

/// One key of a file with what stands there instead, or one more item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// As `--set` has it: `contract.payments.out_of_care.rate`.
    pub key: String,
    pub value: Setting,
    pub is_item: bool,
}

/// What a key can be set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Number(f64),
    Whole(i64),
    Truth(bool),
    Text(String),
    Table(Vec<(&'static str, Setting)>),
}

impl Amendment {
    /// Another value under a key.
    pub fn to(key: impl Into<String>, value: impl Into<Setting>) -> Self {
        Self { key: key.into(), value: value.into(), is_item: false }
    }

    /// Another number under a key, the nearest whole one where only those make sense.
    pub fn to_number(key: impl Into<String>, value: f64, is_whole: bool) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a number that a file can hold")]
        let whole = value.round() as i64;
        if is_whole { Self::to(key, whole) } else { Self::to(key, value) }
    }

    /// One more item at the end of a list.
    pub fn one_more(key: impl Into<String>, item: impl Into<Setting>) -> Self {
        Self { key: key.into(), value: item.into(), is_item: true }
    }
}

impl From<f64> for Setting {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Setting {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<usize> for Setting {
    fn from(number: usize) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Setting {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<const N: usize> From<[(&'static str, Setting); N]> for Setting {
    fn from(entries: [(&'static str, Setting); N]) -> Self {
        Self::Table(entries.into())
    }
}

/// The assignment that `--set` would take.
impl fmt::Display for Amendment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_item { "+=" } else { "=" };
        write!(f, "{}{sign}{}", self.key, self.value)
    }
}

/// As `--set` has it.
impl Serialize for Amendment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// As TOML writes it.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => {
                let digits = format!("{number:?}");
                f.write_str(digits.strip_suffix(".0").unwrap_or(&digits))
            }
            Self::Whole(number) => write!(f, "{number}"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Text(text) => write!(f, "{}", toml::Value::from(text.as_str())),
            Self::Table(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{} {key} = {value}", if index == 0 { "{" } else { "," })?;
                }
                f.write_str(" }")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amendment_is_written_as_an_assignment() {
        let item = Setting::from([
            ("name", "ended".into()),
            ("from_month", 24_i64.into()),
            ("starts", false.into()),
        ]);
        let rows = [
            (Amendment::to("levels.tariff", 1.2), "levels.tariff=1.2"),
            (Amendment::to("levels.tariff", 2.0), "levels.tariff=2"),
            (Amendment::to("investor.commitment", 1e9), "investor.commitment=1000000000"),
            (Amendment::to("contract.lag_months", 6_i64), "contract.lag_months=6"),
            (Amendment::to("investor.recycling", true), "investor.recycling=true"),
            (
                Amendment::one_more("changes", item),
                "changes+={ name = \"ended\", from_month = 24, starts = false }",
            ),
        ];
        for (amendment, written) in rows {
            assert_eq!(amendment.to_string(), written);
        }
    }
}
