//! The answer of a comparison in sentences, for the prompt and for the top of the page.

use super::super::format::{self, share_of_trials};
use super::{Comparison, view_name};
use kinward::analysis::compare::{
    BreakEven, Candidate, CandidatePoint, Conclusion, Criterion, Lean, PairCompared, Scan,
    Undecided, Verdict, ViewVerdict,
};
use kinward::numeric::linearised::Measured;
use kinward::results::{BASE_VIEW, IMPORTANT_SHARE, ImportantDifference, Metric, STATUS_QUO, Unit};
use kinward::scenario::INCENTIVE_EFFECT;

/// The answer over all arrangements, then what sets each apart from the reference under the base view: a
/// title and the sentences.
pub(crate) fn answers(comparison: &Comparison<'_>) -> Vec<(String, Vec<String>)> {
    let answer = |it: &PairCompared| {
        let verdict = public_verdict(comparison, it).filter(|verdict| 1 < verdict.views.len());
        let views = verdict.map(|verdict| robustness(comparison, verdict));
        let break_even = scan_of(comparison, it).map(|scan| break_even(comparison, scan));
        let sentences = remarks(comparison, it).into_iter().chain(views).chain(break_even);
        (title(comparison, it), sentences.collect())
    };
    std::iter::once(("All arrangements, and none".to_owned(), overall(comparison)))
        .chain(comparison.held(BASE_VIEW).map(answer))
        .filter(|once| !once.1.is_empty())
        .collect()
}

/// Which of all arrangements is best as the scenario has it, and whether the reference is better than
/// no programme at all.
pub(crate) fn overall(comparison: &Comparison<'_>) -> Vec<String> {
    let of = |criterion: Criterion| {
        comparison.answer.compared.verdicts.iter().find(|verdict| {
            verdict.criterion == criterion
                && verdict.arrangement == comparison.answer.compared.reference
                && verdict.against == STATUS_QUO
        })
    };
    let public = of(Criterion::Public);
    // The council is named where it does not fare as the whole public purse does.
    let council = of(Criterion::Council)
        .filter(|it| public.is_none_or(|public| public.conclusion != it.conclusion));
    let said = [public, council].into_iter().flatten();
    let said = said.map(|said| robustness(comparison, said)).filter(|it| !it.is_empty());
    best(comparison).into_iter().chain(said).collect()
}

/// The best on average for the public purse under the base view, and by how much over the next.
fn best(comparison: &Comparison<'_>) -> Option<String> {
    let decision = comparison.answer.compared.decisions.iter().find(|it| it.view == BASE_VIEW)?;
    let first = |candidate: &Candidate| candidate.points.first().copied();
    let mut ranked: Vec<(&Candidate, CandidatePoint)> = decision
        .candidates
        .iter()
        .filter_map(|candidate| Some((candidate, first(candidate)?)))
        .collect();
    ranked.sort_by(|a, b| a.1.loss.value.total_cmp(&b.1.loss.value));
    let (best, point) = *ranked.first()?;
    let next = ranked.get(1).and_then(|it| over_next(comparison, best, it.0)).unwrap_or_default();
    Some(format!(
        "In the scenario’s own case {} is best for the public purse on average{next}. It is the best of all in {} of trials.",
        quoted(&comparison.arrangement(&best.arrangement)),
        format::values(Unit::Share, &[point.best.value], point.best.standard_error).remove(0),
    ))
}

/// By how much the best is ahead of the next, and whether that matters.
fn over_next(comparison: &Comparison<'_>, best: &Candidate, next: &Candidate) -> Option<String> {
    let both = [&best.arrangement, &next.arrangement];
    let verdict = comparison.answer.compared.verdicts.iter().find(|verdict| {
        verdict.criterion == Criterion::Public
            && both.contains(&&verdict.arrangement)
            && both.contains(&&verdict.against)
    })?;
    let view = verdict.views.iter().find(|it| it.view == BASE_VIEW)?;
    let name = quoted(&comparison.arrangement(&next.arrangement));
    let ahead = Measured { value: view.difference.value.abs(), ..view.difference };
    let ahead = format!(", by {} over {name}", measured(Unit::Pounds, ahead));
    Some(match view.lean {
        Lean::First | Lean::Second => ahead,
        Lean::Alike => format!("{ahead}, which is too little to matter"),
        Lean::Same => format!(", as is {name}, which is the same"),
        Lean::Open => format!("{ahead}; whether that matters {}", cannot_tell(view)),
    })
}

fn title(comparison: &Comparison<'_>, pair: &PairCompared) -> String {
    let name = |world| comparison.arrangement_of(world);
    format!("{} against {}", quoted(&name(pair.pair.world)), quoted(&name(pair.pair.against)))
}

/// A name as it stands in a sentence.
pub(crate) fn quoted(name: &str) -> String {
    format!("“{}”", name.trim())
}

/// Whether no child lives otherwise in one world than in the other.
fn are_lives_the_same(pair: &PairCompared) -> bool {
    let is_of_lives = |metric: Metric| {
        matches!(metric, Metric::DaysInCare | Metric::DaysInPlacement(_) | Metric::EntriesToCare)
    };
    let mut of_lives = pair.differences.iter().filter(|difference| is_of_lives(difference.metric));
    of_lives.all(|life| life.higher.share + life.lower.share == 0.0)
}

/// Whether children fare otherwise than in the other world, and whether that is because money runs out.
pub(crate) fn remarks(comparison: &Comparison<'_>, pair: &PairCompared) -> Vec<String> {
    let children = if are_lives_the_same(pair) {
        Some("Every child spends the same days in the same places in both.".to_owned())
    } else {
        (!comparison.same_families(pair.pair))
            .then(|| "The two have different families: who is referred differs too.".to_owned())
    };
    children.into_iter().chain(stops(comparison, pair)).collect()
}

/// That the work stops in one of the two because the money runs out.
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
            "Under {} alone the money runs out, and no more families start, in {}.",
            quoted(&comparison.arrangement_of(world)),
            share_of_trials(chance, trials)
        )
    })
}

/// `35p (standard error 2p)`
pub(crate) fn pence(figure: Measured) -> String {
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
pub(crate) fn measured(unit: Unit, figure: Measured) -> String {
    format::measured(unit, figure).in_words()
}

/// `1.2`, `7.3`, `12`
pub(crate) fn factor(x: f64) -> String {
    format::decimal(x, usize::from(x.abs() < 9.95))
}

/// The verdict on a pair by the gain of the public purse.
pub(crate) fn public_verdict<'a>(
    comparison: &Comparison<'a>,
    pair: &PairCompared,
) -> Option<&'a Verdict> {
    let label = |world: usize| &comparison.trials().worlds[world].label.arrangement;
    comparison.answer.compared.verdicts.iter().find(|verdict| {
        verdict.criterion == Criterion::Public
            && verdict.arrangement == *label(pair.pair.world)
            && verdict.against == *label(pair.pair.against)
    })
}

/// What all views together say of the first of two arrangements, in a few words.
pub(crate) fn in_short(verdict: &Verdict) -> &'static str {
    let is_better = |lean: Lean| lean == Lean::First;
    match verdict.conclusion {
        Conclusion::Robust { better: lean } if is_better(lean) => "better",
        Conclusion::Robust { .. } => "worse",
        Conclusion::Same => "the same",
        Conclusion::Alike => "too little to matter",
        Conclusion::Flips { .. } => "depends on the view",
        Conclusion::Partly { better, .. } if is_better(better) => "better where decided",
        Conclusion::Partly { .. } => "worse where decided",
        Conclusion::Open(_) => "undecided",
    }
}

/// What all views say of one verdict.
pub(crate) fn robustness(comparison: &Comparison<'_>, verdict: &Verdict) -> String {
    let count = verdict.views.len();
    let who = who(verdict.criterion, comparison.report.commissioner());
    let pair = format!(
        "{} and {}",
        quoted(&comparison.arrangement(&verdict.arrangement)),
        quoted(&comparison.arrangement(&verdict.against))
    );
    let names = |views: &[String]| -> String {
        let quoted: Vec<String> = views.iter().map(|view| quoted(&view_name(view))).collect();
        format::list(&quoted)
    };
    let sides = |lean: Lean| match lean {
        Lean::First => (&verdict.arrangement, &verdict.against),
        _ => (&verdict.against, &verdict.arrangement),
    };
    let name = |text: &str| quoted(&comparison.arrangement(text));
    let otherwise = |it: &Undecided| -> Vec<String> {
        [
            (&it.same, "the two are the same".to_owned()),
            (&it.alike, "the difference is too little to matter".to_owned()),
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
            "{} the difference between {pair} is too little to matter for {who}: less than {}.",
            if count == 1 {
                "In the scenario’s own case"
            } else {
                "Under every view of the evidence"
            },
            least_differences(verdict),
        ),
        Conclusion::Robust { .. } if count == 1 => String::new(),
        Conclusion::Robust { better: lean } => {
            let (better, other) = sides(*lean);
            format!(
                "Under all {count} views of the evidence {} is better for {who} on average than {}, by {} ({} matters).",
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
                "For {who} it depends on the view of the evidence: {}.",
                [sides, otherwise(undecided)].concat().join("; "),
            )
        }
        Conclusion::Partly { better, otherwise: undecided } => {
            let (better, other) = sides(*better);
            let decided =
                verdict.views.iter().filter(|view| matches!(view.lean, Lean::First | Lean::Second));
            format!(
                "For {who} {} is better on average than {} under {} of {count} views of the evidence; {}.",
                name(better),
                name(other),
                format::whole(decided.count()),
                otherwise(undecided).join("; "),
            )
        }
        Conclusion::Open(undecided) => format!(
            "For {who} no view of the evidence decides between {pair}: {}.",
            otherwise(undecided).join("; "),
        ),
    }
}

/// `these 500 trials cannot tell`, and for one view about how many would.
fn open_views(verdict: &Verdict) -> String {
    let open: Vec<&ViewVerdict> =
        verdict.views.iter().filter(|view| view.lean == Lean::Open).collect();
    match open.as_slice() {
        [one] => cannot_tell(one),
        several => {
            let trials = several.iter().map(|view| view.trials).min().unwrap_or(0);
            format!("{} cannot tell", format::counted(trials, "trial"))
        }
    }
}

/// `500 trials cannot tell (about 1,700 would)`
pub(crate) fn cannot_tell(view: &ViewVerdict) -> String {
    let trials = format::counted(view.trials, "trial");
    match view.trials_to_tell {
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
pub(crate) fn what_matters(comparison: &Comparison<'_>) -> String {
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
    let sizes = || verdict.views.iter().map(|view| view.difference.value.abs());
    let ends = [sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max)];
    let unit = verdict.criterion.metric().unit();
    let noise = verdict.views.iter().map(|view| view.difference.standard_error).fold(0.0, f64::max);
    let days = if unit == Unit::Days { " days" } else { "" };
    format!("{}{days}", format::range(unit, ends[0], ends[1], noise))
}

/// Who judges by a criterion.
pub(crate) fn who(criterion: Criterion, commissioner: &str) -> String {
    match criterion {
        Criterion::Council => format!("the {commissioner}"),
        Criterion::Public => "the public purse".to_owned(),
        Criterion::Children => "the children’s days at home".to_owned(),
        Criterion::Investor => "the investor".to_owned(),
    }
}

/// The search for the break-even between the two arrangements of a pair.
pub(crate) fn scan_of<'a>(comparison: &Comparison<'a>, pair: &PairCompared) -> Option<&'a Scan> {
    let label = |world: usize| &comparison.trials().worlds[world].label.arrangement;
    let (own, other) = (label(pair.pair.world), label(pair.pair.against));
    let is_it = |scan: &&Scan| {
        let both = (&scan.arrangement, &scan.against);
        both == (own, other) || both == (other, own)
    };
    comparison.answer.scans.iter().find(is_it)
}

/// How much better the arrangement must perform to be worth as much as the other.
pub(crate) fn break_even(comparison: &Comparison<'_>, scan: &Scan) -> String {
    let [arrangement, against] =
        [&scan.arrangement, &scan.against].map(|it| quoted(&comparison.arrangement(it)));
    let key = &comparison.answer.varied;
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
            "For the public purse {arrangement} and {against} are worth the same at every `{key}` {range}."
        ),
        BreakEven::Several => format!(
            "Between {arrangement} and {against} there is more than one break-even in `{key}` {range}."
        ),
    }
}
