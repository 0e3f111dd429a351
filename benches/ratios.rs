//! How fast: families and whole trials, each beside drawing the same variates and doing nothing
//! else.
//!
//! `cargo bench` prints the ratios, measured in turn in one run: these hold on other machines, times
//! do not. Each side asserts its result.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use kinward::family::{
    Beginning, ChangedMoves, Course, Curve, Effect, Family, Hazard, Lives, Member, Moves, Natural,
    Risks, Treatment, UnderTherapy,
};
use kinward::random::{Decision, Trial};
use kinward::results::Metric;
use kinward::scenario::{Files, Study, Worlds};
use kinward::simulation::{self, Options, Plan, Silent};
use rand_distr::{Distribution, Gamma};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Families that are simulated.
const FAMILIES: usize = 1_000;

/// Trials that are run.
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

    /// Simulates every family without the programme and with it; the number of spells.
    fn simulate(&self, lives: &mut Lives) -> usize {
        let (care_entry, return_home) = (&self.effects.0, &self.effects.1);
        let treatment =
            Treatment { starts: 120, care_entry, return_home, moves: &self.changed_moves };
        self.live_on(lives, Natural { moves: &self.moves })
            + self.live_on(lives, UnderTherapy { moves: &self.moves, treatment })
    }

    fn live_on<C: Course + Copy>(&self, lives: &mut Lives, course: C) -> usize {
        let member = |family| Member { family, risks: &self.risks, course };
        lives.simulate(&self.families.iter().map(member).collect::<Vec<_>>());
        (0..lives.count()).map(|index| lives.life(index).len()).sum()
    }

    /// Draws what each family's untreated life needs, once: its other life uses the same draws.
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

fn norfolk() -> Worlds {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/stronger-families-norfolk.toml");
    let mut study = Study::read(&Files::default(), &file, &[])
        .expect("readable")
        .check()
        .clone()
        .worlds
        .expect("right");
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
    let mut lives = Lives::default();
    world.live_on(&mut lives, Natural { moves: &world.moves });
    let spells_of: Vec<usize> = (0..lives.count()).map(|index| lives.life(index).len()).collect();
    let study = norfolk();
    let plan = Plan::new(&study);
    let referred = |trials: u64| -> f64 {
        let trials = simulation::run(&plan, &Options::of_trials(trials), &Silent).expect("memory");
        trials.column(1, Metric::Referrals).expect("memory").iter().sum()
    };
    let (simulated, drawn, all) =
        (world.simulate(&mut lives), world.draw(&spells_of), referred(TRIALS));
    // As many families as the trials have, and a fifth more for those that are simulated again.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of families"
    )]
    let families_of_run = (all * 1.2 / FAMILIES as f64).round().max(1.0) as u32;
    let simulate = |lives: &mut Lives| assert_eq!(black_box(world.simulate(lives)), simulated);
    let draw = || assert_eq!(black_box(world.draw(&spells_of)), drawn);
    let of_family = ratio(|| simulate(&mut lives), draw);
    let of_run = rayon_of_one().install(|| {
        ratio(
            || assert_eq!(black_box(referred(TRIALS)), all),
            || (0..families_of_run).for_each(|_| draw()),
        )
    });
    #[expect(clippy::print_stdout, reason = "a bench prints its result")]
    {
        println!("ratios to drawing the same variates only (one thread, median of 15 pairs)");
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
