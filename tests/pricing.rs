//! Solving for one number: against what is known exactly, and against a run at the answer.

use kinward::analysis::{
    self, Answer, Ask, Figure, Fit, Level, Met, Precision, Question, Simulator, Solution, Span,
    Statistic, Stress, Surface, Target, Zone,
};
use kinward::numeric::summary::Estimate;
use kinward::results::{BASE_VIEW, Metric, MetricNames};
use kinward::scenario::Amendment;
use kinward::simulation::{Options, Plan, Silent};

use crate::common::{INVESTED, Scene};

/// Families of whom half keep their child at home for a pound a day, at a cost of £100 each.
fn scene() -> Scene {
    Scene::small()
        .set(INVESTED)
        .set("therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]")
        .set("referrals.volume={ gamma = { mean = 1, sd = 0.3 } }")
        .set("placements.foster.weekly_cost={ gamma = { mean = 700, sd = 150 } }")
        .with("[[views]]\nname = \"no effect\"\nlevels.effect = 0\n")
}

/// A question to the simulator of a scene and its view without an effect.
pub(crate) fn on_desk<T>(scene: &Scene, trials: u64, ask: impl FnOnce(&Simulator<'_>) -> T) -> T {
    let simulator = Simulator {
        study: &scene.original(),
        arrangement: None,
        views: vec![BASE_VIEW.to_owned(), "no effect".to_owned()],
        options: Options::of_trials(trials),
        observer: &Silent,
    };
    ask(&simulator)
}

fn names(scene: &Scene) -> MetricNames {
    Plan::new(&scene.study()).names
}

fn target(scene: &Scene, text: &str) -> Target {
    Target::read(text, &names(scene)).expect("a target")
}

/// The answers for one key, by view.
#[track_caller]
fn solved(scene: &Scene, trials: u64, key: &str, text: &str, span: Span) -> Vec<Answer> {
    let assign = |_: usize, value: f64| vec![Amendment::to_number(key, value, span.is_whole)];
    let found = on_desk(scene, trials, |simulator| {
        let question = Question {
            contexts: &simulator.under_every_view(&Vec::new()),
            assign: &assign,
            span,
            targets: &[target(scene, text)],
            figures: &[],
            precision: Precision::Full,
        };
        analysis::search(simulator, &question).expect("an answer")
    });
    found.answers.into_iter().map(|mut answer| answer.remove(0)).collect()
}

const TARIFFS: Span = Span { low: 0.0, high: 4.0, is_whole: false };

#[track_caller]
fn at(answer: &Answer) -> (f64, f64, Met) {
    match answer.solution {
        Solution::At { value, standard_error, met } => (value, standard_error, met),
        ref other => panic!("{other:?}"),
    }
}

/// Payments are in proportion to the tariff, but for pennies of rounding: the mean is £20,000 at 20,000
/// over the mean at 1, and its error there in the same proportion.
#[test]
fn a_mean_in_proportion_is_met_in_proportion() {
    let mean = Estimate::of(scene().trials(100).run().of(Metric::Payments)).expect("trials");
    let found = solved(&scene(), 100, "levels.tariff", "payments.mean >= £20k", TARIFFS);
    let (value, standard_error, met) = at(&found[0]);
    let exact = 20_000.0 / mean.mean;
    assert!((value / exact - 1.0).abs() < 1e-5, "{value} {exact}");
    let error = exact * mean.standard_error / mean.mean;
    assert!((standard_error / error - 1.0).abs() < 0.02, "{standard_error} {error}");
    assert_eq!(met, Met::Above);
    let there = found[0].there.expect("it was simulated").figure.expect("a mean");
    assert!((there.value - 20_000.0).abs() < 1.0, "{there:?}");
}

/// The tariff at which the expected NPV is nil, run with the same trials and with others: nil to a
/// millionth of its spread in the first, and within three standard errors of both together in the second.
#[test]
fn at_the_tariff_that_was_solved_for_the_npv_is_nothing() {
    let found = solved(&scene(), 200, "levels.tariff", "investor_npv.mean = 0", TARIFFS);
    for (answer, view) in found.iter().zip([1, 2]) {
        let (value, ..) = at(answer);
        let run = |seed: u64| {
            let there = scene().set(&format!("levels.tariff={value:?}")).seed(seed).trials(200);
            Estimate::of(there.run().column(view, Metric::InvestorNpv)).expect("trials")
        };
        let (same, other) = (run(1), run(2));
        assert!(same.mean.abs() < 0.05 * same.standard_error, "{same:?}");
        let error = same.standard_error.hypot(other.standard_error);
        assert!(other.mean.abs() < 3.0 * error && other.mean != 0.0, "{other:?}");
    }
}

/// A quantile, a chance and the worst tail are each met where the run says that they are.
#[test]
fn every_statistic_is_met_at_its_answer() {
    for (text, metric, is_met) in [
        ("investor_irr.p50 >= 8%", Metric::InvestorIrr, 0.08),
        ("P(investor_npv >= 0) >= 75%", Metric::InvestorNpv, 0.0),
        ("investor_npv.p25 >= 0", Metric::InvestorNpv, 0.0),
        ("investor_gain.worst5 >= -£5k", Metric::InvestorGain, -5_000.0),
    ] {
        let (value, _, met) = at(&solved(&scene(), 200, "levels.tariff", text, TARIFFS)[0]);
        assert_eq!(met, Met::Above, "{text}");
        let column = scene().set(&format!("levels.tariff={value:?}")).trials(200).run();
        let mut column = column.of(metric).to_vec();
        column.retain(|column| !column.is_nan());
        column.sort_by(f64::total_cmp);
        let (quarter, tail) = (column.len() / 4, column.len() / 20);
        let figure = match text {
            it if it.contains("p50") => column[2 * quarter],
            it if it.contains("75%") || it.contains("p25") => column[quarter],
            _ => column[..tail].iter().sum::<f64>() / tail as f64,
        };
        let spread = column[3 * quarter] - column[quarter];
        assert!((figure - is_met).abs() < 0.1 * spread, "{text}: {figure} {is_met} {spread}");
    }
}

#[test]
fn what_no_value_meets_is_said() {
    let of = |text: &str| solved(&scene(), 40, "levels.tariff", text, TARIFFS).remove(0).solution;
    assert_eq!(of("payments.mean >= £9m"), Solution::Never);
    assert_eq!(of("payments.mean >= 0"), Solution::Always);
    assert_eq!(of("starts.mean >= 1000"), Solution::Never, "a tariff does not bring families");
}

/// At no tariff that pays a family more than it saves does the council break even in half of the trials: the
/// few that do are not all that there are. Where nothing is drawn no trial has a rate of return, and of
/// fewer than 20 trials nothing is said.
#[test]
fn a_target_is_not_met_by_the_few_trials_that_have_a_value() {
    let of = |trials, text| solved(&scene(), trials, "levels.tariff", text, TARIFFS).remove(1);
    // Without an effect the council pays and saves nothing, so that it breaks even where it pays nothing.
    let within = of(40, "break_even_month.p50 <= 60");
    let (value, _, met) = at(&within);
    assert!(met == Met::Below && value < 0.6, "{within:?}");
    let rarely = of(40, "P(break_even_month <= 60) >= 1%");
    assert_eq!(rarely.there.map(|there| (there.with_value, there.undefined)), Some((40, 0)));
    assert_eq!(of(19, "P(break_even_month <= 60) >= 1%").solution, Solution::TooFew { trials: 19 });
    let undrawn = scene().set("referrals.monthly=[{ from_month = 0, rate = 0 }]");
    let none = solved(&undrawn, 40, "levels.tariff", "investor_irr.p50 >= 0", TARIFFS).remove(0);
    assert_eq!(none.solution, Solution::Never, "no trial has a rate");
    // Some one in ten trials has a family at all.
    let few = scene().set("referrals.monthly=[{ from_month = 0, rate = 0.05 }]");
    let few = solved(&few, 40, "levels.tariff", "investor_irr.p50 >= 0", TARIFFS).remove(0);
    assert!(
        matches!(few.solution, Solution::TooFew { trials: count } if (1..20).contains(&count)),
        "{few:?}"
    );
}

#[test]
fn a_time_that_may_be_never_has_no_mean_to_ask_for() {
    let names = names(&scene());
    for text in ["break_even_month.mean <= 60", "investor_payback_month.worst5 >= 60"] {
        let refused = Target::read(text, &names).expect_err("no mean");
        assert!(refused.contains("may be never"), "{refused}");
    }
    assert!(Target::read("break_even_month.p50 <= 60", &names).is_ok());
}

/// At most a quarter of trials may run out of money: the smallest whole number of months of lag that is
/// too long is looked for among whole numbers alone.
#[test]
fn whole_numbers_stay_whole() {
    let scene =
        scene().set("investor.commitment=9_000").set("contract.payments.out_of_care.rate=1.4");
    let span = Span { low: 0.0, high: 24.0, is_whole: true };
    let found = solved(&scene, 60, "contract.lag_months", "work_stops.mean <= 25%", span);
    let (value, _, met) = at(&found[0]);
    assert_eq!((value.fract(), met), (0.0, Met::Below));
    let stops = |months: f64| {
        let run = scene.clone().set(&format!("contract.lag_months={months:.0}")).trials(60).run();
        run.mean(Metric::WorkStops)
    };
    assert!(stops(value) <= 0.25 && 0.25 < stops(value + 1.0), "{value}");
}

/// The investor needs more than the council has where therapy does nothing, and less where it halves the
/// risk; either end is where a search for it alone finds it.
#[test]
fn the_zone_has_the_ends_of_either_side() {
    let wants = ["P(investor_npv >= 0) >= 50%", "P(net_saving > 0) >= 75%"];
    let [investor, council] = wants.map(|want| target(&scene(), want));
    let zone =
        on_desk(&scene(), 100, |simulator| Zone::of(simulator, investor, council).expect("a zone"));
    assert!(matches!(zone.rows[0].fit, Fit::Overlap { .. }), "{:?}", zone.rows[0].fit);
    assert!(!matches!(zone.rows[1].fit, Fit::Overlap { .. }), "{:?}", zone.rows[1].fit);
    let alone = solved(&scene(), 100, "levels.tariff", wants[0], zone.span);
    let (floor, error, _) = at(&zone.rows[0].floor);
    assert!((floor - at(&alone[0]).0).abs() < error, "{floor} {alone:?}");
    let losing = Figure { metric: Metric::InvestorLoses, statistic: Statistic::Mean };
    let place = analysis::SHOWN.iter().position(|it| *it == losing).expect("it is shown");
    let losses: Vec<f64> =
        zone.rows[0].curve.iter().filter_map(|it| Some(it.figures[place]?.value)).collect();
    assert!(losses.windows(2).all(|loss| loss[1] <= loss[0]), "{losses:?}");
    assert_eq!((losses[0], losses[losses.len() - 1]), (1.0, 0.0));
}

/// A saving at other prices, worked out from the same lives, is that of a run at those prices.
#[test]
fn prices_of_care_move_the_surface_in_proportion() {
    let saves = target(&scene(), "net_saving.mean >= 0");
    let surface =
        on_desk(&scene(), 50, |simulator| Surface::of(simulator, saves).expect("a surface"));
    let (dear, level) = (surface.care_prices.len() - 1, 3);
    let run = scene()
        .set(&format!("levels.care_prices={:?}", surface.care_prices[dear]))
        .set(&format!("levels.risk={:?}", surface.risks[level].level))
        .set(&format!("levels.effect={:?}", surface.effects[1].level))
        .trials(50)
        .run();
    let found = surface.net_saving[1][dear][level];
    let expected = Estimate::of(run.of(Metric::NetSaving)).expect("trials");
    assert!((found.value - expected.mean).abs() < 1e-6 * expected.mean.abs(), "{found:?}");
    assert!((found.standard_error - expected.standard_error).abs() < 1e-6 * expected.sd);
}

/// Points under several views share one run: each is what it is alone.
#[test]
fn a_point_does_not_depend_on_what_is_simulated_beside_it() {
    let point = |level: f64| vec![Amendment::to("levels.tariff", level)];
    let column = |asks: &[Ask], ask: usize| {
        on_desk(&scene(), 30, |simulator| {
            let reading = simulator.simulate(asks).expect("trials");
            reading.column(ask, Metric::InvestorNpv).expect("memory")
        })
    };
    let asks: Vec<Ask> = [(1, 0.5), (0, 2.0), (1, 1.5), (0, 1.0)]
        .map(|(view, level)| Ask { view, point: point(level) })
        .to_vec();
    for place in 0..asks.len() {
        let alone = column(std::slice::from_ref(&asks[place]), 0);
        assert_eq!(column(&asks, place), alone, "{place}");
    }
}

/// A file that is at a level already: the tariff of the file is a multiple of 1, and the ends of the zone
/// are the same pounds as without the level.
#[test]
fn multiples_are_of_what_the_file_says() {
    let wants = ["P(investor_npv >= 0) >= 50%", "P(net_saving > 0) >= 75%"];
    let [investor, council] = wants.map(|want| target(&scene(), want));
    let floor = |scene: &Scene| {
        let zone =
            on_desk(scene, 60, |simulator| Zone::of(simulator, investor, council).expect("a zone"));
        at(&zone.rows[0].floor).0
    };
    let (plain, leveled) = (floor(&scene()), floor(&scene().set("levels.tariff=0.5")));
    assert!((leveled * 0.5 / plain - 1.0).abs() < 0.02, "{plain} {leveled}");
}

#[test]
fn a_target_is_read_as_it_is_said() {
    let read = |text: &str| Target::read(text, &names(&scene()));
    assert_eq!(read("investor.irr.p50 >= 8%"), read("investor_irr.median >= 0.08"));
    assert_eq!(read("P( net_saving > 0 ) ≥ 75%"), read("P(net_saving > £0)>=0.75"));
    assert_eq!(read("net_saving.mean >= £7m"), read("net_saving.mean >= 7_000_000"));
    for (text, said) in [
        ("investor_ir.p50 >= 8%", "did you mean `investor_irr`?"),
        ("investor_irr.p50", "has no `>=` or `<=`"),
        ("investor_irr >= 8%", "needs a statistic"),
        ("investor_irr.avg >= 8%", "is no statistic"),
        ("investor_irr.p50 >= much", "is no number"),
        ("investor_irr.p50 >= 8,5%", "is no number"),
        ("net_saving.p50 >= 1e308", "is no number"),
        ("P(net_saving > 0) >= 75", "from 0% to 100%"),
        ("investor_gain.worst5 <= 0", "at least"),
        ("P(investor_loses = 0) >= 90%", "write `>=`"),
    ] {
        let problem = read(text).expect_err(text);
        assert!(problem.contains(said), "{text}: {problem}");
    }
}

/// Of 20 trials a fifth are four on one side of 80%, and a quarter five.
#[test]
fn a_target_that_a_few_trials_decide_is_known() {
    let few = |text: &str, trials: u64| {
        Target::read(text, &names(&scene())).expect("a target").is_decided_by_few(trials)
    };
    assert!(few("P(net_saving > 0) >= 80%", 20) && !few("P(net_saving > 0) >= 75%", 20));
    assert!(few("P(net_saving > 0) >= 100%", 1_000_000), "one trial is enough to miss it");
    assert!(few("net_saving.p05 >= 0", 99) && !few("net_saving.p05 >= 0", 100));
    assert!(!few("net_saving.mean >= 0", 20));
}

/// A share of trials that no tariff moves is asked for exactly, of numbers of trials whose shares have no exact
/// binary form: every tariff meets it.
#[test]
fn a_share_that_is_reached_exactly_is_met() {
    for trials in [70, 100, 110, 130] {
        let mut days = scene().trials(trials).run().of(Metric::DaysInCare).to_vec();
        days.sort_by(f64::total_cmp);
        let bound = days[days.len() * 3 / 10];
        let share = days.iter().filter(|day| bound <= **day).count() as f64 / trials as f64;
        let text = format!("P(days_in_care >= {bound:?}) >= {share:?}");
        let span = Span { low: 0.5, high: 2.0, is_whole: false };
        let answers = solved(&scene(), trials, "levels.tariff", &text, span);
        assert_eq!(answers[0].solution, Solution::Always, "{text} of {trials}");
    }
}

#[test]
fn a_number_of_the_file_is_known_by_its_key() {
    let original = scene().original();
    let number = |key: &str| original.number(key);
    assert_eq!(number("contract.payments.out_of_care.rate").value, Some(1.0));
    assert_eq!(number("contract.payments.*.rate").value, Some(1.0));
    assert_eq!(number("levels.tariff").value, Some(1.0));
    let mean = number("placements.foster.weekly_cost").value.expect("its mean");
    assert!((mean - 700.0).abs() < 1e-9, "{mean}");
    assert!(number("contract.lag_months").is_whole && !number("levels.caps").is_whole);
    assert_eq!(number("nowhere.at_all").value, None);
}

/// A file whose levels are near their bound of 100 is priced as far as the bound, and says how far that is.
#[test]
fn nothing_is_looked_at_beyond_the_bound_of_a_level() {
    let scene = scene()
        .set("levels.tariff=80")
        .set("levels.provider_costs=95")
        .set("levels.effect=40")
        .set("levels.risk=50");
    let wants = ["P(investor_npv >= 0) >= 50%", "P(net_saving > 0) >= 75%"];
    let [investor, council] = wants.map(|text| target(&scene, text));
    let saves = target(&scene, "net_saving.mean >= 0");
    on_desk(&scene, 12, |simulator| {
        let zone = Zone::of(simulator, investor, council).expect("a zone");
        assert!((zone.span.high, zone.is_cut_short()) == (1.25, true), "{:?}", zone.span);
        let highest = zone.rows[0].curve.last().expect("tariffs").value;
        assert!(highest == 1.25, "{highest}");
        let levers = analysis::levers(simulator, 0, (investor, council)).expect("levers");
        let factors = |level| {
            let lever = levers.iter().find(|lever| lever.level == level).expect("it is there");
            lever.points.iter().map(|point| point.factor).collect::<Vec<f64>>()
        };
        assert_eq!(factors(Level::Costs), [0.6, 0.8, 1.0], "120% of 95 are more than 100");
        assert_eq!(factors(Level::Effect), [0.5, 1.0, 1.5, 2.0]);
        let surface = Surface::of(simulator, saves).expect("a surface");
        let [risk, effect] = [1, 2].map(|place| surface.must[place].span.high);
        assert!((risk, effect) == (2.0, 2.5), "{risk} {effect}");
        let stress = Stress::of(simulator, 0).expect("trials").expect("somebody invests");
        let high = |level| {
            let reverse =
                stress.reverse.iter().find(|reverse| reverse.level == level).expect("it is there");
            reverse.span.high
        };
        assert!(high(Level::Tariff) == 1.25 && high(Level::Costs) == 100.0 / 95.0);
        assert!(stress.rows.iter().all(|row| row.name != "costs 15% higher"));
    });
}
