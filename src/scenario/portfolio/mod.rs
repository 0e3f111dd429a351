//! A portfolio: several contracts in one file, each by its scenario, and what moves them together.
//!
//! What is wrong with the file is found at its place there, what is wrong with a contract's own file at
//! its place in that one, all at once.

mod load;
mod pattern;
mod schema;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::load::Worlds;
use crate::assumption::Provenance;

pub use load::{LoadedPortfolio, read};
pub(super) use schema::json_schema;

/// A fund, made valid.
#[derive(Clone, Debug)]
pub struct Portfolio {
    pub name: String,
    pub description: Option<String>,
    /// A year, effective.
    pub hurdle: EvidencedNumber,
    /// At least one.
    pub contracts: Vec<Holding>,
    pub shocks: Vec<Shock>,
    /// The yearly chance, from 0 to less than 1, of the event that stops the starts in every contract.
    pub policy: Option<EvidencedNumber>,
}

/// A number that is taken as known, with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvidencedNumber {
    pub value: f64,
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// The fund's part of a contract.
#[derive(Clone, Debug, Serialize)]
pub struct Holding {
    pub name: String,
    /// Its scenario file as the portfolio names it.
    pub file: String,
    pub arrangement: Option<String>,
    pub view: Option<String>,
    /// Of the investor's position, above 0 and up to 1.
    pub holding: f64,
    /// The scenario that was chosen as the base, and no other worlds. Of it the first day is serialised.
    #[serde(rename = "starts", serialize_with = "first_day")]
    pub study: Worlds,
}

/// What moves assumptions of all contracts together.
#[derive(Clone, Debug, Serialize)]
pub struct Shock {
    pub name: String,
    /// Spearman's, across contracts.
    pub rank_correlation: EvidencedNumber,
    /// Of each contract, what it moves: the addresses of their random numbers.
    pub moves: Vec<Vec<String>>,
}

/// Where the chance of the event of policy stands in the file.
pub const POLICY_NUMBER: &str = "policy.yearly_chance";

fn first_day<S: Serializer>(study: &Worlds, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&study.base.starts)
}

impl Shock {
    /// Where its rank correlation stands in the file.
    pub fn number(&self) -> String {
        format!("shocks.{}.rank_correlation", self.name)
    }
}

impl Portfolio {
    /// The first day of the first contract.
    pub fn starts(&self) -> Date {
        let starts = self.contracts.iter().map(|contract| contract.study.base.starts);
        starts.min().expect("a portfolio holds a contract")
    }

    /// Its own numbers, each by its place in the file.
    pub fn numbers(&self) -> Vec<(String, &EvidencedNumber)> {
        let shocks = self.shocks.iter().map(|shock| (shock.number(), &shock.rank_correlation));
        let policy = self.policy.iter().map(|it| (POLICY_NUMBER.to_owned(), it));
        std::iter::once(("hurdle.rate".to_owned(), &self.hurdle))
            .chain(shocks)
            .chain(policy)
            .collect()
    }
}
