//! The investor's answers in sentences: losses, multiple and value before any rate of return.

use super::super::format::{self, NONE};
use super::super::pricing::too_few;
use super::{InvestorSide, case, chance, figure, level, turning, view, with_error};
use kinward::analysis::{
    CapitalOfView, Cases, Change, Figures, Invested, Recycling, Solution, Stress, StressRow,
};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Chance;
use kinward::results::{IrrCounts, Unit};

/// Under the first so many views.
pub(super) fn under(side: &InvestorSide<'_>, views: usize) -> Vec<String> {
    let invested = side.investment.views.iter().take(views).map(invested);
    let capital = side.capital.views.iter().take(views);
    let capital = capital.map(|it| capital_of(it, side.capital.level));
    let stresses = side.stresses.iter().take(views).flat_map(stress);
    let cases = side.cases.iter().take(views).flat_map(cases);
    invested.chain(capital).chain(stresses).chain(cases).collect()
}

fn mean(it: &Figures) -> Measured {
    Measured::from(&it.npv)
}

fn invested(it: &Invested) -> String {
    let figures = &it.figures;
    let multiple = figures.multiple.map_or_else(String::new, |it| {
        format!("; the median multiple is {}", with_error(Unit::Multiple, it))
    });
    format!(
        "Under {} the investor loses money in {}{multiple}; the expected net present value at {} is {}, and {} in the worst 5% of trials. {} {}",
        view(&it.view),
        chance(figures.loses, figures.trials),
        format::stated(Unit::YearlyRate, it.hurdle),
        with_error(Unit::Pounds, mean(figures)),
        figure(Unit::Pounds, figures.worst_npv),
        rate(figures, it.rates),
        payback(figures),
    )
}

/// The rate of return of the trials that have one, and how many have none.
fn rate(figures: &Figures, rates: IrrCounts) -> String {
    let Some(median) = figures.irr else {
        return "No trial has a single rate of return.".to_owned();
    };
    let lost = total_losses(figures, rates).map_or_else(String::new, |it| {
        format!(", a total loss (−100%) counted in {}", format::share_of_trials(it, figures.trials))
    });
    let without = Chance::of(figures.without_irr, figures.trials);
    let without = without.filter(|it| it.share > 0.0).map_or_else(String::new, |it| {
        format!(
            "; {} have no single rate and are left out of it",
            format::share_of_trials(it, figures.trials)
        )
    });
    format!("The median return is {} a year{lost}{without}.", with_error(Unit::YearlyRate, median))
}

fn total_losses(figures: &Figures, rates: IrrCounts) -> Option<Chance> {
    Chance::of(rates.total_loss, figures.trials).filter(|it| it.share > 0.0)
}

fn payback(figures: &Figures) -> String {
    let never = match figures.never_paid_back {
        None => String::new(),
        Some(never) if never.share == 0.0 => {
            "; it comes back in every trial in which any is paid in".to_owned()
        }
        Some(never) => {
            let share = format::short_chance(never, figures.trials);
            let of = if share == "all" { "all" } else { &format!("{share} of the") };
            format!("; it never comes back in {of} trials in which any is paid in")
        }
    };
    match figures.paid_back_by {
        Some(month) => {
            format!(
                "By month {} half of the trials have the money back{never}.",
                figure(Unit::Months, month)
            )
        }
        None if figures.never_paid_back.is_none() => "Nothing is ever paid in.".to_owned(),
        None => {
            format!("There is no month by which half of the trials have the money back{never}.")
        }
    }
}

fn capital_of(it: &CapitalOfView, level: f64) -> String {
    let need = &it.need;
    let trials = need.distribution.count;
    let mut sentences = vec![format!(
        "Under {} a commitment of {} keeps the chance that the money runs out at {} or less; the file commits {}, and it runs out in {}.",
        view(&it.view),
        with_error(Unit::Pounds, need.commitment),
        format::stated(Unit::Share, level),
        format::stated(Unit::Pounds, it.commitment),
        chance(it.runs_out, trials),
    )];
    sentences.extend(recycling(&it.recycling));
    let six = it.slower.iter().find(|it| it.name.contains("6 months later"));
    if let Some(slower) = six {
        sentences.extend(slower_payments(&slower.name, slower.commitment, slower.npv));
    }
    sentences.join(" ")
}

/// What keeping outcome payments for costs saves.
pub(crate) fn recycling(it: &Recycling) -> Option<String> {
    let need = it.need?;
    let [without, with] = it.commitments;
    Some(format!(
        "Keeping outcome payments for costs (recycling) lowers the mean need from {} to {}, by {}; the commitment from {} to {}.",
        format::value(Unit::Pounds, need.before),
        format::value(Unit::Pounds, need.after),
        with_error(Unit::Pounds, Measured { value: -need.difference.value, ..need.difference }),
        figure(Unit::Pounds, without),
        figure(Unit::Pounds, with),
    ))
}

fn slower_payments(name: &str, commitment: Option<Change>, npv: Option<Change>) -> Option<String> {
    let (commitment, npv) = (commitment?, npv?);
    Some(format!(
        "With {name} it takes {} more, and the expected net present value changes by {}.",
        with_error(Unit::Pounds, commitment.difference),
        with_error(Unit::Pounds, npv.difference),
    ))
}

fn stress(it: &Stress) -> Vec<String> {
    let stresses = it.rows.iter().skip(1);
    let worst = stresses.min_by(|a, b| a.figures.npv.mean.total_cmp(&b.figures.npv.mean));
    let mut sentences: Vec<String> = worst.map(|row| worst_stress(it, row)).into_iter().collect();
    sentences.extend(it.reverse.iter().map(|reverse| {
        let span = (reverse.span.low, reverse.span.high);
        let npv = match reverse.npv_nil {
            Solution::At { .. } => {
                format!("is nil with {} {}", level(reverse.level), turning(&reverse.npv_nil, span))
            }
            Solution::Always => format!("stays above nil whatever {}", bounds(reverse.level, span)),
            Solution::Never => format!("stays below nil whatever {}", bounds(reverse.level, span)),
            Solution::Several { .. } => {
                format!("is nil more than once over {}", level(reverse.level))
            }
            Solution::TooFew { trials: few } => format!("is not known ({})", too_few(few)),
        };
        let odds = match reverse.even_odds {
            Solution::At { .. } => {
                format!("a loss is as likely as not {}", turning(&reverse.even_odds, span))
            }
            Solution::Always => "a loss is less likely than not throughout".to_owned(),
            Solution::Never => "a loss is more likely than not throughout".to_owned(),
            Solution::Several { .. } => "the odds of a loss turn more than once".to_owned(),
            Solution::TooFew { .. } => "nor are the odds of a loss".to_owned(),
        };
        format!("Under {} the expected net present value {npv}; {odds}.", view(&it.view))
    }));
    sentences
}

/// `the tariff is, from 20% to 200%`
fn bounds(of: kinward::analysis::Level, (low, high): (f64, f64)) -> String {
    let share = |x: f64| format::stated(Unit::Share, x);
    format!("{} may be, from {} to {} of what the file says", level(of), share(low), share(high))
}

fn worst_stress(stress: &Stress, row: &StressRow) -> String {
    let figures = &row.figures;
    format!(
        "Of the stresses under {} “{}” is the worst: a loss in {}, and an expected net present value of {}.",
        view(&stress.view),
        row.name,
        chance(figures.loses, figures.trials),
        with_error(Unit::Pounds, mean(figures)),
    )
}

fn cases(it: &Cases) -> Vec<String> {
    let sentence = |stated: &kinward::analysis::Case| {
        let figures = &stated.figures;
        let multiple =
            figures.multiple.map_or_else(|| NONE.to_owned(), |it| figure(Unit::Multiple, it));
        format!(
            "{} under {}: a loss in {}, a median multiple of {multiple}, an expected net present value of {}.",
            case(stated.name),
            view(&it.view),
            chance(figures.loses, figures.trials),
            with_error(Unit::Pounds, mean(figures)),
        )
    };
    it.stated.iter().map(sentence).collect()
}
