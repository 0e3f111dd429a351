//! The answer of a comparison in sentences, for the prompt and for the top of the page.

use super::super::format::{self, Middle, share_of_trials};
use super::{Comparison, view_name};
use crate::numeric::linearised::Measured;
use crate::results::compared::{
    BreakEven, Candidate, CandidatePoint, Conclusion, Criterion, Difference, IMPORTANT_SHARE,
    ImportantDifference, Lean, PairCompared, Scan, Transfer, Undecided, Verdict, ViewVerdict,
};
use crate::results::{BASE_VIEW, Metric, STATUS_QUO, Unit};
use crate::scenario::INCENTIVE_EFFECT;

/// What is said of each arrangement that is held against the reference, under the base view: its name,
/// then the sentences.
pub(in crate::report) fn answers(comparison: &Comparison<'_>) -> Vec<(String, Vec<String>)> {
    let answer = |it: &PairCompared| {
        let said = [
            children(comparison, it),
            stops(comparison, it),
            gain(comparison, it, Metric::PublicGain, "the public purse"),
            council(comparison, it),
            others(it),
            transfer(comparison, it),
            views(comparison, it),
            scan_of(comparison, it).map(|it| break_even(comparison, it)),
        ];
        (title(comparison, it), said.into_iter().flatten().collect())
    };
    overall(comparison).into_iter().chain(comparison.held(BASE_VIEW).map(answer)).collect()
}

/// Which of all arrangements is best as the scenario has it, and whether the reference is better than
/// no programme at all.
fn overall(comparison: &Comparison<'_>) -> Option<(String, Vec<String>)> {
    let decision = comparison.compared.decisions.iter().find(|it| it.view == BASE_VIEW)?;
    let first = |it: &Candidate| it.points.first().copied();
    let mut ranked: Vec<(&Candidate, CandidatePoint)> =
        decision.candidates.iter().filter_map(|it| Some((it, first(it)?))).collect();
    ranked.sort_by(|a, b| a.1.loss.value.total_cmp(&b.1.loss.value));
    let (best, point) = *ranked.first()?;
    let second = ranked.get(1).and_then(|it| close(comparison, best, it.0)).unwrap_or_default();
    let best = format!(
        "In the scenario’s own case {} is best on average for the public purse{second}, and the best of all in {} of trials.",
        quoted(&comparison.arrangement(&best.arrangement)),
        format::values(Unit::Share, &[point.best.value], point.best.standard_error).remove(0),
    );
    let anyway = comparison.compared.verdicts.iter().filter(|it| {
        it.criterion != Criterion::Investor
            && it.arrangement == comparison.compared.reference
            && it.against == STATUS_QUO
    });
    let anyway = anyway.map(|it| robustness(comparison, it)).filter(|it| !it.is_empty());
    Some(("All arrangements, and none".to_owned(), std::iter::once(best).chain(anyway).collect()))
}

/// That the best on average is not told from the next under the base view, or hardly matters; none where it
/// is clearly better.
fn close(comparison: &Comparison<'_>, best: &Candidate, second: &Candidate) -> Option<String> {
    let both = [&best.arrangement, &second.arrangement];
    let verdict = comparison.compared.verdicts.iter().find(|it| {
        it.criterion == Criterion::Public
            && both.contains(&&it.arrangement)
            && both.contains(&&it.against)
    })?;
    let view = verdict.views.iter().find(|it| it.view == BASE_VIEW)?;
    let name = quoted(&comparison.arrangement(&second.arrangement));
    match view.lean() {
        Lean::First | Lean::Second => None,
        Lean::Alike => Some(format!(" (by too little over {name} to matter)")),
        Lean::Same => Some(format!(" (with {name}, which is the same)")),
        Lean::Open => {
            Some(format!(" (whether by enough over {name} to matter, {})", cannot_tell(view)))
        }
    }
}

fn title(comparison: &Comparison<'_>, pair: &PairCompared) -> String {
    let name = |world| comparison.arrangement_of(world);
    format!("{} against {}", quoted(&name(pair.pair.world)), quoted(&name(pair.pair.against)))
}

/// A name as it stands in a sentence.
pub(in crate::report) fn quoted(name: &str) -> String {
    format!("“{}”", name.trim())
}

/// Whether no child lives otherwise in one world than in the other.
pub(in crate::report) fn are_lives_the_same(pair: &PairCompared) -> bool {
    let is_of_lives = |metric: Metric| {
        matches!(metric, Metric::DaysInCare | Metric::DaysInPlacement(_) | Metric::EntriesToCare)
    };
    let mut of_lives = pair.differences.iter().filter(|it| is_of_lives(it.metric));
    of_lives.all(|it| it.higher.share + it.lower.share == 0.0)
}

fn children(comparison: &Comparison<'_>, pair: &PairCompared) -> Option<String> {
    if are_lives_the_same(pair) {
        return Some("Every child lives the same days in the same places in both: what differs is who pays, for what and when.".to_owned());
    }
    let it = pair.difference(Metric::CareDaysAvoided)?;
    let middle = Middle::mean(Unit::Days, &it.difference);
    let families = if comparison.same_families(pair.pair) {
        ""
    } else {
        " They are not the same families: who is referred differs too."
    };
    Some(format!(
        "On average it avoids {} in care ({}).{families}",
        more_or_less(&middle.middle, "more days", "fewer days"),
        middle.in_brackets(),
    ))
}

/// That lives differ only because the money runs out in one of the two.
fn stops(comparison: &Comparison<'_>, pair: &PairCompared) -> Option<String> {
    let it = pair.difference(Metric::WorkStops)?;
    let trials = comparison.report.summary.trials;
    let (chance, world) = if it.lower.share < it.higher.share {
        (it.higher, pair.pair.world)
    } else {
        (it.lower, pair.pair.against)
    };
    (chance.share > 0.0).then(|| {
        format!(
            "Under {} the money runs out in {} where it does not under the other, and no more families start.",
            quoted(&comparison.arrangement_of(world)),
            share_of_trials(chance, trials)
        )
    })
}

/// `1,200 more days`, of a difference in what one has more of.
fn more_or_less(middle: &str, more: &str, less: &str) -> String {
    match middle.strip_prefix('−') {
        Some(size) => format!("{size} {less}"),
        None => format!("{middle} {more}"),
    }
}

fn gain(
    comparison: &Comparison<'_>,
    pair: &PairCompared,
    metric: Metric,
    who: &str,
) -> Option<String> {
    let it = pair.difference(metric)?;
    if it.higher.share == 0.0 && it.lower.share == 0.0 {
        return Some(format!("For {who} the two come to the same in every trial."));
    }
    let middle = Middle::mean(Unit::Pounds, &it.difference);
    let narrowed = it.narrowed().filter(|it| 1.5 <= *it).map_or_else(String::new, |it| {
        format!(" On draws of their own the error would be {} times as large.", factor(it))
    });
    Some(format!(
        "On average {who} gains {} ({}), and is ahead in {}.{narrowed}",
        more_or_less(&middle.middle, "more", "less"),
        middle.in_brackets(),
        share_of_trials(it.higher, comparison.report.summary.trials),
    ))
}

/// Only where it is not the whole public purse.
fn council(comparison: &Comparison<'_>, pair: &PairCompared) -> Option<String> {
    let both = [Metric::CouncilGain, Metric::PublicGain].map(|it| pair.difference(it));
    let [Some(council), Some(public)] = both else { return None };
    let written = |it: &Difference| Middle::mean(Unit::Pounds, &it.difference);
    let who = format!("the {}", comparison.report.commissioner());
    (written(council) != written(public))
        .then(|| gain(comparison, pair, Metric::CouncilGain, &who))
        .flatten()
}

/// What it means for those who are no part of the public purse.
fn others(pair: &PairCompared) -> Option<String> {
    let who = [(Metric::InvestorGain, "the investor"), (Metric::ProviderSurplus, "the provider")];
    let gains = who.into_iter().filter_map(|(metric, who)| {
        let it = pair.difference(metric)?;
        let middle = Middle::mean(Unit::Pounds, &it.difference);
        let is_worth_a_word = it.higher.share + it.lower.share > 0.0
            && middle.middle.contains(|it: char| matches!(it, '1'..='9'));
        is_worth_a_word
            .then(|| format!("{who} gains {}", more_or_less(&middle.middle, "more", "less")))
    });
    let gains: Vec<String> = gains.collect();
    (!gains.is_empty()).then(|| format!("On average {}.", format::list(&gains)))
}

fn transfer(comparison: &Comparison<'_>, pair: &PairCompared) -> Option<String> {
    let it = comparison.compared.transfers.iter().find(|it| it.pair == pair.pair)?;
    price(it, comparison.report.commissioner())
}

/// What it costs to hand the risk over; none where nobody invests.
pub(in crate::report) fn price(transfer: &Transfer, who: &str) -> Option<String> {
    let Transfer { removed, investor_gain, price_of_a_pound, .. } = *transfer;
    let varies = 0.0 < investor_gain.standard_error;
    if investor_gain.value == 0.0 && !varies {
        return None;
    }
    let size = |it: Measured| measured(Unit::Pounds, Measured { value: it.value.abs(), ..it });
    let earns = match investor_gain {
        it if it.is_clearly_above_zero() => format!("gains {} more", size(it)),
        it if it.is_clearly_below_zero() => format!("gains {} less", size(it)),
        it => format!("gains about the same ({} more)", measured(Unit::Pounds, it)),
    };
    Some(match removed {
        it if it.is_clearly_above_zero() => {
            let pound = price_of_a_pound.map_or_else(String::new, |it| {
                format!(", which is {} for each pound of that downside", pence(it))
            });
            format!(
                "The mean of the {who}’s worst twentieth of trials is better by {}; the investor {earns} on average{pound}.",
                size(it)
            )
        }
        it if it.is_clearly_below_zero() => format!(
            "It rids the {who} of no downside: the mean of its worst twentieth of trials is worse by {}, and the investor {earns} on average.",
            size(it)
        ),
        it => format!(
            "Whether it rids the {who} of any downside these trials cannot tell: the mean of its worst twentieth changes by {}, and the investor {earns} on average.",
            measured(Unit::Pounds, it)
        ),
    })
}

/// `35p (standard error 2p)`
pub(in crate::report) fn pence(figure: Measured) -> String {
    let written = |pounds: f64| {
        if pounds.abs() < 0.995 {
            format!("{}p", format::decimal(pounds * 100.0, 0))
        } else {
            format::rate(pounds)
        }
    };
    format!("{} (standard error {})", written(figure.value), written(figure.standard_error))
}

/// A number with its standard error in brackets.
pub(in crate::report) fn measured(unit: Unit, figure: Measured) -> String {
    format::measured(unit, figure).in_words()
}

/// `1.2`, `7.3`, `12`
pub(in crate::report) fn factor(x: f64) -> String {
    format::decimal(x, usize::from(x.abs() < 9.95))
}

/// Whether the better one for the public purse is so under every view.
fn views(comparison: &Comparison<'_>, pair: &PairCompared) -> Option<String> {
    let label = |world: usize| &comparison.trials().worlds[world].label.arrangement;
    let verdict = comparison.compared.verdicts.iter().find(|it| {
        it.criterion == Criterion::Public
            && it.arrangement == *label(pair.pair.world)
            && it.against == *label(pair.pair.against)
    })?;
    (comparison.compared.views.len() > 1).then(|| robustness(comparison, verdict))
}

/// What all views say of one verdict.
pub(in crate::report) fn robustness(comparison: &Comparison<'_>, verdict: &Verdict) -> String {
    let count = verdict.views.len();
    let who = who(verdict.criterion, comparison.report.commissioner());
    let pair = format!(
        "{} and {}",
        quoted(&comparison.arrangement(&verdict.arrangement)),
        quoted(&comparison.arrangement(&verdict.against))
    );
    let names = |views: &[String]| -> String {
        let quoted: Vec<String> = views.iter().map(|it| quoted(&view_name(it))).collect();
        format::list(&quoted)
    };
    let sides = |lean: Lean| match lean {
        Lean::First => (&verdict.arrangement, &verdict.against),
        _ => (&verdict.against, &verdict.arrangement),
    };
    let name = |it: &str| quoted(&comparison.arrangement(it));
    let otherwise = |it: &Undecided| -> Vec<String> {
        [
            (&it.same, "the two are the same".to_owned()),
            (&it.alike, "the difference is too small to matter".to_owned()),
            (&it.open, open_views(verdict)),
            (&it.missing, "not both were simulated".to_owned()),
        ]
        .into_iter()
        .filter(|it| !it.0.is_empty())
        .map(|(views, what)| format!("under {} {what}", names(views)))
        .collect()
    };
    match &verdict.conclusion {
        Conclusion::Same => {
            format!("Under every view of the evidence {pair} are the same for {who}.")
        }
        Conclusion::Alike => format!(
            "{} the difference between {pair} is too small to matter for {who}: less than {}.",
            if count == 1 {
                "In the scenario’s own case"
            } else {
                "Under every view of the evidence"
            },
            least_differences(verdict),
        ),
        Conclusion::Robust(_) if count == 1 => String::new(),
        Conclusion::Robust(lean) => {
            let (better, other) = sides(*lean);
            format!(
                "Robust: under all {count} views of the evidence {} is better for {who} on average than {}, by {}, where {} matters.",
                name(better),
                name(other),
                from_least_to_most(verdict),
                least_differences(verdict),
            )
        }
        Conclusion::Flips { first, second, otherwise: undecided } => {
            let under = |better: &str, views: &[String]| {
                format!("{} is better under {}", name(better), names(views))
            };
            let sides = vec![under(&verdict.arrangement, first), under(&verdict.against, second)];
            format!(
                "It depends on the view of the evidence, for {who}: {}.",
                [sides, otherwise(undecided)].concat().join("; "),
            )
        }
        Conclusion::Partly { better, otherwise: undecided } => {
            let (better, other) = sides(*better);
            format!(
                "Where the views decide, {} is better for {who} on average than {}; {}.",
                name(better),
                name(other),
                otherwise(undecided).join("; "),
            )
        }
        Conclusion::Open(undecided) => format!(
            "No view of the evidence decides which of {pair} is better for {who}: {}.",
            otherwise(undecided).join("; "),
        ),
    }
}

/// `these 500 trials cannot tell`, and for one view about how many would.
fn open_views(verdict: &Verdict) -> String {
    let open: Vec<&ViewVerdict> =
        verdict.views.iter().filter(|view| view.lean() == Lean::Open).collect();
    match open.as_slice() {
        [one] => cannot_tell(one),
        several => {
            let trials = several.iter().map(|view| view.trials).min().unwrap_or(0);
            format!("{} cannot tell", format::counted(trials, "trial"))
        }
    }
}

/// `500 trials cannot tell (about 1,700 would)`
pub(in crate::report) fn cannot_tell(view: &ViewVerdict) -> String {
    let trials = format::counted(view.trials, "trial");
    match view.trials_to_tell() {
        Some(enough) => {
            format!("{trials} cannot tell (about {} would)", format::whole(two_digits(enough)))
        }
        None => format!("{trials} cannot tell"),
    }
}

/// Rounded up to two digits: more would say more than is known.
fn two_digits(count: usize) -> usize {
    let unit = 10_usize.pow(count.max(1).ilog10().saturating_sub(1));
    count.div_ceil(unit) * unit
}

/// `£37k`, or from the least to the greatest over the views.
fn least_differences(verdict: &Verdict) -> String {
    let unit = verdict.criterion.metric().unit();
    let all = || verdict.views.iter().map(|view| view.least);
    let ends = [all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max)];
    let written = ends.map(|least| format::value(unit, least));
    let days = if unit == Unit::Days { " days" } else { "" };
    match &written {
        [low, high] if low == high => format!("{low}{days}"),
        [low, high] => format!("{low} to {high}{days}"),
    }
}

/// What difference matters here, and who says so.
pub(in crate::report) fn what_matters(comparison: &Comparison<'_>) -> String {
    let ImportantDifference { pounds, days } = comparison.report.base().important_difference;
    let share = format::stated(Unit::Share, IMPORTANT_SHARE);
    let pounds = pounds.map_or_else(
        || format!("a gain of {share} of what the dearer of the two costs"),
        |pounds| format!("a gain of {}", format::stated(Unit::Pounds, pounds)),
    );
    let days = days.map_or_else(
        || format!("{share} of the days in care under the one that has more of them"),
        |days| format!("{} days in care", format::stated(Unit::Days, days)),
    );
    format!("What matters (`important_difference` in the file): {pounds}, or {days}.")
}

/// `£5k to £13k`: how far the two are apart on average, from the view where it is least to the one where
/// it is most.
fn from_least_to_most(verdict: &Verdict) -> String {
    let sizes = || verdict.views.iter().map(|it| it.difference.value.abs());
    let ends = [sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max)];
    let unit = verdict.criterion.metric().unit();
    let noise = verdict.views.iter().map(|it| it.difference.standard_error).fold(0.0, f64::max);
    let days = if unit == Unit::Days { " days" } else { "" };
    format!("{}{days}", format::range(unit, ends[0], ends[1], noise))
}

/// Who judges by a criterion.
pub(in crate::report) fn who(criterion: Criterion, commissioner: &str) -> String {
    match criterion {
        Criterion::Council => format!("the {commissioner}"),
        Criterion::Public => "the public purse".to_owned(),
        Criterion::Children => "the children’s days at home".to_owned(),
        Criterion::Investor => "the investor".to_owned(),
    }
}

fn scan_of<'a>(comparison: &Comparison<'a>, pair: &PairCompared) -> Option<&'a Scan> {
    let label = |world: usize| &comparison.trials().worlds[world].label.arrangement;
    let (own, other) = (label(pair.pair.world), label(pair.pair.against));
    let is_it = |it: &&Scan| {
        let both = (&it.arrangement, &it.against);
        both == (own, other) || both == (other, own)
    };
    comparison.scans.iter().find(is_it)
}

/// How much better the arrangement must perform to be worth as much as the other.
pub(in crate::report) fn break_even(comparison: &Comparison<'_>, scan: &Scan) -> String {
    let [arrangement, against] =
        [&scan.arrangement, &scan.against].map(|it| quoted(&comparison.arrangement(it)));
    let key = comparison.scanned;
    let ends = scan.points.first().zip(scan.points.last());
    let range = ends.map_or_else(String::new, |(low, high)| {
        format!("from {} to {}", format::typed(low.value), format::typed(high.value))
    });
    match scan.break_even {
        BreakEven::At { value, standard_error } => {
            let written = format::measured_number(Measured { value, standard_error });
            let (value, error) = (written.value, format!("standard error {}", written.error));
            let needs = if key == INCENTIVE_EFFECT {
                format!(
                    "the work would have to be {value} times as effective as the therapies are assumed to be by themselves ({error}; `{key}`)"
                )
            } else {
                format!("`{key}` would have to be {value} ({error})")
            };
            format!(
                "Break-even: for {arrangement} to be worth as much to the public purse as {against}, {needs}."
            )
        }
        BreakEven::Always => format!(
            "For the public purse {arrangement} is ahead of {against} on average at every `{key}` {range}."
        ),
        BreakEven::Never => format!(
            "For the public purse {arrangement} stays behind {against} on average at every `{key}` {range}."
        ),
        BreakEven::Same => format!(
            "For the public purse {arrangement} and {against} are worth the same at every `{key}` {range}: it changes nothing."
        ),
        BreakEven::Several => format!(
            "Between {arrangement} and {against} there is no one break-even in `{key}` {range}: the difference changes its sign more than once."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::compared::Pair;

    fn said(removed: (f64, f64), gain: (f64, f64), pound: Option<f64>) -> String {
        let measured = |(value, standard_error)| Measured { value, standard_error };
        let transfer = Transfer {
            pair: Pair { world: 2, against: 1 },
            removed: measured(removed),
            mean_change: measured((0.0, 0.0)),
            investor_gain: measured(gain),
            price_of_a_pound: pound.map(|it| measured((it, 0.02))),
        };
        price(&transfer, "council").unwrap_or_default()
    }

    /// What is clear, what is not, and what is bought for nothing each have words of their own.
    #[test]
    fn the_price_of_risk_claims_no_more_than_the_trials_show() {
        assert_eq!(
            said((400e3, 50e3), (100e3, 10e3), Some(0.25)),
            "The mean of the council’s worst twentieth of trials is better by £400k (standard error £50k); the investor gains £100k (standard error £10k) more on average, which is 25p (standard error 2p) for each pound of that downside."
        );
        let loses = said((400e3, 50e3), (-100e3, 10e3), None);
        assert!(loses.ends_with("the investor gains £100k (standard error £10k) less on average."));
        let even = said((400e3, 50e3), (10e3, 10e3), None);
        assert!(even.contains("gains about the same (£10k"), "{even}");
        let worse = said((-400e3, 50e3), (100e3, 10e3), None);
        assert!(worse.starts_with("It rids the council of no downside"), "{worse}");
        let unclear = said((60e3, 50e3), (100e3, 10e3), None);
        assert!(unclear.contains("these trials cannot tell"), "{unclear}");
        assert_eq!(said((400e3, 50e3), (0.0, 0.0), None), "", "nobody invests");
    }
}
