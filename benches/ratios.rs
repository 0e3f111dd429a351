//! How fast: one family, one trial and a whole run, each beside drawing the same variates and
//! doing nothing else.
//!
//! `cargo bench` prints Criterion's times and then the ratios, measured in turn in one run: these
//! hold on other machines, times do not. Each bench asserts its result.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::Criterion;
use kinward::family::{
    Beginning, ChangedMoves, Curve, Effect, Family, Hazard, Moves, Risks, Spell, Treatment, live,
};
use kinward::random::{Decision, Trial};
use kinward::results::Metric;
use kinward::scenario::{self, Study};
use kinward::simulation::{self, Plan, Silent};
use rand_distr::{Distribution, Gamma};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Families of the family bench.
const FAMILIES: usize = 1_000;

/// Trials of the run bench.
const TRIALS: u64 = 100;

/// One family's world, like the edge of care of the Norfolk scenario.
struct World {
    families: Vec<Family>,
    risks: Risks,
    moves: Moves,
    changed_moves: ChangedMoves,
    effects: (Effect, Effect),
}

impl World {
    fn new() -> Self {
        let compiled = |curve: &Curve<f64>, variance| {
            let mut hazard = Hazard::default();
            hazard.compile(curve, variance, 1.0, |it| *it);
            hazard
        };
        let entry = Curve::Probability { probability: 0.67, within_months: 36.0, shape: 0.8 };
        let again = Curve::Points(vec![(3.0, 0.12), (12.0, 0.20), (72.0, 0.35)]);
        let stay = Curve::Mixture(vec![(0.28, 30.0), (0.72, 683.0)]);
        let family = |index: usize| Family {
            council: 0,
            draws: Trial::new(1, 0, 0).family(0, index),
            pathway: 0,
            referred: 100,
            eighteen: 100 + 1_000 + u32::try_from(index).expect("few") * 2,
            frailty: 1.0,
            days_in_care: 0.0,
        };
        Self {
            families: (0..FAMILIES).map(family).collect(),
            risks: Risks {
                begins: Beginning::Home,
                care_entry: compiled(&entry, 0.5),
                re_entry: compiled(&again, 0.5),
                length_of_stay: compiled(&stay, 0.0),
                placements: vec![0.25, 0.55, 0.85, 0.95, 1.0],
            },
            moves: Moves::default(),
            changed_moves: ChangedMoves::default(),
            effects: (
                Effect::new(&[(24.0, 0.22)], Some(24.0), 1.0, 0.0),
                Effect::new(&[(24.0, 3.0)], Some(24.0), 1.0, 0.0),
            ),
        }
    }

    /// Lives every family without the programme and with it; the number of spells.
    fn live(&self, spells: &mut Vec<Spell>) -> usize {
        let (care_entry, return_home) = (&self.effects.0, &self.effects.1);
        let treated =
            Treatment { starts: 120, care_entry, return_home, moves: &self.changed_moves };
        let mut count = 0;
        for family in &self.families {
            for treatment in [None, Some(treated)] {
                spells.clear();
                live(family, &self.risks, &self.moves, treatment, spells);
                count += spells.len();
            }
        }
        count
    }

    /// Draws what the longer of each family's two lives needs, once: both use the same draws.
    fn draw(&self, spells_of: &[usize]) -> f64 {
        // As spread out as the Norfolk scenario says.
        let frailty = Gamma::new(2.0, 0.5).expect("a shape and a scale");
        let families = self.families.iter().zip(spells_of);
        families.map(|(family, spells)| draws(family, *spells, &frailty)).sum()
    }
}

/// The variates of one family with so many spells, beginning at home; the frailty takes a sampler of
/// its own.
fn draws(family: &Family, spells: usize, frailty: &Gamma<f64>) -> f64 {
    let once = [
        Decision::ReferralDay,
        Decision::Pathway,
        Decision::Age,
        Decision::Starts,
        Decision::Readiness,
        Decision::Completes,
        Decision::TherapyDuration,
        Decision::Team,
    ];
    let mut sum: f64 = once.iter().map(|it| family.draws.uniform(*it, 0)).sum();
    sum += frailty.sample(&mut family.draws.stream(Decision::Frailty));
    for spell in 0..spells as u64 {
        if spell % 2 == 0 {
            sum += family.draws.exponential(Decision::Departure, spell / 2);
        } else {
            sum += family.draws.exponential(Decision::Return, spell / 2);
            sum += family.draws.uniform(Decision::Placement, spell / 2);
        }
    }
    sum
}

fn norfolk() -> Study {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/stronger-families-norfolk.toml");
    let mut study = scenario::read(&file, &[]).expect("readable").study.expect("right");
    study.variants.clear();
    study
}

/// Seconds of each of two things, in turn, and the median of their ratios.
fn ratio(mut a: impl FnMut(), mut b: impl FnMut()) -> (f64, f64, f64) {
    let seconds = |f: &mut dyn FnMut()| {
        let start = Instant::now();
        f();
        start.elapsed().as_secs_f64()
    };
    let mut rows: Vec<(f64, f64, f64)> = (0..15)
        .map(|_| {
            let (a, b) = (seconds(&mut a), seconds(&mut b));
            (a / b, a, b)
        })
        .collect();
    rows.sort_by(|x, y| x.0.total_cmp(&y.0));
    rows[rows.len() / 2]
}

fn main() {
    let world = World::new();
    let mut spells = Vec::new();
    let spells_of: Vec<usize> = world
        .families
        .iter()
        .map(|family| {
            let mut life = Vec::new();
            live(family, &world.risks, &world.moves, None, &mut life);
            life.len()
        })
        .collect();
    let lived = world.live(&mut spells);
    let study = norfolk();
    let plan = Plan::new(&study);
    let referred = |trials: u64| -> f64 {
        let trials = simulation::run(&plan, 1, 0, trials, &Silent).expect("memory");
        trials.column(1, Metric::Referrals).expect("memory").iter().sum()
    };
    let (one, all) = (referred(1), referred(TRIALS));
    // As many families as a trial has, and a fifth more for the trials that are lived again.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of families"
    )]
    let families_of_run = (all * 1.2 / FAMILIES as f64).round().max(1.0) as u32;

    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("family/a_thousand_in_two_worlds", |b| {
        b.iter(|| assert_eq!(world.live(&mut spells), lived));
    });
    criterion.bench_function("family/their_draws_only", |b| {
        b.iter(|| assert!(world.draw(&spells_of) > 0.0));
    });
    criterion.bench_function("trial/norfolk", |b| b.iter(|| assert_eq!(referred(1), one)));
    criterion.bench_function("run/norfolk_a_hundred_trials", |b| {
        b.iter(|| assert_eq!(referred(TRIALS), all));
    });
    criterion.final_summary();

    let of_family =
        ratio(|| _ = black_box(world.live(&mut spells)), || _ = black_box(world.draw(&spells_of)));
    let single = rayon_of_one();
    let of_run = single.install(|| {
        ratio(
            || _ = black_box(referred(TRIALS)),
            || (0..families_of_run).for_each(|_| _ = black_box(world.draw(&spells_of))),
        )
    });
    #[expect(clippy::print_stdout, reason = "a bench prints its result")]
    {
        println!("\nratios to drawing the same variates only (one thread, median of 15 pairs)");
        println!(
            "  a family in two worlds   {:5.1}  ({:.0} ns)",
            of_family.0,
            of_family.1 * 1e9 / FAMILIES as f64
        );
        println!(
            "  a whole trial            {:5.1}  ({:.0} µs; care costs, payments, ledger, return and rows included)",
            of_run.0,
            of_run.1 * 1e6 / TRIALS as f64
        );
    }
}

fn rayon_of_one() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread")
}
