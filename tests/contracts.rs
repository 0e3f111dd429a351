//! Contracts that nobody coded for, written in the file alone, and the rules that they are made of.
//! Each is worked by hand or against a closed form.

use kinward::cohort::{Activity, Stay};
use kinward::contract::{
    Caps, Clock, Counterfactual, Line, Measure, Milestone, Outcomes, Price, Ranks, Terms, Treated,
    Window,
};
use kinward::family::{Family, Place, Spell};
use kinward::numeric::summary::Estimate;
use kinward::results::Metric;
use kinward::units::{Calendar, Money};
use proptest::prelude::*;

use crate::common::{STATUS_QUO, Scene, Simulated, family};

/// About forty thousand families.
fn many() -> Scene {
    Scene::small().set("referrals.monthly=[{ from_month = 0, rate = 500 }]").trials(40)
}

/// Children in residential care who neither go home nor, without the programme, move.
fn residential() -> Scene {
    many()
        .with("\n[placements.residential]\nweekly_cost = 4000\nprices_of = 2020\n")
        .set("pathways.edge.begins=\"care\"")
        .set("pathways.edge.in_care_months={ min = 1, max = 1 }")
        .set("pathways.edge.length_of_stay={ steps = [{ until_month = 12, per_year = 0 }] }")
        .set("pathways.edge.placements={ shares = { residential = 1 } }")
}

const STEPS_DOWN: &str = "therapies.talk.effect.moves=[{ from = \"residential\", to = \"foster\", until_month = 12, per_year = 2 }]";

/// One metric divided by another, trial by trial.
fn each(simulated: &Simulated, metric: Metric, per: Metric) -> Vec<f64> {
    simulated.of(metric).iter().zip(simulated.of(per)).map(|(value, count)| value / count).collect()
}

/// The mean of the trials is within four standard errors of what it should be, and an error of a
/// twentieth would show.
#[track_caller]
fn assert_mean(values: &[f64], expected: f64) {
    let found = Estimate::of(values).expect("values");
    assert!(found.standard_error < 0.0125 * expected, "{}", found.standard_error);
    let distance = (found.mean - expected).abs() / found.standard_error;
    assert!(distance < 4.0, "{} is {distance} standard errors from {expected}", found.mean);
}

// A step-down from residential care

/// £1 for each child with 52 stable weeks in a foster placement. Moves at 2 a year for twelve
/// months reach `1 - exp(-2)` of the children, all in time for a window of two years; of 18 months
/// (548 days) those whose rounded time is at most 184 days. 40,000 families: one standard error is
/// 0.2% of the first figure.
#[test]
fn a_step_down_is_paid_for_at_52_stable_weeks() {
    let card = |months: u32| {
        format!(
            "contract.payments=[{{ name = \"stable\", kind = \"per_period\", counts = [\"foster\"], period_days = 364, most_per_child = 1, rate = 1, window = {{ from = \"start\", months = {months} }} }}]"
        )
    };
    let moved_by = |days: f64| 1.0 - (-2.0 * days / 365.25).exp();
    for (months, share) in [(24, moved_by(365.25)), (18, moved_by(184.5))] {
        let simulated = residential().set(STEPS_DOWN).set(&card(months)).run();
        assert_mean(&each(&simulated, Metric::Payments, Metric::Starts), share);
        assert!(
            simulated.of(Metric::DeadweightTrue).iter().all(|it| *it == 0.0),
            "nobody moves alone"
        );
    }
}

/// A family that drops out moves at the part of the rate that it keeps: 0.25 × 2 a year.
#[test]
fn drop_outs_keep_their_part_of_the_moves() {
    let simulated = residential()
        .set(STEPS_DOWN)
        .set("therapies.talk.completes=0")
        .set("therapies.talk.drop_out_effect=0.25")
        .set("contract.payments=[{ name = \"moved\", kind = \"per_period\", counts = [\"foster\"], most_per_child = 1, rate = 1, window = { from = \"start\", months = 24 } }]")
        .run();
    assert_mean(&each(&simulated, Metric::Payments, Metric::Starts), 1.0 - (-0.5_f64).exp());
}

#[test]
fn moves_that_change_no_rate_change_no_life() {
    let moving = Scene::small()
        .with("\n[placements.residential]\nweekly_cost = 4000\nprices_of = 2020\n")
        .set("placements.foster.moves_per_year={ residential = 1.3 }")
        .set("placements.residential.moves_per_year={ foster = 0.7 }")
        .trials(20);
    let plain = moving.clone().run().bits();
    let step = |change: &str| {
        format!(
            "therapies.talk.effect.moves=[{{ from = \"foster\", to = \"residential\", until_month = 12, {change} }}]"
        )
    };
    for change in ["hazard_ratio = 1", "per_year = 1.3"] {
        let same = moving.clone().set(&step(change)).run();
        for (plain, same) in plain.iter().zip(same.bits()) {
            assert!(plain.metrics == same.metrics, "{change}");
        }
    }
    let slower = moving.clone().set(&step("hazard_ratio = 0.5")).run();
    let days = |simulated: &Simulated, world| -> f64 {
        simulated.column(world, Metric::DaysInPlacement(1)).iter().sum()
    };
    assert!(days(&slower, 1) < days(&slower, STATUS_QUO));
}

// Sustained milestones

/// Everybody goes home on the first day and is in care again at a constant 0.5 a year: a first
/// spell at home lasts `n` days with probability `exp(-0.5 (n - 0.5) / 365.25)`. Paid once for
/// four weeks, six months and a year without a break; a broken run does not begin again.
#[test]
fn milestones_may_have_to_be_sustained() {
    let line = |days: u32| {
        format!(
            "{{ name = \"{days} days\", kind = \"per_period\", period_days = {days}, most_per_child = 1, begins_again = false, rate = 1 }}"
        )
    };
    let simulated = many()
        .set("pathways.edge.begins=\"care\"")
        .set("pathways.edge.in_care_months={ min = 1, max = 1 }")
        .set("pathways.edge.length_of_stay={ probability = 1, within_months = 1 }")
        .set("pathways.edge.re_entry={ steps = [{ until_month = 240, per_year = 0.5 }] }")
        .set("contract.tracking.months=13")
        .set(&format!("contract.payments=[{}, {}, {}]", line(28), line(182), line(364)))
        .run();
    for (index, days) in [28.0_f64, 182.0, 364.0].into_iter().enumerate() {
        let sustained = (-0.5 * (days - 0.5) / 365.25).exp();
        assert_mean(&each(&simulated, Metric::PaymentsForLine(index), Metric::Starts), sustained);
    }
}

// Four weekly metrics in one contract

/// Child R of the pathway from care is in residential care on days 0–29, fostered 30–99, home
/// 100–149 and in residential care 150–199; child E of the edge of care is home 0–59, fostered
/// 60–89 and home again. In a window of 180 days (to day 179) the four lines count
///
/// | line | counts | days | weeks | rate |
/// | --- | --- | --- | --- | --- |
/// | out of residential | R not in residential | 30–149, in one run | 17 | £500 |
/// | in foster care | R fostered | 30–99 | 10 | £200.50 |
/// | reunified | R at home | 100–149 | 7 | £300 |
/// | kept out of care | E at home | 0–59 and 90–179 | 8 + 12 | £254.33 |
#[test]
fn four_weekly_metrics_stand_in_one_contract() {
    let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 12);
    let (foster, residential) = (Place::placement(0), Place::placement(1));
    let week = |counts: [bool; 3], rate: f64, pathways: [bool; 2]| Line {
        measure: Measure::PerPeriod {
            counts: counts.to_vec(),
            period_days: 7,
            window: Some(Window { from: Clock::Start, after: 0, days: 180 }),
            most_per_child: None,
            forgives_days: 0,
            begins_again: true,
            past_eighteen: false,
        },
        prices: Price::throughout(rate, 0.0),
        baseline: 0.0,
        pathways: pathways.to_vec(),
        councils: vec![true],
    };
    let terms = terms(vec![
        week([true, true, false], 500.0, [false, true]),
        week([false, true, false], 200.5, [false, true]),
        week([true, false, false], 300.0, [false, true]),
        week([true, false, false], 254.33, [true, false]),
    ]);
    let at_home = |from, until| Spell { place: Place::HOME, from, until };
    let r = [
        Spell { place: residential, from: 0, until: 30 },
        Spell { place: foster, from: 30, until: 100 },
        at_home(100, 150),
        Spell { place: residential, from: 150, until: 3_000 },
    ];
    let e = [at_home(0, 60), Spell { place: foster, from: 60, until: 90 }, at_home(90, 3_000)];
    let mut outcomes = Outcomes::default();
    outcomes.reset(&terms, 2, &calendar);
    for (pathway, life) in [(1, &r[..]), (0, &e[..])] {
        let family = Family { pathway, ..family() };
        let stay = stay(0);
        outcomes.add(&terms, &calendar, &treated(&terms, &family, &stay, life));
    }
    let pence = |line: usize| -> i64 {
        let earned = outcomes.add_up(&terms, &calendar);
        let activity = Activity { months: calendar.months(), ..Activity::default() };
        let invoices = earned.invoices(&terms, &activity);
        invoices[line][0].iter().map(|it| it.pence()).sum()
    };
    assert_eq!([0, 1, 2, 3].map(pence), [850_000, 200_500, 210_000, 508_660]);
}

/// The same four lines in the file: each pays, and together they are all that is paid.
#[test]
fn four_weekly_metrics_are_written_in_the_file_alone() {
    let line = |name: &str, counts: &str, pathway: &str| {
        format!(
            "{{ name = \"{name}\", kind = \"per_period\", counts = [{counts}], period_days = 7, forgives_days = 2, rate = 100, pathways = [\"{pathway}\"] }}"
        )
    };
    let lines = [
        line("out of residential", "\"home\", \"foster\"", "in residential"),
        line("in foster care", "\"foster\"", "in residential"),
        line("reunified", "\"home\"", "in residential"),
        line("kept out of care", "\"home\"", "edge"),
    ];
    let pathway = "
[[pathways]]
name = \"in residential\"
share = 0.5
begins = \"care\"
in_care_months = { min = 1, max = 6 }
age_years = { min = 8, max = 10 }
length_of_stay = { mixture = [{ share = 1, mean_days = 300 }] }
placements = { shares = { residential = 1 } }

[placements.residential]
weekly_cost = 4000
prices_of = 2020
";
    let simulated = Scene::small()
        .with(pathway)
        .set("pathways.edge.share=0.5")
        .set(STEPS_DOWN)
        .set(&format!("contract.payments=[{}]", lines.join(", ")))
        .run();
    for trial in 0..40 {
        let each = [0, 1, 2, 3].map(|it| simulated.of(Metric::PaymentsForLine(it))[trial]);
        assert!(each.iter().all(|it| *it > 0.0), "{each:?}");
        let total = simulated.of(Metric::Payments)[trial];
        assert!((each.iter().sum::<f64>() - total).abs() < 0.005);
    }
}

// Runs of days

fn terms(lines: Vec<Line>) -> Terms {
    Terms {
        ranks: Ranks::as_listed(lines.len(), 1),
        lines,
        tracking: vec![Window { from: Clock::Start, after: 0, days: 60 }],
        parts: vec![1.0],
        caps: Caps::default(),
        co_payers: Vec::new(),
        settled_every_months: 3,
        lag_months: 0,
        indexation: 0.02,
    }
}

fn treated<'a>(
    terms: &Terms,
    family: &'a Family,
    stay: &'a Stay,
    life: &'a [Spell],
) -> Treated<'a> {
    Treated { family, stay, life, achieved: &[], tracking: terms.tracking[0] }
}

fn stay(starts: u32) -> Stay {
    Stay { therapy: 0, starts, ends: starts + 90, completes: true }
}

/// A life of days at home and in care in turn, from day 0 to the 18th birthday; each part ends on
/// one of these days.
fn in_turn(ends: &[u32]) -> Vec<Spell> {
    let mut from = 0;
    let places = [Place::HOME, Place::placement(0)];
    let spells = ends.iter().chain([&3_000]).enumerate().map(|(index, &until)| {
        let spell = Spell { place: places[index % 2], from, until };
        from = until;
        spell
    });
    spells.filter(|spell| spell.from < spell.until).collect()
}

/// Home on days 20–29, in care 30–32, home 33–49, in care 50–55, home 56–; the window ends with
/// day 69. January ends with day 30. In weeks:
///
/// - without forgiveness runs of 10, 17 and 14 days earn 1 (day 26), 2 (days 39 and 46), 2 (62, 69);
/// - three days forgiven, the first two runs are one of 27: its 7th, 14th and 21st counted days are
///   days 26, 36 and 43; then 2 more;
/// - six days forgiven, all 41 are one run: 26, 36, 43, then the 28th and 35th, days 56 and 63;
/// - where counting does not begin again only the first run counts.
#[test]
fn a_run_goes_on_after_an_absence_that_is_forgiven() {
    let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 12);
    let life = in_turn(&[0, 20, 30, 33, 50, 56]);
    let units = |period_days, forgives_days, begins_again, most_per_child| {
        let measure = Measure::PerPeriod {
            counts: vec![true, false],
            period_days,
            window: Some(Window { from: Clock::Start, after: 0, days: 70 }),
            most_per_child,
            forgives_days,
            begins_again,
            past_eighteen: false,
        };
        let line = Line {
            measure,
            prices: Price::throughout(1.0, 0.0),
            baseline: 0.0,
            pathways: vec![true],
            councils: vec![true],
        };
        let terms = terms(vec![line]);
        let mut outcomes = Outcomes::default();
        outcomes.reset(&terms, 1, &calendar);
        let (family, stay) = (family(), stay(0));
        outcomes.add(
            &terms,
            &calendar,
            &Treated {
                family: &family,
                stay: &stay,
                life: &life,
                achieved: &[],
                tracking: terms.tracking[0],
            },
        );
        let earned = outcomes.add_up(&terms, &calendar);
        let months = earned.by_month(0, 0);
        (months[0], months[1], months[2])
    };
    // Day 59 is the last of February.
    assert_eq!(units(7, 0, true, None), (1.0, 2.0, 2.0));
    assert_eq!(units(7, 2, true, None), (1.0, 2.0, 2.0), "three days are more than two");
    assert_eq!(units(7, 3, true, None), (1.0, 2.0, 2.0));
    assert_eq!(units(9, 0, true, None), (1.0, 1.0, 1.0));
    assert_eq!(units(9, 3, true, None), (1.0, 2.0, 1.0), "27 days and 14");
    assert_eq!(units(7, 6, true, None), (1.0, 3.0, 1.0), "41 days in one run");
    assert_eq!(units(7, 0, false, None), (1.0, 0.0, 0.0));
    assert_eq!(units(7, 3, false, None), (1.0, 2.0, 0.0));
    assert_eq!(units(1, 0, false, None), (10.0, 0.0, 0.0), "days alone, until the first break");
    assert_eq!(units(1, 3, false, None), (10.0, 17.0, 0.0));
    assert_eq!(units(7, 6, true, Some(3)), (1.0, 2.0, 0.0));
}

// Days saved

/// Two children of one cohort and one of the next, against a baseline of half of the year that
/// follows each start, at £67.03 less 10%, 2% more from the second year; settled each quarter.
///
/// 2020 is a leap year: its quarters have 91, 91, 92 and 92 days. A starts on day 0 (window to day
/// 364), in care on days 0–49 and 91–181; B on day 10 (to day 374), in care on days 91–151; C on
/// day 100 (to day 464), in care on days 100–299.
///
/// | quarter | days of A and B so far | in care | half less care | earned |
/// | --- | --- | --- | --- | --- |
/// | 2020 Q1 | 91 + 81 = 172 | 50 | 36 | 36 |
/// | Q2 | + 182 = 354 | + 91 + 61 = 202 | −25 | – |
/// | Q3 | + 184 = 538 | 202 | 67 | 31: the shortfall is made good first |
/// | Q4 | + 91 + 92 = 721 | 202 | 158.5 | 91.5 |
/// | 2021 Q1 | + 9 = 730 | 202 | 163 | 4.5 |
///
/// C is in care for 200 of its 365 days and never below its baseline; it takes nothing from the
/// cohort before it. At £60.327 (£61.53354 in 2021): £2,171.77, £1,870.14, £5,519.92 and £276.90.
#[test]
fn days_saved_are_earned_cohort_by_cohort() {
    let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 24);
    let terms = terms(vec![saved(0.5)]);
    let lives =
        [(0, in_turn(&[0, 50, 91, 182])), (10, in_turn(&[91, 152])), (100, in_turn(&[100, 300]))];
    let mut outcomes = Outcomes::default();
    outcomes.reset(&terms, 1, &calendar);
    let mut counterfactual = Counterfactual::default();
    counterfactual.reset(&terms, &calendar);
    let family = family();
    for (starts, life) in &lives {
        let stay = stay(*starts);
        outcomes.add(&terms, &calendar, &treated(&terms, &family, &stay, life));
        counterfactual.count(&terms, &calendar, &treated(&terms, &family, &stay, life));
    }
    let activity = Activity { months: calendar.months(), ..Activity::default() };
    let invoices = outcomes.add_up(&terms, &calendar).invoices(&terms, &activity);
    let earned: Vec<(usize, i64)> = invoices[0][0]
        .iter()
        .enumerate()
        .map(|(month, it)| (month, it.pence()))
        .filter(|(_, pence)| *pence != 0)
        .collect();
    assert_eq!(earned, [(2, 217_177), (8, 187_014), (11, 551_992), (14, 27_690)]);
    let window = counterfactual.window_days(&calendar, 0);
    assert_eq!((window.all, window.in_care), (3 * 365, 202 + 200));
}

fn saved(baseline: f64) -> Line {
    Line {
        measure: Measure::DaysSaved {
            window: Some(Window { from: Clock::Start, after: 0, days: 365 }),
            cohort_months: 3,
            past_eighteen: false,
        },
        prices: Price::throughout(67.03, 0.1),
        baseline,
        pathways: vec![true],
        councils: vec![true],
    }
}

const SAVED: &str = "contract.payments=[{ name = \"saved\", kind = \"days_saved\", baseline = 0.4, rate = 50, window = { from = \"referral\", months = 12 } }]";

/// A lower baseline never pays for more days, nor does an effect that keeps fewer children home,
/// month by month; nor does a birthday that ends the window.
#[test]
fn a_lower_baseline_or_more_care_never_saves_more() {
    let scene = || Scene::small().set(SAVED).set("contract.settled_every_months=3");
    let ratio = |ratio: f64| {
        format!("therapies.talk.effect.care_entry=[{{ until_month = 12, hazard_ratio = {ratio} }}]")
    };
    let helped = || scene().set(&ratio(0.5));
    let lower = helped().set("contract.payments.saved.baseline=0.3").run();
    let less_helped = scene().set(&ratio(0.8)).run();
    let full = helped().run();
    assert!(full.mean(Metric::PaidDays) > 0.0);
    for less in [&lower, &less_helped] {
        for (less, full) in less.of(Metric::PaidDays).iter().zip(full.of(Metric::PaidDays)) {
            assert!(*less <= full + 1e-6, "{less} {full}");
        }
        assert!(less.mean(Metric::PaidDays) < full.mean(Metric::PaidDays));
    }
    let older = |ends: bool| {
        helped()
            .set("pathways.edge.age_years={ min = 17, max = 17 }")
            .set(&format!("contract.payments.saved.ends_at_18={ends}"))
            .run()
    };
    let pairs = (older(true), older(false));
    for (ends, goes_on) in pairs.0.of(Metric::PaidDays).iter().zip(pairs.1.of(Metric::PaidDays)) {
        assert!(*ends <= goes_on + 1e-6, "later days are days at home");
    }
}

proptest! {
    /// By the end of every month, a child that goes into care for longer has not raised what its
    /// cohort has earned, nor has a lower baseline.
    #[test]
    fn more_care_never_raises_what_is_earned(
        leaves in 0_u32..300,
        stays in 1_u32..200,
        longer in 1_u32..200,
        starts in 0_u32..80,
        baseline in 0.0..1.0_f64,
        lower in 0.0..1.0_f64,
    ) {
        let other = in_turn(&[60, 150]);
        let less_care = in_turn(&[leaves, leaves + stays]);
        let more_care = in_turn(&[leaves, leaves + stays + longer]);
        let earned = |life: &[Spell], baseline: f64| {
            let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 24);
            let terms = terms(vec![saved(baseline)]);
            let mut outcomes = Outcomes::default();
            outcomes.reset(&terms, 1, &calendar);
            for (starts, life) in [(starts, life), (0, &other)] {
                let (family, stay) = (family(), stay(starts));
                outcomes.add(&terms, &calendar, &Treated { family: &family, stay: &stay, life, achieved: &[], tracking: terms.tracking[0] });
            }
            let mut so_far = 0.0;
            let earned = outcomes.add_up(&terms, &calendar);
            let days = earned.days_by_month(&terms, 0).expect("a line for days");
            days.into_iter().map(|day| { so_far += day; so_far }).collect::<Vec<f64>>()
        };
        let most = earned(&less_care, baseline);
        for less in [earned(&more_care, baseline), earned(&less_care, baseline * lower)] {
            prop_assert!(less.iter().zip(&most).all(|(less, most)| *less <= most + 1e-9));
        }
    }
}

// Many families side by side

/// By the day in the council's window and in one of its own, by the week, days saved, and one event.
fn every_kind() -> Vec<Line> {
    let per_period = |period_days, window| Measure::PerPeriod {
        counts: vec![true, false],
        period_days,
        window,
        most_per_child: None,
        forgives_days: 0,
        begins_again: true,
        past_eighteen: false,
    };
    let own = Some(Window { from: Clock::Completion, after: 30, days: 200 });
    let of = |measure, pathways: [bool; 2]| Line {
        measure,
        prices: Price::throughout(7.0, 0.0),
        baseline: 0.6,
        pathways: pathways.to_vec(),
        councils: vec![true],
    };
    vec![
        of(per_period(1, None), [true, true]),
        of(per_period(1, own), [false, true]),
        of(per_period(7, None), [true, false]),
        of(saved(0.6).measure, [true, true]),
        of(Measure::Milestone(Milestone::Completion), [true, true]),
    ]
}

proptest! {
    /// Families that are counted together earn what they would one by one, under a cap on a child
    /// or none.
    #[test]
    fn families_counted_together_earn_what_they_would_alone(
        cases in prop::collection::vec((0_u32..2, 0_u32..200, any::<bool>(), prop::collection::vec(0_u32..500, 0..6)), 0..8),
        cap in prop::option::of(0_i64..100_000),
    ) {
        let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 36);
        let caps = Caps { per_child: cap.map(Money::from_pence), ..Caps::default() };
        let terms = Terms { caps, ..terms(every_kind()) };
        let families: Vec<Family> =
            cases.iter().map(|case| Family { pathway: case.0 as usize, ..family() }).collect();
        let stays: Vec<Stay> =
            cases.iter().map(|case| Stay { completes: case.2, ..stay(case.1) }).collect();
        let lives: Vec<Vec<Spell>> = cases
            .iter()
            .map(|(.., ends)| {
                let mut ends = ends.clone();
                ends.sort_unstable();
                in_turn(&ends)
            })
            .collect();
        let all: Vec<Treated<'_>> = families
            .iter()
            .zip(&stays)
            .zip(&lives)
            .map(|((family, stay), life)| treated(&terms, family, stay, life))
            .collect();
        let spells = lives.iter().enumerate().flat_map(|(position, life)| {
            life.iter().map(move |spell| (position, spell))
        });
        let at_home: Vec<_> = spells.filter(|(_, spell)| spell.place == Place::HOME).collect();
        let (mut together, mut alone) = (Outcomes::default(), Outcomes::default());
        let [mut counted_together, mut counted_alone] = [Counterfactual::default(), Counterfactual::default()];
        for outcomes in [&mut together, &mut alone] {
            outcomes.reset(&terms, 2, &calendar);
        }
        for counterfactual in [&mut counted_together, &mut counted_alone] {
            counterfactual.reset(&terms, &calendar);
        }
        together.add_all(&terms, &calendar, &all, &at_home.iter().copied());
        counted_together.count_all(&terms, &calendar, &all, &at_home);
        for treated in &all {
            alone.add(&terms, &calendar, treated);
            counted_alone.count(&terms, &calendar, treated);
        }
        prop_assert_eq!(together.add_up(&terms, &calendar), alone.add_up(&terms, &calendar));
        for line in 0..terms.lines.len() {
            prop_assert_eq!(
                counted_together.days(&terms, &calendar, line),
                counted_alone.days(&terms, &calendar, line)
            );
        }
    }
}

// What was agreed and what was true

/// Where the programme does nothing, all that is counted would have happened without the programme, whatever is
/// counted; what was agreed is what the lines say.
#[test]
fn without_an_effect_all_of_it_is_deadweight() {
    let cards = [
        "[{ name = \"weeks\", kind = \"per_period\", period_days = 7, forgives_days = 3, rate = 1, deadweight = 0.3 }, { name = \"days\", kind = \"per_period\", rate = 1, deadweight = 0.3 }]",
        "[{ name = \"saved\", kind = \"days_saved\", baseline = 0.5, rate = 50, deadweight = 0.3 }]",
    ];
    for card in cards {
        let simulated = Scene::small()
            .set(&format!("contract.payments={card}"))
            .set("contract.caps={ per_child = 40 }")
            .run();
        let all = |metric: Metric, holds: &dyn Fn(f64) -> bool| {
            simulated.of(metric).iter().all(|it| holds(*it))
        };
        assert!(all(Metric::DeadweightTrue, &|it| it == 1.0), "{card}");
        assert!(all(Metric::DeadweightAgreed, &|it| (it - 0.3).abs() < 1e-12));
        assert!(all(Metric::DeadweightGap, &|it| (it - 0.7).abs() < 1e-12));
        assert!(all(Metric::HomeCounterfactual, &|it| it == 1.0));
        let pairs =
            simulated.of(Metric::PaidDeadweightDays).iter().zip(simulated.of(Metric::PaidDays));
        for (counterfactual, paid) in pairs {
            assert!((counterfactual - paid).abs() < 1e-6, "{counterfactual} {paid}");
        }
    }
}

/// A contract that counts no days agrees on none, and says so rather than nought.
#[test]
fn what_is_not_counted_has_no_deadweight() {
    let simulated = Scene::small()
        .set("contract.payments=[{ name = \"starts\", kind = \"milestone\", on = \"start\", rate = 1 }]")
        .run();
    for metric in [Metric::DeadweightTrue, Metric::PaidDeadweightDays, Metric::BaselineTrue] {
        assert!(simulated.of(metric).iter().all(|it| it.is_nan()), "{metric:?}");
    }
}

/// Entry at 1 a year without the programme and never with it, and no return. Of a year's 365 days
/// the first is at home for certain, and day d with probability `exp(-(d + 0.5) / 365.25)`. 40,000
/// families: one standard error is 0.2%.
#[test]
fn the_truth_is_what_the_same_lines_count_without_the_programme() {
    let simulated = many()
        .set("pathways.edge.care_entry={ steps = [{ until_month = 240, per_year = 1 }] }")
        .set("pathways.edge.length_of_stay={ steps = [{ until_month = 12, per_year = 0 }] }")
        .set("therapies.talk.effect.care_entry=[{ until_month = 240, hazard_ratio = 0.000000001 }]")
        .set("contract.payments=[{ name = \"days\", kind = \"per_period\", rate = 1, deadweight = 0.5 }, { name = \"saved\", kind = \"days_saved\", baseline = 0.5, rate = 0 }]")
        .set("contract.caps={ per_child = 1 }")
        .run();
    let home: f64 = 1.0 + (1..365).map(|day| (-(f64::from(day) + 0.5) / 365.25).exp()).sum::<f64>();
    let in_care = 1.0 - home / 365.0;
    assert_mean(simulated.of(Metric::BaselineTrue), in_care);
    assert!(simulated.of(Metric::BaselineAgreed).iter().all(|it| (it - 0.5).abs() < 1e-12));
    assert_mean(simulated.of(Metric::HomeCounterfactual), home / 365.0);
}

// Secondary outcomes

const ATTENDANCE: &str = "
[[outcomes]]
name = \"school attendance\"
measured = { from = \"start\", months = 6 }
with_therapy = 0.7
without_therapy = 0.4
";

/// Half complete, and who drops out keeps half of the difference: 0.5 × 0.7 + 0.5 × 0.55 = 0.625
/// achieve it, 0.4 would without it. £2 for each. 40,000 families: one standard error is 0.4%.
#[test]
fn secondary_outcomes_have_their_own_probabilities() {
    let scene = || {
        many()
            .set("therapies.talk.completes=0.5")
            .set("therapies.talk.drop_out_effect=0.5")
            .set("contract.payments=[{ name = \"school\", kind = \"milestone\", on = \"outcome\", outcome = \"school attendance\", rate = 2 }]")
    };
    let simulated = scene().with(ATTENDANCE).run();
    assert_mean(&each(&simulated, Metric::Payments, Metric::Starts), 2.0 * 0.625);
    assert_mean(simulated.of(Metric::AchievedCounterfactual(0)), 0.4);
    let achieved = simulated.of(Metric::Achieved(0));
    for ((achieved, paid), starts) in
        achieved.iter().zip(simulated.of(Metric::Payments)).zip(simulated.of(Metric::Starts))
    {
        assert!((achieved * starts * 2.0 - paid).abs() < 1e-6, "everybody is measured");
    }
    // Another outcome before it moves nothing: a draw belongs to the outcome's name.
    let score = ATTENDANCE.replace("school attendance", "SCORE-15");
    let beside = scene().with(&score).with(ATTENDANCE).run();
    assert_eq!(beside.of(Metric::Achieved(1)), achieved);
    assert_ne!(beside.of(Metric::Achieved(0)), achieved);
}

/// With one draw for both, a probability of 0.7 against 0.4 is never achieved less often.
#[test]
fn who_would_achieve_it_without_therapy_also_does_with_therapy() {
    let simulated = Scene::small().with(ATTENDANCE).run();
    let pairs = simulated
        .of(Metric::Achieved(0))
        .iter()
        .zip(simulated.of(Metric::AchievedCounterfactual(0)));
    assert!(pairs.into_iter().all(|(with, without)| with > without));
    let same = Scene::small().with(&ATTENDANCE.replace("0.7", "0.4")).run();
    assert_eq!(same.of(Metric::Achieved(0)), same.of(Metric::AchievedCounterfactual(0)));
}

#[test]
fn only_those_who_can_be_measured_are() {
    let late = ATTENDANCE.replace("months = 6", "months = 36");
    let grown_up =
        Scene::small().with(&late).set("pathways.edge.age_years={ min = 16, max = 16 }").run();
    assert!(grown_up.of(Metric::Achieved(0)).iter().all(|it| it.is_nan()), "18 by then");
    let certain = ATTENDANCE.replace("\"start\"", "\"completion\"").replace("0.7", "1");
    let completers = Scene::small().with(&certain).set("therapies.talk.completes=0.5").run();
    assert!(completers.of(Metric::Achieved(0)).iter().all(|it| *it == 1.0));
}
