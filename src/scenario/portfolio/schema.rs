//! The portfolio file as written: every table and key, its type and its meaning. The JSON Schema, the
//! reference page `docs/portfolio.md` and the structural check are made from these types, as those of
//! a scenario are.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::schema::{Evidence, evidence, file_schema};

/// A fund that holds several contracts, each by its scenario file, and what moves them together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PortfolioFile {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    #[expect(dead_code, reason = "checked against the schema, and only one version exists")]
    pub(super) schema: u8,
    /// What the fund is called in reports.
    pub(super) name: String,
    /// A paragraph for the top of the report: whose fund it is, and how it came by its contracts.
    pub(super) description: Option<String>,
    /// The return that the fund compares with, whatever those of its contracts; for net present values.
    pub(super) hurdle: HurdleTable,
    /// What it holds.
    #[schemars(length(min = 1))]
    pub(super) contracts: Vec<HoldingTable>,
    /// What moves assumptions of all contracts together. Nothing if not given.
    #[serde(default)]
    pub(super) shocks: Vec<ShockTable>,
    /// An event that stops the starts in every contract. None if not given.
    pub(super) policy: Option<PolicyTable>,
}

/// The return that the fund compares with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-expects" = "a table such as { rate = 0.08, source = \"…\", grade = 3 }"))]
pub(super) struct HurdleTable {
    /// A year, effective; 0.08 is 8%.
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = -1))]
    pub(super) rate: f64,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

/// A contract that the fund holds a part of. It keeps its own calendar.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldingTable {
    /// Its scenario file, relative to this one. Somebody invests in it.
    pub(super) file: String,
    /// What reports call it; the scenario's own name if not given. Its random numbers follow from it, so that two entries of one file under two names are two contracts.
    pub(super) name: Option<String>,
    /// The variant of the file that was signed; its own arrangement if not given.
    pub(super) arrangement: Option<String>,
    /// The view of the evidence under which it is simulated; the file's own case if not given.
    pub(super) view: Option<String>,
    /// The part of the investor's position that the fund holds. All of it if not given.
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0))]
    pub(super) holding: Option<f64>,
}

/// Something that moves assumptions of all contracts together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShockTable {
    pub(super) name: String,
    /// What it moves, by the names that `kinward check` lists: `placements.residential.weekly_cost`. A `*` stands for any one step of a name. Only what is uncertain moves.
    #[schemars(length(min = 1))]
    pub(super) assumptions: Vec<String>,
    /// Spearman's rank correlation between an assumption that it moves in one contract and one that it moves in another. What a file's own `groups` tie together is tied more closely for it.
    #[schemars(range(min = 0.0, max = 0.999))]
    pub(super) rank_correlation: f64,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

/// An event after which nobody starts in any contract. Families that have started go on, and what they earn is paid; a contract that has not begun does not begin.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyTable {
    /// The chance of it in each year from the first contract's start.
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1))]
    pub(super) yearly_chance: f64,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

evidence! { HurdleTable ShockTable PolicyTable }

file_schema! { PortfolioFile, "Kinward portfolio" }
