//! The first day and the last of what is counted, and the last month of what is paid.

use kinward::cohort::Stay;
use kinward::contract::{
    Caps, Clock, Line, Measure, Milestone, Outcomes, Price, Ranks, Terms, Treated, Window,
};
use kinward::family::{Place, Spell};
use kinward::results::{Metric, Series};
use kinward::units::Calendar;

use crate::common::{PROGRAMME, Scene, family};

/// Children leave home at 12 a year from their referral on, start therapy after `ready` days and are
/// followed from there. 120,000 families.
fn leaving(ready: u32, tables: &str) -> Scene {
    Scene::small()
        .set("referrals.monthly=[{ from_month = 0, rate = 1000 }]")
        .set("referrals.months=3")
        .set(&format!("referrals.ready_after_days={{ min = {ready}, max = {ready} }}"))
        .set("pathways.edge.age_years={ min = 1, max = 1 }")
        .set("pathways.edge.care_entry={ steps = [{ until_month = 240, per_year = 12 }] }")
        .set("pathways.edge.re_entry={ steps = [{ until_month = 240, per_year = 0 }] }")
        .set(tables)
}

/// The chance that a child is still at home when a day begins, rates being 12 a year and times rounded.
fn at_home_on(day: f64) -> f64 {
    (-12.0 * (day + 0.5) / 365.25).exp()
}

/// The window is days 10 to 192: who enters before day 10 (and is back within it) or after day 192 does
/// not enter in it, .2699 of all. An entry on day 10 is one: without it .2926, sixteen standard errors
/// (of .0013) away.
#[test]
fn an_entry_on_the_first_day_of_the_window_is_in_it() {
    let simulated = leaving(10, "contract.tracking={ from = \"start\", months = 6 }")
        .set("pathways.edge.length_of_stay={ mixture = [{ share = 1, mean_days = 5 }] }")
        .run();
    let exact = 1.0 - at_home_on(9.0) + at_home_on(192.0);
    assert!((exact - 0.2699).abs() < 5e-5, "{exact}");
    let found = simulated.mean(Metric::CompletersNeverInCare);
    assert!((found - exact).abs() < 4.0 * 0.0013, "{found}");
}

/// A month is 30 days, 0 to 29; children are looked at on day 30, .3671 of them at home. On day 29 it
/// would be .3794, nine standard errors (of .0014) away.
#[test]
fn who_is_out_of_care_is_looked_at_on_the_day_after_the_window() {
    let out = "contract.payments=[{ name = \"out\", kind = \"milestone\", on = \"out_of_care\", rate = 1, window = { from = \"start\", months = 1 } }]";
    let simulated = leaving(0, out)
        .set("pathways.edge.length_of_stay={ mixture = [{ share = 1, mean_days = 1e7 }] }")
        .run();
    let (paid, starts) = (simulated.mean(Metric::Payments), simulated.mean(Metric::Starts));
    let exact = at_home_on(30.0);
    assert!((paid / starts - exact).abs() < 4.0 * 0.0014, "{}", paid / starts);
}

/// The window of 31 days holds January; the child is looked at on 1 February, which is when it earns.
#[test]
fn what_is_looked_at_after_the_window_is_earned_in_that_days_month() {
    let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 4);
    let window = Window { from: Clock::Referral, after: 0, days: 31 };
    let terms = terms_of(Measure::Milestone(Milestone::OutOfCare { after: Some(window) }));
    let stay = Stay { therapy: 0, starts: 0, ends: 20, completes: true };
    for (until, earned) in [(31, [0.0, 0.0]), (32, [0.0, 1.0])] {
        let life = [Spell { place: Place::HOME, from: 0, until }];
        let family = family();
        let treated =
            Treated { family: &family, stay: &stay, life: &life, achieved: &[], tracking: window };
        let mut outcomes = Outcomes::default();
        outcomes.reset(&terms, 1, &calendar);
        outcomes.add(&terms, &calendar, &treated);
        assert_eq!(outcomes.add_up(&terms, &calendar).by_month(0, 0)[..2], earned);
        assert_eq!(terms.lines[0].last_earning_day(&calendar, &treated), Some(31));
    }
}

fn terms_of(measure: Measure) -> Terms {
    Terms {
        lines: vec![Line {
            measure,
            prices: Price::throughout(1.0, 0.0),
            baseline: 0.0,
            pathways: vec![true],
            councils: vec![true],
        }],
        tracking: vec![Window { from: Clock::Start, after: 0, days: 1 }],
        parts: vec![1.0],
        ranks: Ranks::as_listed(1, 1),
        caps: Caps::default(),
        co_payers: Vec::new(),
        settled_every_months: 1,
        lag_months: 0,
        indexation: 0.0,
    }
}

// The end of the contract

/// One family or so, whose money moves late: one line, and a pound a month until the contract ends.
fn ending(line: &str, every: u32, lag: u32) -> Scene {
    Scene::small()
        .set("referrals.monthly=[{ from_month = 0, rate = 1 }]")
        .set("referrals.months=1")
        .set("pathways.edge.age_years={ min = 15, max = 17 }")
        .set("therapies.talk.duration_months={ min = 0.5, max = 1.5 }")
        .set("contract.tracking={ from = \"start\", months = 0.1 }")
        .set(&format!("contract.payments=[{{ name = \"line\", rate = 1, {line} }}]"))
        .set(&format!("contract.settled_every_months={every}"))
        .set(&format!("contract.lag_months={lag}"))
        .set("outcomes=[{ name = \"school\", measured = { from = \"start\", months = 2 }, with_therapy = 0.8, without_therapy = 0.5 }]")
        .set("council.costs=[{ name = \"manager\", per = \"month\", until = \"contract\", amount = 1 }]")
        .trials(300)
}

/// Whatever is paid for, settled and delayed: nothing is paid after the month in which the contract
/// ends, costs `until = "contract"` run to it, and where the line alone keeps the contract going it
/// ends with a payment in some trials.
#[test]
fn the_contract_ends_no_earlier_than_its_last_payment() {
    let window = "window = { from = \"start\", months = 2 }";
    let lines = [
        format!("kind = \"milestone\", on = \"out_of_care\", {window}"),
        format!("kind = \"milestone\", on = \"reunification\", {window}"),
        "kind = \"milestone\", on = \"start\"".to_owned(),
        "kind = \"milestone\", on = \"completion\"".to_owned(),
        "kind = \"milestone\", on = \"outcome\", outcome = \"school\"".to_owned(),
        format!("kind = \"per_period\", {window}"),
        format!("kind = \"per_period\", period_days = 7, ends_at_18 = false, {window}"),
        format!("kind = \"days_saved\", baseline = 0.9, cohort_months = 1, {window}"),
        "kind = \"input\", per = \"once\", from_month = 5".to_owned(),
        "kind = \"input\", per = \"month\", until_month = 6".to_owned(),
        "kind = \"input\", per = \"month\"".to_owned(),
        "kind = \"input\", per = \"start\"".to_owned(),
        "kind = \"input\", per = \"completion\"".to_owned(),
        "kind = \"input\", per = \"completion\", until_month = 1".to_owned(),
    ];
    for line in lines {
        for (every, lag) in [(1, 0), (1, 2), (3, 0), (3, 1), (12, 0)] {
            let scene = ending(&line, every, lag);
            let scene = if line.contains("reunification") {
                scene
                    .set("pathways.edge.begins=\"care\"")
                    .set("pathways.edge.in_care_months={ min = 1, max = 1 }")
                    .set("pathways.edge.length_of_stay={ mixture = [{ share = 1, mean_days = 40 }] }")
            } else {
                scene
            };
            let simulated = scene.run();
            let ends = simulated.of(Metric::CouncilRunningCost);
            let paid = simulated.of(Metric::Payments);
            let mut met = 0;
            for (trial, (ends, paid)) in ends.iter().zip(paid).enumerate() {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "months"
                )]
                let months = *ends as usize;
                let by = |months: usize| -> f64 {
                    months
                        .checked_sub(1)
                        .map_or(0.0, |it| simulated.month(PROGRAMME, Series::Payments, it)[trial])
                };
                assert!((by(months) - paid).abs() < 0.005, "{line} {every} {lag}: {months} months");
                met += usize::from(*paid > 0.0 && (by(months - 1) - paid).abs() > 0.005);
            }
            assert!(met > 0, "{line} {every} {lag}: no contract ends with a payment");
        }
    }
}

/// A line that pays for one pathway keeps no contract going for the families of another.
#[test]
fn a_line_keeps_the_contract_going_for_those_that_it_pays_for() {
    let line =
        "kind = \"per_period\", pathways = [\"edge\"], window = { from = \"start\", months = 24 }";
    let longest = |share: f64| {
        let other = format!(
            "\n[[pathways]]\nname = \"other\"\nshare = {:?}\nbegins = \"home\"\nage_years = {{ min = 8, max = 10 }}\ncare_entry = {{ steps = [{{ until_month = 12, per_year = 0.5 }}] }}\nlength_of_stay = {{ mixture = [{{ share = 1.0, mean_days = 100 }}] }}\nplacements = {{ shares = {{ foster = 1.0 }} }}\n",
            1.0 - share
        );
        let simulated = ending(line, 1, 0)
            .set(&format!("pathways.edge.share={share:?}"))
            .set("pathways.edge.age_years={ min = 8, max = 10 }")
            .with(&other)
            .run();
        simulated.of(Metric::CouncilRunningCost).iter().copied().fold(0.0, f64::max)
    };
    assert!(longest(0.0) < 5.0, "{}", longest(0.0));
    assert!(longest(0.5) > 20.0, "{}", longest(0.5));
}

// What is spent

/// A pound more at any place and in any month is a pound more spent.
#[test]
fn every_single_cost_is_spent_in_whatever_month_it_falls() {
    let plain = Scene::small().trials(3).run();
    for place in ["council.costs", "providers.charity.costs"] {
        for until in ["", ", until = \"contract\"", ", until = \"delivery\"", ", until_month = 240"]
        {
            for month in [0, 14, 24, 60, 61, 239] {
                let cost = format!(
                    "{{ name = \"late\", per = \"once\", from_month = {month}, amount = 7{until} }}"
                );
                let simulated = Scene::small().trials(3).set(&format!("{place}+={cost}")).run();
                let pairs =
                    simulated.of(Metric::ContractCost).iter().zip(plain.of(Metric::ContractCost));
                assert!(
                    pairs.into_iter().all(|(with, without)| (with - without - 7.0).abs() < 1e-6),
                    "{place} {cost}"
                );
            }
        }
    }
}

/// £1,000 in month 0 and £300 in month 25 against £1,500 in month 10: the investor draws both, and
/// its rate of return, 36.6%, makes them worth the same. (Without the second it was 62.7%.)
#[test]
fn a_late_single_cost_is_the_investors_too() {
    let simulated = Scene::small()
        .set("horizon_months=24")
        .set("referrals.monthly=[{ from_month = 0, rate = 0 }]")
        .set("referrals.months=0")
        .set("pathways.edge.age_years={ min = 17, max = 17 }")
        .set("contract.payments=[{ name = \"in\", kind = \"input\", per = \"once\", from_month = 10, rate = 1500 }]")
        .set("providers.charity.costs=[{ name = \"a\", per = \"once\", amount = 1000 }, { name = \"b\", per = \"once\", from_month = 25, amount = 300 }]")
        .set("investor={ commitment = 1301, hurdle = 0.08, recycling = false }")
        .trials(1)
        .run();
    assert_eq!(simulated.mean(Metric::InvestorDrawn), 1300.0);
    let month = (1.0 + simulated.mean(Metric::InvestorIrr)).powf(-1.0 / 12.0);
    let value = 1500.0 * month.powi(10) - 1000.0 - 300.0 * month.powi(25);
    assert!(value.abs() < 1e-3, "{value}");
}
