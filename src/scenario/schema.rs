//! The scenario file as written: every table and key, its type and its meaning.
//!
//! This is the one place that says what a scenario file may hold. `kinward schema`, the reference
//! page `docs/scenario.md` and the structural check of a file are all made from these types and
//! their comments. What a value *means* is judged in `validate`.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value as Json;

use super::terms::{Exact, Whole, optional_term, term};
use crate::assumption::{Dimension, Domain, Provenance};

/// Tables by name, in the order of the file: in another order they are not the same, since many things
/// go by their places.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(super) struct Named<T>(IndexMap<String, T>);

impl<T> Named<T> {
    pub(super) fn iter(&self) -> indexmap::map::Iter<'_, String, T> {
        self.0.iter()
    }

    pub(super) fn keys(&self) -> impl ExactSizeIterator<Item = &String> {
        self.0.keys()
    }

    pub(super) fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.0.values()
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.0.get(name)
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.0.get_index_of(name)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(IndexMap::default())
    }
}

impl<T: PartialEq> PartialEq for Named<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice() == other.0.as_slice()
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = (&'a String, &'a T);
    type IntoIter = indexmap::map::Iter<'a, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One contract: the families, the care system around them, what is paid for, and who funds it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScenarioFile {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    #[expect(dead_code, reason = "checked against the schema, and only one version exists")]
    pub(super) schema: u8,
    /// What the contract is called in reports.
    pub(super) name: String,
    /// A paragraph for the top of the report: what is simulated, and whose case it is.
    pub(super) description: Option<String>,
    /// What the way of paying in this file is called where it is compared with others, such as `paid by fees`. (Where files are compared, each but the first is called by its `name`.)
    pub(super) arrangement: Option<String>,
    /// The view of the evidence, by its name in `views`, that a report's sections after the first page are of; the file's own if not given. The first page shows every view. `kinward run --view` chooses another for one run.
    pub(super) headline_view: Option<String>,
    /// The first day of the contract, and of a calendar month. Keys of this file count the contract's months from 0: `from_month = 0` is the calendar month of this date, `from_month = 12` the first month of the second year. Reports and result files (`months.csv`, `trials.parquet`, `summary.json`) count them from 1, so that their month 13 is month 12 here.
    #[schemars(with = "String", extend("format" = "date"))]
    pub(super) starts: toml::value::Datetime,
    /// Savings are counted over this number of months. The contract and the investor's money run on to their end, whatever the horizon.
    #[schemars(range(min = 0, max = 240))]
    pub(super) horizon_months: u32,
    /// How money in different years is compared.
    pub(super) discounting: DiscountingTable,
    /// Who is referred, and how many of them start.
    pub(super) referrals: ReferralsTable,
    /// What one place has in common: every trial draws it once, so that all of a contract's families move together.
    #[serde(default)]
    pub(super) site: SiteTable,
    /// The councils that share the contract; the whole file is about one if not given. Their `share`s add up to 1, unless each has referrals of its own.
    #[serde(default)]
    pub(super) councils: Vec<CouncilTable>,
    /// What changes while the contract runs: at a date, or at a review.
    #[serde(default)]
    pub(super) changes: Vec<ChangeTable>,
    /// Kinds of family. Shares add up to 1.
    #[schemars(length(min = 1))]
    pub(super) pathways: Vec<PathwayTable>,
    /// Kinds of care, by name, with what they cost.
    pub(super) placements: Named<PlacementTable>,
    /// What care costs besides placements.
    #[serde(default)]
    pub(super) care: CareTable,
    /// Therapies, by name.
    pub(super) therapies: Named<TherapyTable>,
    /// What is measured of families besides where children live, such as school attendance.
    #[serde(default)]
    pub(super) outcomes: Vec<OutcomeTable>,
    /// What is paid for.
    pub(super) contract: ContractTable,
    /// What paying in this way is assumed to change in the work itself. Nothing if not given.
    #[serde(default)]
    pub(super) incentive: IncentiveTable,
    /// The least differences between two arrangements that matter to those who choose between them: `kinward compare` calls one better only where it is so by more.
    #[serde(default)]
    pub(super) important_difference: ImportantDifferenceTable,
    /// Everything of one kind at once, as a multiple of what the rest of the file says: for stress tests and for pricing. Nothing changes if not given.
    #[serde(default)]
    pub(super) levels: LevelsTable,
    /// Who delivers the therapies, by name, and what that costs.
    pub(super) providers: Named<ProviderTable>,
    /// What the contract costs the council besides payments.
    #[serde(default)]
    pub(super) council: CostsTable,
    /// Who pays for the work up front. Without an investor the payments go straight to the providers, each month's by the families that each has started so far.
    pub(super) investor: Option<InvestorTable>,
    /// Groups of assumptions that rise and fall together, by name. An assumption joins one by its `group`.
    #[serde(default)]
    pub(super) groups: Named<GroupTable>,
    /// Published figures to compare with the simulation.
    #[serde(default)]
    pub(super) claims: Vec<ClaimTable>,
    /// Other arrangements, which one could choose: other terms, other ways of paying. Each is one more world for the same families.
    #[expect(dead_code, reason = "read from the document, with the rest of each")]
    #[serde(default)]
    pub(super) variants: Vec<WorldTable>,
    /// Other views, which nobody can choose: other beliefs about the evidence, other circumstances. Each is one more world for the same families.
    #[expect(dead_code, reason = "read from the document, with the rest of each")]
    #[serde(default)]
    pub(super) views: Vec<WorldTable>,
}

/// How money in different years is compared.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscountingTable {
    /// Yearly real discount rate, from the start of the contract. The Green Book's is 0.035.
    pub(super) rate: YearlyRate,
    /// Yearly growth of prices in general, to turn nominal into real money.
    pub(super) inflation: YearlyRate,
    /// Real money is that of the financial year that begins in April of this year.
    #[schemars(range(min = 1990, max = 2100))]
    pub(super) prices_of: i16,
}

/// Who is referred, and how many of them start.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralsTable {
    /// Expected referrals a month, in steps; the first step begins at month 0.
    #[schemars(length(min = 1))]
    pub(super) monthly: Vec<ReferralStep>,
    /// The number of months in which families are referred, from the first.
    #[serde(deserialize_with = "term")]
    #[schemars(with = "Whole<0, 240>")]
    pub(super) months: u32,
    /// Months by which the first referral comes later than `monthly` says, and the last one too, while therapists are in post and costs run as planned. 0 if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 120>>")]
    pub(super) delay_months: Option<u32>,
    /// Multiplies every month's referrals: the risk that fewer come than planned. 1 if not given.
    pub(super) volume: Option<Multiple>,
    /// Size of a negative binomial for the count of each month (variance = mean + mean² / size). Poisson if not given.
    pub(super) dispersion: Option<Size>,
    /// The probability that a referred family would start therapy.
    pub(super) starts_therapy: Share,
    /// Days from referral until a family is ready for its first session, uniformly distributed between `min` and `max`. None if not given.
    pub(super) ready_after_days: Option<Range>,
    /// No more families than this start in the whole contract; those referred later live on without the programme.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 1000000>>")]
    pub(super) limit: Option<u32>,
}

/// Expected referrals from one month on.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralStep {
    /// The first month of the step; 0 is the first month of the contract.
    pub(super) from_month: u32,
    /// Referrals a month, until the next step.
    pub(super) rate: MonthlyFamilies,
}

/// Evidence that is read from the tree, so that what is terms alone is compared as terms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Unread;

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// A table that says where its number comes from.
pub(super) trait Evidence {
    fn evidence(&self) -> Provenance;
}

macro_rules! evidence {
    ($($table:ident)*) => {$(
        impl Evidence for $table {
            fn evidence(&self) -> $crate::assumption::Provenance {
                $crate::assumption::Provenance {
                    source: self.source.clone(),
                    grade: self.grade,
                    note: self.note.clone(),
                }
            }
        }
    )*};
}

pub(super) use evidence;

evidence! { UncertainTable Range MixTable SurplusTable }

/// A stretch: each family has a value of its own, all between the two alike.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-replace-whole" = true))]
pub(super) struct Range {
    #[schemars(range(min = 0.0))]
    pub(super) min: f64,
    #[schemars(range(min = 0.0))]
    pub(super) max: f64,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

/// What one place has in common.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteTable {
    /// Standard deviation of a normal draw added to the log hazard of every departure from home, with and without the programme. 0 if not given.
    pub(super) care_entry_sd: Option<LogSd>,
    /// Standard deviation of a normal draw added to the log hazard ratio of every therapy's effect on care entry. 0 if not given.
    pub(super) effect_sd: Option<LogSd>,
}

/// One of several councils that share a contract. Besides these keys it may hold parts of `referrals`, `site`, `pathways`, `placements`, `care`, `council`, `contract.tracking` and `contract.caps.council`, which are laid over those of the file for this council alone, as a variant is. What it does not lay over is the same number for all.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
pub(super) struct CouncilTable {
    pub(super) name: String,
    /// Its part of the referrals that the file expects. All of them if not given: then its `referrals` are its own.
    pub(super) share: Option<Share>,
    /// Months from the start of the contract until its referrals begin. 0 if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 120>>")]
    pub(super) joins_month: Option<u32>,
    /// No more of its families than this start.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 1000000>>")]
    pub(super) limit: Option<u32>,
}

/// What changes from one month on. Besides these keys it may hold parts of `therapies`, `providers` and of `contract.payments` (`rate`, `part` and `deadweight`), which are laid over those of the file while the change is in force, as a variant is; a later one in the list is laid over an earlier. A family has the therapy that is in force on the day it starts. A changed number is drawn at the same percentile as the one in whose place it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
pub(super) struct ChangeTable {
    pub(super) name: String,
    /// The first month in which it holds; 0 is the first month of the contract.
    #[serde(deserialize_with = "term")]
    #[schemars(with = "Whole<0, 240>")]
    pub(super) from_month: u32,
    /// The first month in which it no longer holds: with `from_month = 12` and `until_month = 24` it holds for the twelve months of the second year. To the end if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<1, 240>>")]
    pub(super) until_month: Option<u32>,
    /// Makes it a review: it holds only if what has happened before `from_month` says so.
    pub(super) when: Option<ReviewTable>,
    /// Whether families start while it holds. `false` is a pause, in which families wait, or without `until_month` an end of referrals. True if not given.
    pub(super) starts: Option<bool>,
    /// Whether what is earned while it holds is paid. True if not given.
    pub(super) payments: Option<bool>,
    /// An extension: families are referred, at the last rate, in the first `extends_to_month` months of the contract. In worlds and trials without it they are referred all the same, and live on without the programme.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<1, 240>>")]
    pub(super) extends_to_month: Option<u32>,
}

/// What a review looks at, and when the change follows.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-replace-whole" = true))]
pub(super) struct ReviewTable {
    pub(super) figure: ReviewFigureName,
    /// The change follows if the figure is below this. One of `below` and `at_least`.
    pub(super) below: Option<f64>,
    /// The change follows if the figure is this or more.
    pub(super) at_least: Option<f64>,
}

/// What a review looks at, of all families that started before it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReviewFigureName {
    /// The share at home of the days tracked so far.
    HomeShare,
    /// The share that completed of those whose therapy has ended.
    CompletionShare,
    /// Families that have started.
    Starts,
}

/// Where the children of a pathway are when they are referred.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Begins {
    /// At home, on the edge of care.
    Home,
    /// In care, to be reunified.
    Care,
}

/// A kind of family.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PathwayTable {
    pub(super) name: String,
    /// Its share of referrals. Uncertain shares are divided by their sum in every trial.
    pub(super) share: Share,
    /// Where the child is at referral.
    pub(super) begins: Begins,
    /// The therapy that these families are offered; may be left out where there is only one.
    pub(super) therapy: Option<String>,
    /// The therapies that they are offered, in place of `therapy`, and the share of the families that is offered each; the shares add up to 1.
    pub(super) therapies: Option<SharesTable>,
    /// Who is offered which of several `therapies`. `share` if not given.
    pub(super) allocated_by: Option<AllocationName>,
    /// Ages at referral in completed years; 8 to 15 means from the 8th birthday to the day before the 16th.
    pub(super) age_years: Range,
    /// Months already spent in care at referral, for a pathway that begins there. The rest of the stay is conditional on them.
    pub(super) in_care_months: Option<Range>,
    /// Variance of the frailty that multiplies each family's hazard of leaving home (its mean is 1). 0 if not given.
    pub(super) heterogeneity: Option<Variance>,
    /// When children at home enter care for the first time, if nothing is done. Needed where `begins = "home"`.
    pub(super) care_entry: Option<CurveTable>,
    /// How long a stay in care lasts.
    pub(super) length_of_stay: CurveTable,
    /// When children who have returned home enter care again. Never, if not given.
    pub(super) re_entry: Option<CurveTable>,
    /// Which placement a stay in care begins with.
    pub(super) placements: MixTable,
}

/// How families are matched with the therapies of their pathway.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AllocationName {
    /// At random.
    Share,
    /// By frailty: the first therapy listed takes its share of the frailest, the next of those that are left. At random where `heterogeneity` is 0, since all families are alike then.
    Risk,
}

/// Known shares by name; they add up to 1.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub(super) struct SharesTable(pub(super) Named<f64>);

impl JsonSchema for SharesTable {
    fn schema_name() -> Cow<'static, str> {
        "SharesTable".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Known shares by name; they add up to 1.",
            "type": "object",
            "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 },
            "x-replace-whole": true,
        })
    }
}

/// A risk over time, in exactly one form: `probability` with `within_months` (and `shape`), `mixture`, `points` or `steps`. Every form says what the population shows; the hazard of each family behind it is found for any heterogeneity.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-replace-whole" = true))]
pub(super) struct CurveTable {
    /// The probability of the event within `within_months`.
    pub(super) probability: Option<Share>,
    /// The months within which `probability` falls.
    #[schemars(range(min = 0.1, max = 240.0))]
    pub(super) within_months: Option<f64>,
    /// How the hazard moves within the window: below 1 it is highest early, above 1 late. 1 if not given.
    pub(super) shape: Option<Shape>,
    /// Exponential durations mixed: short stays and long ones.
    pub(super) mixture: Option<Vec<MixturePart>>,
    /// Published points of the cumulative share; past the last the hazard stays as it was before it.
    pub(super) points: Option<Vec<CurvePoint>>,
    /// The hazard itself, in steps; past the last it stays as it was.
    pub(super) steps: Option<Vec<CurveStep>>,
}

/// One part of a mixture of exponential durations. Shares are divided by their sum.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MixturePart {
    pub(super) share: Share,
    pub(super) mean_days: Days,
}

/// A published point: the share that has had the event by then.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CurvePoint {
    /// Months since the clock of the curve started.
    #[schemars(range(min = 0.01, max = 1200.0))]
    pub(super) by_month: f64,
    pub(super) share: Share,
}

/// A step of a hazard.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CurveStep {
    /// The step ends this many months after the clock of the curve started.
    #[schemars(range(min = 0.01, max = 1200.0))]
    pub(super) until_month: f64,
    /// Events a year for those at risk.
    pub(super) per_year: YearlyEvents,
}

/// Shares of placements, in exactly one form: `shares`, which add up to 1, or `dirichlet`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-replace-whole" = true))]
pub(super) struct MixTable {
    /// Known shares by placement; they add up to 1.
    pub(super) shares: Option<Named<f64>>,
    /// Uncertain shares: the concentration of each placement, as if that number of children had been observed in it.
    pub(super) dirichlet: Option<Named<f64>>,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

/// A kind of care.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlacementTable {
    pub(super) weekly_cost: WeeklyCost,
    /// `weekly_cost` is in the prices of the financial year that begins in April of this year.
    #[schemars(range(min = 1990, max = 2100))]
    pub(super) prices_of: i16,
    /// Yearly growth of the cost, nominal. 0 if not given.
    pub(super) yearly_growth: Option<YearlyRate>,
    /// The share of its saving that leaves the budget. 1 if not given.
    pub(super) cashable: Option<Share>,
    /// Moves a year from here to other placements, by name.
    #[serde(default)]
    pub(super) moves_per_year: Named<YearlyEvents>,
}

/// What care costs besides placements.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CareTable {
    /// Pounds for each entry to care: legal work, assessment, finding a placement. 0 if not given.
    pub(super) entry_cost: Option<Pounds>,
    /// The share of entry costs whose saving leaves the budget. 1 if not given.
    pub(super) entry_cashable: Option<Share>,
    /// Pounds a year of support to a child at home, while the support lasts. It goes on when a child stays home, and is netted off. 0 if not given.
    pub(super) support_yearly_cost: Option<Pounds>,
    /// How many months support lasts from referral, on the days at home.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Exact<0, 240>>")]
    pub(super) support_months: Option<f64>,
    /// The share of support costs that leaves the budget when they are saved. 1 if not given.
    pub(super) support_cashable: Option<Share>,
    /// These costs are in the prices of the financial year that begins in April of this year.
    #[schemars(range(min = 1990, max = 2100))]
    pub(super) prices_of: Option<i16>,
    /// Yearly growth of these costs, nominal. 0 if not given.
    pub(super) yearly_growth: Option<YearlyRate>,
}

/// A therapy.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TherapyTable {
    /// What it is called in reports.
    pub(super) name: Option<String>,
    /// Who delivers it; may be left out where there is only one provider.
    pub(super) provider: Option<String>,
    /// Months from start to completion, uniformly distributed between `min` and `max`.
    pub(super) duration_months: Range,
    /// The probability that a family that starts completes.
    pub(super) completes: Share,
    /// Months from start to drop-out, for a family that does not complete. From 0 to the shortest therapy if not given.
    pub(super) drop_out_months: Option<Range>,
    /// The part of the effect that such a family keeps, on the log hazard ratio. 0 if not given.
    pub(super) drop_out_effect: Option<Share>,
    /// What it does.
    #[serde(default)]
    pub(super) effect: EffectTable,
    /// Therapists and the queue for them. Places are without limit if not given.
    pub(super) capacity: Option<CapacityTable>,
}

/// What a therapy does, by months since it started.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EffectTable {
    /// On the hazard of every departure from home; below 1 keeps children at home.
    #[serde(default)]
    pub(super) care_entry: Vec<EffectStep>,
    /// On the hazard of every return home from care; above 1 brings children home sooner.
    #[serde(default)]
    pub(super) return_home: Vec<EffectStep>,
    /// On moves between placements, within a stay in care. It does not fade.
    #[serde(default)]
    pub(super) moves: Vec<MoveStep>,
    /// After its last step each effect on care entry and return fades: the log of the ratio halves each time this number of months has passed, in steps of six months, and is gone ten years after the last step. It ends at the last step if not given.
    pub(super) fade_half_life_months: Option<Months>,
}

/// One step of an effect.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EffectStep {
    /// The step ends this many months after therapy started.
    #[schemars(range(min = 0.01, max = 1200.0))]
    pub(super) until_month: f64,
    pub(super) hazard_ratio: HazardRatio,
}

/// One step of an effect on the moves from one placement to another, with exactly one of `per_year` and `hazard_ratio`. The steps of one pair of placements ascend; after the last the natural rate holds.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveStep {
    /// The placement that children leave.
    pub(super) from: String,
    /// The placement that they go to.
    pub(super) to: String,
    /// The step ends this many months after therapy started.
    #[schemars(range(min = 0.01, max = 1200.0))]
    pub(super) until_month: f64,
    /// Moves a year, in place of the natural rate. A family that drops out keeps `drop_out_effect` of the difference.
    pub(super) per_year: Option<YearlyEvents>,
    /// On the natural rate, `moves_per_year`. A family that drops out keeps `drop_out_effect` of its logarithm.
    pub(super) hazard_ratio: Option<HazardRatio>,
}

/// Therapists and the queue for them.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CapacityTable {
    /// Families that one therapist sees at once.
    pub(super) caseload: Headcount,
    /// Therapists' posts, in steps; the first step begins at month 0. Where posts are cut those opened last go first.
    #[schemars(length(min = 1))]
    pub(super) therapists: Vec<TherapistStep>,
    /// A family that would wait longer than this for a place is lost.
    #[serde(deserialize_with = "term")]
    #[schemars(with = "Exact<0, 36>")]
    pub(super) longest_wait_months: f64,
    /// Months until a post is filled, when it opens and after each leaver, uniformly distributed between `min` and `max`. Filled at once if not given.
    pub(super) hiring_months: Option<Range>,
    /// Months for which a new therapist trains, with `training_caseload`. 0 if not given.
    pub(super) training_months: Option<Months>,
    /// The share of the caseload that a therapist in training has. 0.5 if not given.
    pub(super) training_caseload: Option<Share>,
    /// Leavers for each year of a therapist in post; how long one stays is exponential. None leave if not given.
    pub(super) yearly_turnover: Option<YearlyEvents>,
    /// Posts to each supervisor: there are as many supervisors as that takes, rounded up. None if not given.
    pub(super) therapists_per_supervisor: Option<Posts>,
    /// The number of teams that therapists are embedded in, which share neither places nor queues. Each family belongs to one team, each equally likely, and whole places are divided among them evenly. 1 if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<1, 200>>")]
    pub(super) teams: Option<u32>,
}

/// Therapists' posts from one month on.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TherapistStep {
    /// The first month of the step; 0 is the first month of the contract.
    pub(super) from_month: u32,
    /// Posts, until the next step. A fraction is one post in part time.
    pub(super) number: Headcount,
}

/// A secondary outcome: whether each family that starts achieves it, at the end of a window.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeTable {
    pub(super) name: String,
    /// It is measured on the day after the last of this window, if the child is not 18 by then. From completion, only families that complete are measured.
    pub(super) measured: WindowTable,
    /// The probability for a family that completes therapy. One that drops out keeps `drop_out_effect` of the difference.
    pub(super) with_therapy: Share,
    /// The probability for the same families without the programme.
    pub(super) without_therapy: Share,
}

/// What is paid for.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContractTable {
    /// How long a family is followed. The window of every payment line that has none of its own.
    pub(super) tracking: WindowTable,
    /// The rate card.
    #[serde(default)]
    pub(super) payments: Vec<PaymentTable>,
    /// Ceilings, applied in this order: a child, a year, the whole contract; and after the co-payers' shares the council's own.
    #[serde(default)]
    pub(super) caps: CapsTable,
    /// Who bears a share of every payment, in the order in which they pay.
    #[serde(default)]
    pub(super) co_payers: Vec<CoPayerTable>,
    /// The number of months between invoices; each is made up at the end of a month. 1 if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<1, 12>>")]
    pub(super) settled_every_months: Option<u32>,
    /// Months from an invoice to its payment. 0 if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 36>>")]
    pub(super) lag_months: Option<u32>,
    /// Yearly growth of every rate, at each anniversary of the contract. 0 if not given.
    pub(super) indexation: Option<YearlyRate>,
    /// An end that no party to the contract chose, such as a change of policy.
    pub(super) early_end: Option<EarlyEndTable>,
}

/// An early end by policy: from a drawn month on no family starts.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlyEndTable {
    /// The chance in every year.
    pub(super) yearly_chance: Share,
    /// Whether what is earned after the month in which it comes is still paid. True if not given.
    pub(super) payments: Option<bool>,
}

/// When a clock starts.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClockName {
    /// On the day of referral.
    Referral,
    /// On the day therapy starts.
    Start,
    /// On the day therapy is completed; a family that does not complete has no window.
    Completion,
}

/// A number of months from a family's referral, start or completion, or from a time after it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-replace-whole" = true, "x-term" = true))]
pub(super) struct WindowTable {
    pub(super) from: ClockName,
    /// Months from the start of the clock until the window opens. At once if not given.
    #[schemars(range(min = 0.0, max = 120.0))]
    pub(super) after_months: Option<f64>,
    /// How long it is open.
    #[schemars(range(min = 0.0, max = 120.0))]
    pub(super) months: f64,
    /// Who says so, where and when.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) source: Unread,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[serde(default)]
    #[schemars(with = "Option<u8>", range(min = 1, max = 6))]
    pub(super) grade: Unread,
    /// What a reader should know before trusting it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) note: Unread,
}

/// What a payment line counts.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PaymentKind {
    /// Completed runs of `period_days` consecutive days in the places that count, within the window.
    PerPeriod,
    /// Days in care below an agreed baseline, settled by cohort: at each settlement, what a cohort has saved so far beyond its highest so far. The cap on a child does not apply.
    DaysSaved,
    /// An event in a family's life, once.
    Milestone,
    /// Work done, whatever comes of it.
    Input,
}

/// What a milestone line pays on.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum MilestoneName {
    /// Therapy starts.
    Start,
    /// Therapy is completed.
    Completion,
    /// The child is at home, and not yet 18, on the day after the last of the line's window: a window of n days from day a holds days a to a + n − 1, and the child is looked at on day a + n.
    OutOfCare,
    /// The child returns home from care for the first time since therapy started, within the line's window.
    Reunification,
    /// The family achieves the secondary `outcome`, on the day that it is measured.
    Outcome,
}

/// What an input line or a cost is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BasisName {
    /// A single time, in `from_month`.
    Once,
    /// Every month.
    Month,
    /// Every family that starts.
    Start,
    /// Every family that completes.
    Completion,
    /// Every therapist in post, every month.
    TherapistMonth,
    /// Every supervisor, every month.
    SupervisorMonth,
}

/// Until when something monthly goes on.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum UntilName {
    /// The month of the last therapy session, or of the last referral if that is later.
    Delivery,
    /// The month of the last payment under the contract.
    Contract,
}

/// One line of the rate card. Which keys it takes follows from its `kind`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaymentTable {
    pub(super) name: String,
    pub(super) kind: PaymentKind,
    /// Pounds for each unit (a period, a day saved, an event), before deadweight.
    pub(super) rate: Pounds,
    /// The part of its rate that the line pays, so that a hybrid is two whole rate cards: fees at 0.4 and outcomes at 0.6. 1 if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Exact<0, 1>>")]
    pub(super) part: Option<f64>,
    /// The agreed share that would have happened without the programme and is not paid for (deadweight). 0 if not given.
    pub(super) deadweight: Option<Share>,
    /// The pathways that it pays for; all if not given. (all kinds but `input`; a milestone on `start` pays by pathway)
    pub(super) pathways: Option<Vec<String>>,
    /// The councils whose families it pays for; all if not given. Each council pays for its own.
    pub(super) councils: Option<Vec<String>>,
    /// The window; the contract's `tracking` if not given. (`per_period`, `days_saved`, and milestones `out_of_care` and `reunification`)
    pub(super) window: Option<WindowTable>,
    /// Places that count: `home`, and names of placements. `["home"]` if not given. (`per_period`)
    pub(super) counts: Option<Vec<String>>,
    /// Consecutive days in a period: 7 for whole weeks. 1 if not given. (`per_period`)
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<1, 366>>")]
    pub(super) period_days: Option<u32>,
    /// The most periods that are paid for a child. (`per_period`)
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 1000000>>")]
    pub(super) most_per_child: Option<u32>,
    /// An absence of no more than this number of days in a row does not break a run: its days do not count, and the run goes on. 0 if not given. (`per_period`)
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 366>>")]
    pub(super) forgives_days: Option<u32>,
    /// Whether counting begins again after a run is broken; if not, the first break once a run has begun ends it. True if not given. (`per_period`)
    pub(super) begins_again: Option<bool>,
    /// Whether the window ends at the 18th birthday; if not, later days count as days at home. True if not given. (`per_period`, `days_saved`)
    pub(super) ends_at_18: Option<bool>,
    /// The agreed share of the window's days that a child would spend in care. (`days_saved`)
    pub(super) baseline: Option<Share>,
    /// Families whose windows open in the same group of this number of months, counted from the contract's start, are one cohort. 3 if not given. (`days_saved`)
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<1, 120>>")]
    pub(super) cohort_months: Option<u32>,
    /// The event that is paid for. (`milestone`)
    pub(super) on: Option<MilestoneName>,
    /// The secondary outcome that is paid for, by name. (milestone `outcome`)
    pub(super) outcome: Option<String>,
    /// What is counted. (`input`)
    pub(super) per: Option<BasisName>,
    /// The first month; 0, the first month of the contract, if not given. (`input`)
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 240>>")]
    pub(super) from_month: Option<u32>,
    /// The first month in which it is no longer paid; when delivery ends if not given. (`input`)
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 240>>")]
    pub(super) until_month: Option<u32>,
}

/// What paying in this way is assumed to change in the work itself, against what the rest of the file says of it; in every council and under every change. Each key is 1, no change, if not given. Whether paying for outcomes raises success is not known: anything but 1 is an assumption about it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncentiveTable {
    /// Above 1 therapy works better: every hazard ratio of `effect.care_entry` is divided by it, and every one of `effect.return_home` multiplied, for every therapy. Moves between placements stay.
    pub(super) effect: Option<Multiple>,
    /// Multiplies the odds that a family that starts completes, for every therapy.
    pub(super) completes: Option<Multiple>,
    /// Multiplies the odds that a referred family would start therapy.
    pub(super) starts_therapy: Option<Multiple>,
    /// Multiplies every cost of every provider: 0.8 is 20% cheaper. The council's own costs stay.
    pub(super) costs: Option<Multiple>,
}

/// Everything of one kind at once, as a multiple of what the rest of the file says; in every council and under every change. Each key is 1, no change, if not given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelsTable {
    /// Every rate of the rate card but those of `input` lines: 1.1 pays 10% more for each outcome.
    pub(super) tariff: Option<Level>,
    /// Every agreed `deadweight`, up to 1.
    pub(super) deadweight: Option<Level>,
    /// Every ceiling of `contract.caps`.
    pub(super) caps: Option<Level>,
    /// Every co-payer's share and limit: what comes from outside the council.
    pub(super) co_payers: Option<Level>,
    /// The investor's commitment.
    pub(super) commitment: Option<Level>,
    /// Every month's referrals.
    pub(super) referrals: Option<Level>,
    /// The hazard of every departure from home, with and without the programme: how likely care is for these families.
    pub(super) risk: Option<Level>,
    /// What care costs: every placement, entry and support at home.
    pub(super) care_prices: Option<Level>,
    /// The logarithm of every hazard ratio of `effect`, for every therapy: 0 is no effect, 0.5 half of it (0.36 becomes 0.6), 1 what the file says.
    pub(super) effect: Option<Level>,
    /// Every cost of every provider. The council's own costs stay.
    pub(super) provider_costs: Option<Level>,
}

/// Ceilings on what is paid, in pounds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CapsTable {
    /// For one child, in all lines.
    pub(super) per_child: Option<Pounds>,
    /// For what is earned in one year of the contract, counted from its start.
    pub(super) per_year: Option<Budget>,
    /// For the whole contract.
    pub(super) total: Option<Budget>,
    /// For what a council itself pays in the whole contract, after the co-payers' shares.
    pub(super) council: Option<Budget>,
}

/// Who bears a share of every payment.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CoPayerTable {
    pub(super) name: String,
    /// Its share of every payment.
    pub(super) share: Share,
    /// The most that it pays, in pounds; the council bears the rest.
    pub(super) limit: Option<Budget>,
    /// The councils in whose payments it shares; all if not given.
    pub(super) councils: Option<Vec<String>>,
}

/// Who delivers therapies, and what that costs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderTable {
    /// What it is called in reports.
    pub(super) name: Option<String>,
    /// What costs money.
    #[serde(default)]
    pub(super) costs: Vec<CostTable>,
    /// Yearly growth of every cost, at each anniversary of the contract. 0 if not given.
    pub(super) yearly_growth: Option<YearlyRate>,
    /// What it is paid on top of its costs by the investor's vehicle, as a share of them. 0 if not given.
    pub(super) margin: Option<Charge>,
}

/// What the contract costs the council besides payments.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CostsTable {
    /// What costs money.
    #[serde(default)]
    pub(super) costs: Vec<CostTable>,
    /// Yearly growth of every cost, at each anniversary of the contract. 0 if not given.
    pub(super) yearly_growth: Option<YearlyRate>,
}

/// One cost.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CostTable {
    pub(super) name: String,
    /// What it is counted by.
    pub(super) per: BasisName,
    /// Pounds for each, at the prices of the contract's first year.
    pub(super) amount: Pounds,
    /// The therapy whose starts, completions, therapists or supervisors are counted. If not given, all therapies of the provider; for the council, all there are.
    pub(super) therapy: Option<String>,
    /// The first month; 0, the first month of the contract, if not given.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 240>>")]
    pub(super) from_month: Option<u32>,
    /// The first month in which it is no longer spent, in place of `until`; never later than the contract's end.
    #[serde(default, deserialize_with = "optional_term")]
    #[schemars(with = "Option<Whole<0, 240>>")]
    pub(super) until_month: Option<u32>,
    /// How long a monthly cost goes on. `delivery` if not given.
    pub(super) until: Option<UntilName>,
}

/// Who pays for the work up front.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvestorTable {
    /// The most that can be drawn, in pounds.
    pub(super) commitment: Budget,
    /// Cash that the contract keeps while at least that much is still to be spent. 0 if not given.
    pub(super) reserve: Option<Budget>,
    /// Whether outcome payments are kept for costs until delivery ends. True if not given.
    pub(super) recycling: Option<bool>,
    /// The yearly return that the investor compares with; for the net present value.
    pub(super) hurdle: YearlyRate,
    /// Yearly return that comes after the capital and before any sharing, compound. 0 if not given.
    pub(super) preferred_return: Option<YearlyRate>,
    /// Who gets what is left after capital and preferred return; the investor all of it if not given.
    pub(super) surplus: Option<SurplusTable>,
    /// Interest that the guarantor pays whatever the outcomes. None if not given.
    pub(super) coupon: Option<CouponTable>,
    /// The share of what is drawn that the guarantor makes good when the contract ends, as far as it has not been returned as capital. 0 if not given.
    pub(super) protected_share: Option<Share>,
    /// Who pays the coupon and makes the principal good: `council`, or the name of a co-payer. `council` if not given.
    pub(super) guaranteed_by: Option<String>,
    /// What the investor pays to the fund manager a year, as a share of the commitment, from the first month until the contract ends. 0 if not given.
    pub(super) fund_fee: Option<Charge>,
    /// Parts of the commitment, from the first repaid to the last, which bears the first loss. One of the whole commitment if not given.
    #[serde(default)]
    pub(super) tranches: Vec<TrancheTable>,
}

/// Interest on what is drawn and not yet returned.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CouponTable {
    /// Yearly; a twelfth is paid each month on the capital outstanding when the month begins.
    pub(super) rate: YearlyRate,
    /// The number of years from the start of the contract in which it is paid, but no longer than the contract lasts.
    #[serde(deserialize_with = "term")]
    #[schemars(with = "Exact<0, 20>")]
    pub(super) years: f64,
}

/// A part of the commitment. All tranches pay in alike, by their shares; each is repaid, capital and preferred return, before the next.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TrancheTable {
    pub(super) name: String,
    /// Its share of the commitment; the shares add up to 1.
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0))]
    pub(super) share: f64,
    /// Its own preferred return; the investor's if not given.
    pub(super) preferred_return: Option<YearlyRate>,
    /// Its part of the investor's share of the surplus; the parts add up to 1. Its share of the commitment if no tranche has one.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(super) surplus: Option<f64>,
}

/// Shares of the surplus; they add up to 1.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-replace-whole" = true))]
pub(super) struct SurplusTable {
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(super) investor: f64,
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(super) provider: f64,
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(super) council: f64,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

/// The least differences between two arrangements that matter. A difference of which two standard errors reach across the least one is open: these trials cannot tell.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportantDifferenceTable {
    /// Of what a party gains, in pounds over the whole contract. If not given, 1% of what the dearer of the two costs on average (`contract_cost`): a convention, near where auditors of public accounts set materiality.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(super) pounds: Option<f64>,
    /// Of days in care avoided. If not given, 1% of the days in care under the arrangement that has more of them.
    #[schemars(range(min = 0.0, max = 1e7))]
    pub(super) days: Option<f64>,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
}

/// A group of assumptions that rise and fall together.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupTable {
    /// Spearman's rank correlation between every two members.
    #[schemars(range(min = 0.0, max = 0.999))]
    pub(super) rank_correlation: f64,
    /// Why.
    pub(super) note: Option<String>,
}

/// How a claim is meant.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClaimSense {
    /// The simulation supports it when it reaches the value or more.
    AtLeast,
    /// The simulation supports it when it stays at the value or below.
    AtMost,
    /// It was observed: the simulation should lie around it.
    About,
}

/// A published figure to compare with the simulation.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimTable {
    /// The words in which it was published.
    pub(super) text: String,
    /// The metric that it states, by its name in `summary.json`. Left out, with `value`, where no single number of a simulation can answer: the claim is listed with its `note`, which is then needed.
    pub(super) metric: Option<String>,
    /// Counted to the end of this number of months, so that 12 is the end of the first year and month 12 of `months.csv`; for metrics that have a value in every month. The whole contract, or the horizon for savings, if not given.
    #[schemars(range(min = 0, max = 240))]
    pub(super) at_month: Option<u32>,
    /// What was published of it.
    pub(super) value: Option<f64>,
    /// `at_least` if not given.
    pub(super) sense: Option<ClaimSense>,
    /// The variant or view that it is about, by name: terms or a course of events that differ from the scenario's own. The scenario's own case if not given.
    pub(super) world: Option<String>,
    /// Who said so, where and when.
    pub(super) source: String,
    /// What a reader should know about it.
    pub(super) note: Option<String>,
}

/// A variant or a view: a partial scenario laid over the base one, by the rule at the top of this page.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
#[expect(dead_code, reason = "worlds are read from the document, with the rest of each")]
pub(super) struct WorldTable {
    /// No other variant or view has it.
    pub(super) name: String,
    /// What it stands for, for the report.
    pub(super) note: Option<String>,
    /// What is taken out of the base before the rest is laid over it, each by its path as for `--set`: `["investor", "contract.payments.out_of_care"]`.
    #[serde(default)]
    pub(super) without: Vec<String>,
}

/// A number that may be uncertain, as a bare number or as a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Uncertain {
    Number(f64),
    Table(Box<UncertainTable>),
}

/// Nearly every value of a file is one of these, and an untagged enum is read twice.
impl<'de> Deserialize<'de> for Uncertain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberOrTable)
    }
}

struct NumberOrTable;

impl<'de> Visitor<'de> for NumberOrTable {
    type Value = Uncertain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a table")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Uncertain, E> {
        Ok(Uncertain::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Uncertain, E> {
        Ok(Uncertain::Number(number as f64))
    }

    fn visit_map<M: MapAccess<'de>>(self, table: M) -> Result<Uncertain, M::Error> {
        let table = UncertainTable::deserialize(MapAccessDeserializer::new(table))?;
        Ok(Uncertain::Table(Box::new(table)))
    }
}

/// A number in exactly one form (`value`, `beta`, `lognormal`, `split_lognormal`, `gamma`, `normal`, `uniform`, `triangular`, `pert` or `empirical`), with the evidence for it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UncertainTable {
    /// Known, or taken as known.
    pub(super) value: Option<f64>,
    /// On 0 to 1: by `events` and `of`, or by `mean` and `sd`.
    pub(super) beta: Option<BetaForm>,
    /// By `estimate` (the median) and `ci95`, as ratios are published, or by `mean` and `sd` of the value itself.
    pub(super) lognormal: Option<LogNormalForm>,
    /// By `estimate` (the median) and `ci95`, where the estimate is not in the middle of its interval: half of the draws lie to each side of it, lognormal with a spread of its own.
    pub(super) split_lognormal: Option<IntervalForm>,
    /// By `mean` and `sd`.
    pub(super) gamma: Option<Moments>,
    /// By `mean` and `sd`.
    pub(super) normal: Option<Moments>,
    /// By `low` and `high`.
    pub(super) uniform: Option<Bounds>,
    /// By `low`, `mode` and `high`.
    pub(super) triangular: Option<ThreePoints>,
    /// By `low`, `mode` and `high`: smoother than a triangle, with mean (low + 4 mode + high) / 6.
    pub(super) pert: Option<ThreePoints>,
    /// Observations in a column of a CSV file, each as likely as the next.
    pub(super) empirical: Option<EmpiricalForm>,
    /// Who says so, where and when.
    pub(super) source: Option<String>,
    /// Confidence from 1 (measured on this population) to 6 (judgement).
    #[schemars(range(min = 1, max = 6))]
    pub(super) grade: Option<u8>,
    /// What a reader should know before trusting it.
    pub(super) note: Option<String>,
    /// The group with whose members it rises and falls.
    pub(super) group: Option<String>,
}

/// A beta distribution, by `events` and `of` or by `mean` and `sd`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BetaForm {
    pub(super) events: Option<f64>,
    pub(super) of: Option<f64>,
    pub(super) mean: Option<f64>,
    pub(super) sd: Option<f64>,
}

/// A lognormal distribution, by `estimate` and `ci95` or by `mean` and `sd`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogNormalForm {
    /// The median.
    pub(super) estimate: Option<f64>,
    /// The 95% interval, low and high.
    pub(super) ci95: Option<[f64; 2]>,
    pub(super) mean: Option<f64>,
    pub(super) sd: Option<f64>,
}

/// A published estimate, which is the median, and its 95% interval.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IntervalForm {
    /// The median.
    pub(super) estimate: f64,
    /// The 95% interval, low and high.
    pub(super) ci95: [f64; 2],
}

/// Mean and standard deviation.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

/// Two bounds.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bounds {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Lowest, most likely and highest.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ThreePoints {
    pub(super) low: f64,
    pub(super) mode: f64,
    pub(super) high: f64,
}

/// A column of observations.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EmpiricalForm {
    /// A CSV file in UTF-8 with a header, its path relative to the scenario; columns separated by commas, 64 MiB at most. It is read once, and its digest stands in the manifest.
    pub(super) file: String,
    /// The header of the column; every cell under it is a number such as `1234.5`.
    pub(super) column: String,
}

/// Makes one type for each domain of values, so that the schema knows the bounds of bare numbers.
macro_rules! domains {
    ($($name:ident)*) => {$(
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(transparent)]
        pub(super) struct $name(pub(super) Uncertain);

        impl InDomain for $name {
            const DOMAIN: Domain = Domain::$name;

            fn uncertain(&self) -> &Uncertain {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let table = generator.subschema_for::<UncertainTable>();
                bounded(Domain::$name, &table)
            }
        }
    )*};
}

/// A number in a domain, bare or as a table with its evidence.
fn bounded(domain: Domain, table: &Schema) -> Schema {
    let (low, high) = domain.bounds().possible;
    let minimum = if domain.is_above_zero() { "exclusiveMinimum" } else { "minimum" };
    let description = domain.described().trim();
    json_schema!({
        "description": description,
        "anyOf": [{ "type": "number", minimum: low, "maximum": high }, table],
        "x-replace-whole": true,
        "x-is-money": domain.dimension() == Dimension::Pounds,
        "x-expects":
            "a number, or a table with one form and its evidence such as \
             { value = 0.3, source = \"…\", grade = 3 }",
    })
}

/// A number whose type says what values make sense.
pub(super) trait InDomain {
    const DOMAIN: Domain;

    fn uncertain(&self) -> &Uncertain;
}

domains! {
    Share Charge YearlyRate WeeklyCost Pounds Budget HazardRatio Multiple Shape Posts MonthlyFamilies
    YearlyEvents Days Months Headcount Size LogSd Variance Level
}

/// Makes the schema of a kind of file from its type, once, and what it says of each place.
macro_rules! file_schema {
    ($file:ident, $title:literal) => {
        /// The JSON Schema of such a file (draft 2020-12).
        static SCHEMA: std::sync::LazyLock<serde_json::Value> = std::sync::LazyLock::new(|| {
            $crate::scenario::schema::titled(schemars::schema_for!($file), $title)
        });

        /// What it says of each place.
        static SHAPES: std::sync::LazyLock<toml_findings::Shapes<'static>> =
            std::sync::LazyLock::new(|| toml_findings::Shapes::of(&SCHEMA));

        pub(in $crate::scenario) fn json_schema() -> &'static serde_json::Value {
            &SCHEMA
        }

        pub(in $crate::scenario) fn shapes() -> &'static toml_findings::Shapes<'static> {
            &SHAPES
        }
    };
}
pub(super) use file_schema;

file_schema! { ScenarioFile, "Kinward scenario" }

/// A schema under the name that editors show.
pub(super) fn titled(schema: Schema, title: &str) -> Json {
    let mut schema = schema.to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), title.into());
    }
    schema
}
