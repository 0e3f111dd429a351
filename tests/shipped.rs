//! The laws of the model, on every scenario that is shipped: what must hold trial by trial
//! whatever the contract says.

use std::path::PathBuf;

use kinward::results::{IrrKind, Metric, OfEntry, slug};
use kinward::scenario::{Files, Scenario, Study, Worlds};
use kinward::simulation::{self, Options, Plan, Silent};

use crate::common::{PROGRAMME, STATUS_QUO, Simulated, root};

const TRIALS: u64 = 12;

/// A shipped scenario, varied.
#[derive(Clone)]
struct Shipped {
    file: PathBuf,
    sets: Vec<String>,
}

fn shipped() -> Vec<Shipped> {
    let folder = std::fs::read_dir(root().join("scenarios")).expect("a folder");
    let mut files: Vec<PathBuf> = folder.map(|folder| folder.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty());
    files
        .into_iter()
        .map(|file| Shipped {
            file,
            sets: ["variants=[]", "views=[]", "claims=[]"].map(str::to_owned).into(),
        })
        .collect()
}

impl Shipped {
    fn set(mut self, assignment: String) -> Self {
        self.sets.push(assignment);
        self
    }

    fn study(&self) -> Worlds {
        let loaded = Study::read(&Files::default(), &self.file, &self.sets)
            .expect("readable")
            .check()
            .clone();
        let titles: Vec<&str> =
            loaded.findings.iter().map(|finding| finding.title.as_str()).collect();
        loaded.worlds.unwrap_or_else(|| panic!("{}: {titles:?}", self.name()))
    }

    fn run(&self) -> Simulated {
        let study = self.study();
        Simulated::new(
            simulation::run(&Plan::new(&study), &Options::of_trials(TRIALS), &Silent)
                .expect("memory"),
        )
    }

    fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// Every therapy with this effect on care entry and on nothing else, at every time and place.
    fn with_effect(self, steps: &str) -> Self {
        let therapies: Vec<String> =
            self.study().base.terms().therapies.iter().map(|therapy| therapy.key.clone()).collect();
        let councils = self.study().base.council_names().len();
        let plain = self.set("changes=[]".to_owned()).set("site.effect_sd=0".to_owned());
        assert!(councils == 0 || !plain.sets.is_empty());
        therapies.into_iter().fold(plain, |scene, key| {
            scene.set(format!("therapies.{key}.effect={{ care_entry = {steps} }}"))
        })
    }

    /// Every line of the rate card at so many times its expected rate.
    fn with_rates(self, factor: f64) -> Self {
        let base = self.study().base;
        let central = base.register.central();
        let lines = base.contract.lines.iter().zip(&base.terms().prices);
        let rates: Vec<(String, f64)> =
            lines.map(|(line, price)| (slug(&line.name), factor * central[price.rate])).collect();
        let plain = self.set("changes=[]".to_owned());
        rates.into_iter().fold(plain, |scene, (line, rate)| {
            scene.set(format!("contract.payments.{line}.rate={rate}"))
        })
    }
}

fn pence(pounds: f64) -> f64 {
    (pounds * 100.0).round()
}

fn investors_net(simulated: &Simulated) -> Vec<f64> {
    let pairs =
        simulated.of(Metric::InvestorReturned).iter().zip(simulated.of(Metric::InvestorDrawn));
    pairs.map(|(returned, drawn)| pence(returned - drawn)).collect()
}

/// Debug assertions close every ledger; here its totals meet the metrics, payer by payer, line by
/// line and council by council.
#[test]
fn money_adds_up() {
    for scene in shipped() {
        let base: Scenario = scene.study().base;
        let simulated = scene.run();
        let name = scene.name();
        for (trial, payments) in simulated.of(Metric::Payments).iter().enumerate() {
            let of = |metric: Metric| pence(simulated.of(metric)[trial]);
            let co_payers: f64 = (0..base.contract.co_payers.len())
                .map(|index| of(Metric::PaymentsByCoPayer(index)))
                .sum();
            assert_eq!(pence(*payments), of(Metric::PaymentsByCouncil) + co_payers, "{name}");
            let lines: f64 = (0..base.contract.lines.len())
                .map(|index| of(Metric::PaymentsForLine(index)))
                .sum();
            assert_eq!(pence(*payments), lines, "{name}");
            let figures: [(OfEntry, Metric); 3] = [
                (Metric::CouncilPayments, Metric::PaymentsByCouncil),
                (Metric::CouncilNetSaving, Metric::NetSaving),
                (Metric::CouncilStarts, Metric::Starts),
            ];
            for (figure, of_all) in figures {
                let parts: f64 =
                    (0..base.council_names().len()).map(|index| of(figure(index))).sum();
                let whole = of(of_all);
                let is_whole = base.council_names().is_empty() || (parts - whole).abs() < 10.0;
                assert!(is_whole, "{name}, {of_all:?}: {parts} of {whole}");
            }
            let saved = of(Metric::StatusQuoCareCost) - of(Metric::CareCost);
            assert!((saved - of(Metric::CareCostSaved)).abs() < 2.0, "{name}");
            assert!(of(Metric::InvestorLoss) >= 0.0 || base.investor.is_none());
        }
    }
}

#[test]
fn without_an_effect_the_worlds_are_the_same_to_the_day() {
    for scene in shipped() {
        let name = scene.name();
        let simulated = scene.with_effect("[{ until_month = 24, hazard_ratio = 1 }]").run();
        for metric in [Metric::DaysInCare, Metric::EntriesToCare, Metric::CareCost] {
            let without = simulated.column(STATUS_QUO, metric);
            assert_eq!(without, simulated.of(metric), "{name}, {metric:?}");
        }
    }
}

#[test]
fn a_lower_hazard_never_adds_a_day_in_care() {
    for scene in shipped() {
        let name = scene.name();
        let simulated = scene.with_effect("[{ until_month = 24, hazard_ratio = 0.5 }]").run();
        let without = simulated.column(STATUS_QUO, Metric::DaysInCare);
        for (without, with) in without.iter().zip(simulated.of(Metric::DaysInCare)) {
            assert!(with <= without, "{name}: {with} days with, {without} without");
        }
        assert!(
            without.iter().sum::<f64>() > simulated.of(Metric::DaysInCare).iter().sum(),
            "{name}: the effect is felt"
        );
    }
}

#[test]
fn a_tariff_of_nothing_is_a_total_loss() {
    for scene in shipped() {
        let name = scene.name();
        let invested = scene.study().base.investor.is_some();
        let simulated = scene.with_rates(0.0).run();
        assert!(simulated.of(Metric::Payments).iter().all(|it| *it == 0.0), "{name}");
        if invested {
            let irr = &simulated.0.worlds[PROGRAMME].irr;
            assert!(irr.iter().all(|it| *it == IrrKind::TotalLoss), "{name}: {irr:?}");
        }
    }
}

/// A higher tariff or a higher cap never leaves the investor with less, where the work stops in
/// neither case.
#[test]
fn more_is_never_less_for_the_investor() {
    for scene in shipped().into_iter().filter(|it| it.study().base.investor.is_some()) {
        let name = scene.name();
        let mut compared = 0;
        let mut holds = |low: &Simulated, high: &Simulated| {
            let stops = low.of(Metric::WorkStops).iter().zip(high.of(Metric::WorkStops));
            let cash = investors_net(low).into_iter().zip(investors_net(high));
            for ((low_stops, high_stops), (low, high)) in stops.zip(cash) {
                if *low_stops == 0.0 && *high_stops == 0.0 {
                    assert!(low <= high, "{name}: {low} pence, and {high} with more");
                    compared += 1;
                }
            }
        };
        let at = |factor: f64| scene.clone().with_rates(factor).run();
        holds(&at(1.0), &at(1.2));
        let capped = |cap: u32| {
            scene.clone().with_rates(1.0).set(format!("contract.caps.total={cap}")).run()
        };
        holds(&capped(3_000_000), &capped(5_000_000));
        assert!(compared > 0, "{name}: in no trial does the work go on");
    }
}

/// What would have happened without the programme and what is agreed stand beside each other in every report.
#[test]
fn agreed_and_true_deadweight_are_both_reported() {
    for scene in shipped() {
        let simulated = scene.run();
        let by_day = simulated.of(Metric::PaidDays).iter().any(|it| *it > 0.0);
        let agreed = simulated.of(Metric::DeadweightAgreed);
        let gap = simulated.of(Metric::DeadweightGap);
        for ((truth, agreed), gap) in
            simulated.of(Metric::DeadweightTrue).iter().zip(agreed).zip(gap)
        {
            assert_eq!(by_day, truth.is_finite(), "{}", scene.name());
            assert!(!by_day || (truth - agreed - gap).abs() < 1e-12);
        }
    }
}
