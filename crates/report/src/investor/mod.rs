//! The investor's side of a pricing side: words, files and what pages and charts are made from.

mod sentences;

use super::format;
use super::pricing::too_few;
use kinward::analysis::{
    Capital, CaseName, Cases, Investment, Level, Point, Price, Solution, Stress,
};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Chance;
use kinward::results::{BASE_VIEW, Unit};
use kinward::scenario::Amendment;

/// Everything that the investor's side is written from.
#[derive(Clone, Copy, Debug)]
pub(super) struct InvestorSide<'a> {
    pub(super) investment: &'a Investment,
    pub(super) capital: &'a Capital,
    /// By view.
    pub(super) stresses: &'a [Stress],
    /// By view.
    pub(super) cases: &'a [Cases],
}

impl<'a> From<&'a Price> for InvestorSide<'a> {
    fn from(price: &'a Price) -> Self {
        let Price { investment, capital, stresses, cases, .. } = price;
        Self { investment, capital, stresses, cases }
    }
}

impl InvestorSide<'_> {
    /// The answers under the first so many views, one sentence or two each.
    pub(super) fn sentences(&self, views: usize) -> Vec<String> {
        sentences::under(self, views)
    }

    /// Trials behind every figure.
    pub(super) fn trials(&self) -> usize {
        self.investment.views.first().map_or(0, |it| it.figures.trials)
    }
}

/// `the base view`, `the view “sceptic’s view”`
pub(super) fn view(name: &str) -> String {
    if name == BASE_VIEW { "the base view".to_owned() } else { format!("the view “{name}”") }
}

/// A figure by itself, with the digits that its error leaves.
pub(super) fn figure(unit: Unit, it: Measured) -> String {
    format::measured(unit, it).value
}

/// `£2.9m (standard error £0.02m)`
pub(super) fn with_error(unit: Unit, it: Measured) -> String {
    format::measured(unit, it).in_words()
}

/// `12% of trials (standard error 0.3%)`
pub(super) fn chance(it: Chance, trials: usize) -> String {
    format::share_with_error(it, trials)
}

/// What a level is called.
pub(super) const fn level(it: Level) -> &'static str {
    match it {
        Level::Referrals => "referrals",
        Level::Effect => "the effect",
        Level::Risk => "the risk of care",
        Level::Costs => "the providers’ costs",
        Level::Tariff => "the tariff",
        Level::Caps => "the caps",
        Level::Deadweight => "the deduction for deadweight",
        Level::CoPayers => "the co-payers’ shares",
    }
}

/// What a case is called.
pub(super) const fn case(it: CaseName) -> &'static str {
    match it {
        CaseName::Low => "Low case",
        CaseName::Base => "Base case",
        CaseName::High => "High case",
    }
}

/// Where something turns, as a share of what the file says: `83% of the file’s`, or why nowhere.
pub(super) fn turning(it: &Solution, (low, high): (f64, f64)) -> String {
    let share = |x: f64| format::stated(Unit::Share, x);
    match it {
        Solution::At { value, standard_error, .. } => {
            let it = Measured { value: *value, standard_error: *standard_error };
            format!("at {} of what the file says", with_error(Unit::Share, it))
        }
        Solution::Always => format!("holds from {} to {}", share(low), share(high)),
        Solution::Never => format!("nowhere from {} to {}", share(low), share(high)),
        Solution::Several { turns: places, .. } => {
            let places: Vec<String> =
                places.iter().map(|place| format::value(Unit::Share, *place)).collect();
            format!("turns about {}", format::list(&places))
        }
        Solution::TooFew { trials: few } => too_few(*few),
    }
}

/// What is laid over the arrangement, as `--set` has it.
pub(super) fn assignments(point: &Point) -> Vec<String> {
    point.iter().map(Amendment::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::FULL;
    use super::super::html;
    use super::*;
    use std::path::Path;

    use kinward::analysis::Simulator;
    use kinward::scenario::Study;
    use kinward::simulation::{Options, Silent};

    fn with_side(text: &str, check: impl Fn(&InvestorSide<'_>)) {
        let original = Study::from_text("city.toml", text, &[], Path::new("."));
        let simulator = Simulator {
            study: &original,
            arrangement: None,
            views: vec![BASE_VIEW.to_owned(), "sceptic's view".to_owned()],
            options: Options::of_trials(60),
            observer: &Silent,
        };
        let investment = Investment::of(&simulator).unwrap().unwrap();
        let capital = Capital::of(&simulator, 0.05).unwrap();
        let stress = Stress::of(&simulator, 0).unwrap().unwrap();
        let cases = Cases::of(&simulator, 0).unwrap().unwrap();
        check(&InvestorSide {
            investment: &investment,
            capital: &capital,
            stresses: &[stress],
            cases: &[cases],
        });
    }

    #[test]
    fn the_investor_reads_of_losses_first() {
        with_side(FULL, |side| {
            let sentences = side.sentences(usize::MAX);
            assert!(sentences[0].contains("the investor loses money in"), "{}", sentences[0]);
            assert!(
                sentences[1].starts_with("Under the view “sceptic's view”"),
                "{}",
                sentences[1]
            );
            let all = sentences.join("\n");
            for wanted in ["recycl", "6 months later", "Low case", "nil"] {
                assert!(all.contains(wanted), "{wanted}:\n{all}");
            }
            assert!(!all.contains("NaN") && !all.contains("inf"), "{all}");
        });
    }

    fn sections(side: &InvestorSide<'_>) -> String {
        html::investor_sections(side, &mut html::Charts::default()).into_string()
    }

    #[test]
    fn every_section_has_its_tables_and_charts() {
        with_side(FULL, |side| {
            let page = sections(side);
            for wanted in [
                "id=\"investor\"",
                "id=\"capital\"",
                "id=\"stress\"",
                "id=\"cases\"",
                "Every cap halved",
                "Nothing was drawn",
                "Mean of the worst 5%",
            ] {
                assert!(page.contains(wanted), "{wanted}");
            }
            assert!(!page.contains("NaN") && !page.contains("inf%"));
            assert_eq!(page.matches("<figcaption>").count(), page.matches("<svg xmlns").count());
            let capital = serde_json::to_value(side.capital).unwrap();
            assert!(capital["views"][0]["commitment_needed"]["value"].is_number(), "{capital}");
            let figures = serde_json::to_value(side.investment).unwrap();
            let figures = &figures["views"][0]["figures"];
            assert!(figures.get("paid_back_by").is_some(), "{figures}");
        });
    }

    /// A contract that pays nothing is a total loss, in words that say so.
    #[test]
    fn a_total_loss_is_told_as_one() {
        with_side(&FULL.replace("rate = 200", "rate = 0"), |side| {
            let all = side.sentences(usize::MAX).join("\n");
            assert!(all.contains("loses money in all 60 trials"), "{all}");
            assert!(
                all.contains("never comes back in all trials in which any is paid in"),
                "{all}"
            );
            assert!(!sections(side).contains("NaN"));
        });
    }
}
