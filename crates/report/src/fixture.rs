//! Two small scenarios for the tests of this folder, and a run of either.

use std::path::Path;

use super::{AS_IT_STANDS, Report};
use kinward::analysis::Requirements;
use kinward::results::{Summary, Trials, summarise};
use kinward::scenario::{Study, Worlds};
use kinward::simulation::{Options, Plan, Silent, run};

/// With an investor, a co-payer, claims and a view.
pub(super) const FULL: &str = r#"
schema = 1
name = "Stronger <Families>"
description = "A small contract for the tests."
starts = 2019-02-01
horizon_months = 36
discounting = { rate = 0.035, inflation = 0.02, prices_of = 2019 }
referrals = { monthly = [{ from_month = 0, rate = 4 }], months = 12, starts_therapy = { beta = { events = 64, of = 98 }, source = "Trial", grade = 3 } }

[[pathways]]
name = "edge of care"
share = 1
begins = "home"
age_years = { min = 8, max = 15 }
care_entry = { probability = { beta = { mean = 0.5, sd = 0.1 }, source = "judgement", grade = 6 }, within_months = 24 }
length_of_stay = { mixture = [{ share = 1, mean_days = 500 }] }
placements = { shares = { foster = 0.5, residential = 0.5 } }

[placements]
foster = { weekly_cost = 800, prices_of = 2019 }
residential = { weekly_cost = { gamma = { mean = 4000, sd = 400 }, source = "A survey", grade = 3 }, prices_of = 2019, cashable = 0.9 }

[therapies.fft]
name = "FFT"
duration_months = { min = 3, max = 6 }
completes = 0.8
effect.care_entry = [{ until_month = 5, hazard_ratio = 0.85 }, { until_month = 36, hazard_ratio = { lognormal = { estimate = 0.6, ci95 = [0.35, 1.03] }, source = "A trial", grade = 2 } }]

[contract]
tracking = { from = "start", months = 24 }
payments = [{ name = "out of care", kind = "per_period", rate = 200, period_days = 7, deadweight = 0.3 }]
caps = { total = 600000 }
co_payers = [{ name = "Life Chances Fund", share = 0.3 }]
lag_months = 1

[providers.charity]
costs = [{ name = "therapists", per = "start", amount = 9000 }, { name = "office", per = "month", amount = 2000 }]

[council]
costs = [{ name = "manager", per = "month", amount = 1000 }]

[investor]
commitment = 400000
hurdle = 0.06

[[claims]]
text = "could save the council about £1m & more"
metric = "net_saving"
at_month = 36
value = 1_000_000
source = "The council, 2019"

[[claims]]
text = "30 families started"
metric = "starts"
value = 30
sense = "about"
source = "The provider, 2020"

[[views]]
name = "sceptic's view"
note = "British trials centre on no effect."
therapies.fft.effect.care_entry = [{ until_month = 36, hazard_ratio = 1 }]
"#;

/// The investor of [`FULL`] with every term that it may have.
pub(super) const RANKED: (&str, &str) = (
    "hurdle = 0.06",
    r#"hurdle = 0.06
coupon = { rate = 0.05, years = 3 }
protected_share = 0.6
fund_fee = 0.02
tranches = [{ name = "senior", share = 0.7, preferred_return = 0.04 }, { name = "junior", share = 0.3 }]"#,
);
/// Claims beside those of [`FULL`]: two that no view supports, and one without a figure.
pub(super) const CLAIMS: &str = r#"
[[claims]]
text = "a thousand millions"
metric = "net_saving"
value = 1_000_000_000
source = "A dreamer"
note = "more than the whole budget"

[[claims]]
text = "9 families started"
metric = "starts"
value = 9
sense = "about"
source = "A sceptic"

[[claims]]
text = "happier | children"
source = "The provider"
note = "no child's happiness is simulated"
"#;

/// Nothing that could be left out, and nothing uncertain.
pub(super) const BARE: &str = r#"
schema = 1
name = "Bare"
starts = 2020-04-01
horizon_months = 24
discounting = { rate = 0.035, inflation = 0.02, prices_of = 2020 }
referrals = { monthly = [{ from_month = 0, rate = 2 }], months = 6, starts_therapy = 1 }
pathways = [{ name = "all", share = 1, begins = "home", age_years = { min = 8, max = 15 }, care_entry = { probability = 0.4, within_months = 12 }, length_of_stay = { mixture = [{ share = 1, mean_days = 300 }] }, placements = { shares = { foster = 1 } } }]
placements.foster = { weekly_cost = 800, prices_of = 2020 }
therapies.fft = { duration_months = { min = 3, max = 3 }, completes = 1 }
contract = { tracking = { from = "start", months = 12 } }
providers.charity = { costs = [{ name = "work", per = "start", amount = 5000 }] }
"#;

/// What a text says.
#[track_caller]
pub(super) fn study(text: &str) -> Worlds {
    let loaded = Study::from_text("city.toml", text, &[], Path::new(".")).check().clone();
    let titles: Vec<_> = loaded.findings.iter().map(|finding| format!("{finding:?}")).collect();
    loaded.worlds.unwrap_or_else(|| panic!("{titles:#?}"))
}

/// A study with its trials and what they say.
pub(super) struct Run {
    study: Worlds,
    pub(super) trials: Trials,
    pub(super) summary: Summary,
    headline: usize,
    requirements: Option<Requirements>,
}

impl Run {
    #[track_caller]
    pub(super) fn of(text: &str, trials: u64) -> Self {
        Self::following(AS_IT_STANDS, text, trials)
    }

    /// With another headline world.
    #[track_caller]
    pub(super) fn following(headline: usize, text: &str, trials: u64) -> Self {
        let study = study(text);
        let plan = Plan::beside(&study, headline.checked_sub(AS_IT_STANDS + 1));
        let trials = run(&plan, &Options::of_trials(trials), &Silent).expect("memory");
        let summary = summarise(&trials, &plan.claims).expect("memory");
        Self { study, trials, summary, headline, requirements: None }
    }

    pub(super) fn report(&self) -> Report<'_> {
        Report {
            study: &self.study,
            trials: &self.trials,
            summary: &self.summary,
            headline: self.headline,
            requirements: self.requirements.as_ref(),
            file: "scenarios/city.toml",
            sets: &[],
            version: "0.0.0",
        }
    }
}
