//! Charts of worlds side by side.

use super::super::chart::{
    self, Across, Burden, BurdenParty, BurdenRow, Drawing, Heading, IntervalRow, Intervals, Line,
    LinePoint, Lines, Mark, MarkKind, Role, Scale, VerdictCell, VerdictRow, Verdicts,
};
use super::super::comparison::{
    Comparison, kinds_of_groups, party_name, party_role, quoted, view_name, who,
};
use super::super::{format, label};
use kinward::analysis::compare::{
    BreakEven, Candidate, CandidatePoint, Conclusion, Criterion, Decision, Lean, Party, Verdict,
    ViewVerdict,
};
use kinward::results::{BASE_VIEW, Metric, STATUS_QUO, Unit};
use kinward::scenario::INCENTIVE_EFFECT;

/// The look of an arrangement: its place among those that are compared.
fn role(comparison: &Comparison<'_>, arrangement: &str) -> Role {
    let programmes = comparison
        .answer
        .compared
        .arrangements
        .iter()
        .filter(|arrangement| *arrangement != STATUS_QUO);
    let place = programmes.into_iter().position(|programme| programme == arrangement);
    place.map_or(Role::StatusQuo, Role::Arrangement)
}

/// What each party gains under each arrangement.
pub(crate) fn burden(comparison: &Comparison<'_>) -> Option<Drawing> {
    let worlds = &comparison.report.trials.worlds;
    let risks: Vec<_> = comparison.ordered_risks(BASE_VIEW).collect();
    let mut parties: Vec<Party> = Vec::new();
    for it in risks.iter().flat_map(|risk| &risk.parties) {
        if !parties.contains(&it.party) {
            parties.push(it.party);
        }
    }
    let row = |world: usize, party: Party| {
        let risk = risks.iter().find(|risk| risk.world == world)?.party(party)?;
        Some(BurdenRow {
            label: comparison.arrangement(&worlds[world].label.arrangement),
            quantiles: risk.gain.quantiles,
            mean: risk.gain.mean,
            worst: risk.worst.value,
            share: risk.share.map(|share| share.value),
        })
    };
    let party = |party: &Party| BurdenParty {
        name: party_name(comparison, *party),
        role: party_role(*party),
        rows: risks.iter().filter_map(|risk| row(risk.world, *party)).collect(),
    };
    Some(chart::burden(&Burden {
        heading: Heading::new(
            "who-bears-the-risk.svg",
            burden_title(comparison)?,
            format!(
                "What each party has in the end, over {}; the worst 5% is the mean of its own worst twentieth",
                comparison.report.trial_count()
            ),
        ),
        x_label: "Gain over the whole contract".to_owned(),
        parties: parties.iter().map(party).collect(),
    }))
}

/// The council's share of the swings under the reference, and under the first of the others.
fn burden_title(comparison: &Comparison<'_>) -> Option<String> {
    let worlds = &comparison.report.trials.worlds;
    let said: Vec<String> = comparison
        .ordered_risks(BASE_VIEW)
        .take(2)
        .filter_map(|risk| {
            let share = risk.party(Party::Council)?.share?.value;
            let name = comparison.arrangement(&worlds[risk.world].label.arrangement);
            Some(format!("{} under {}", format::whole_percent(share), quoted(&name)))
        })
        .collect();
    let who = comparison.report.commissioner();
    (!said.is_empty()).then(|| {
        format!("The {who} bears {} of the variance of all that is gained", format::list(&said))
    })
}

/// Which is better under which view.
pub(crate) fn verdicts(comparison: &Comparison<'_>) -> Option<Drawing> {
    let views = &comparison.answer.compared.views;
    if views.len() < 2 {
        return None;
    }
    let mut shown: Vec<&Verdict> = comparison.shown_verdicts().collect();
    if ROWS < shown.len() {
        shown.retain(|shown| shown.criterion == Criterion::Public);
        shown.truncate(ROWS);
    }
    let commissioner = comparison.report.commissioner();
    let row = |verdict: &&Verdict| VerdictRow {
        label: format!(
            "{} rather than {}, for {}",
            quoted(&comparison.arrangement(&verdict.arrangement)),
            quoted(&comparison.arrangement(&verdict.against)),
            who(verdict.criterion, commissioner)
        ),
        cells: views
            .iter()
            .map(|view| Some(cell(verdict, verdict.views.iter().find(|it| it.view == *view)?)))
            .collect(),
        conclusion: match &verdict.conclusion {
            Conclusion::Robust { .. } => "robust",
            Conclusion::Same => "the same",
            Conclusion::Alike => "no difference that matters",
            Conclusion::Flips { .. } => "depends on the view",
            Conclusion::Partly { .. } => "open under some",
            Conclusion::Open(_) => "open",
        }
        .to_owned(),
    };
    let count =
        |is_it: fn(&Conclusion) -> bool| shown.iter().filter(|it| is_it(&it.conclusion)).count();
    let robust =
        count(|it| matches!(it, Conclusion::Robust { .. } | Conclusion::Same | Conclusion::Alike));
    let flips = count(|it| matches!(it, Conclusion::Flips { .. }));
    Some(chart::verdicts(&Verdicts {
        heading: Heading::new(
            "views.svg",
            format!(
                "{robust} of {} hold under every view of the evidence, {flips} are reversed under some",
                format::counted(shown.len(), "verdict")
            ),
            format!(
                "Mean difference, the first less the second, and the share of {} in which the first is ahead",
                comparison.report.trial_count()
            ),
        ),
        columns: views.iter().map(|view| view_name(view)).collect(),
        rows: shown.iter().map(row).collect(),
    }))
}

/// Rows of the table of verdicts; where there are more, those for the public purse alone.
const ROWS: usize = 12;

fn cell(verdict: &Verdict, view: &ViewVerdict) -> VerdictCell {
    let unit = verdict.criterion.metric().unit();
    let value = view.difference.value;
    let written = format::values(unit, &[value], view.difference.standard_error).remove(0);
    let sign = if value > 0.0 { "+" } else { "" };
    let unit = if unit == Unit::Days { " days" } else { "" };
    match view.lean {
        Lean::Same => VerdictCell {
            text: "same".to_owned(),
            small: String::new(),
            lean: chart::Lean::TooLittle,
        },
        lean => VerdictCell {
            text: format!("{sign}{written}{unit}"),
            small: format::value(Unit::Share, view.ahead.share),
            lean: match lean {
                Lean::First => chart::Lean::First,
                Lean::Second => chart::Lean::Second,
                Lean::Alike | Lean::Same => chart::Lean::TooLittle,
                Lean::Open => chart::Lean::CannotTell,
            },
        },
    }
}

fn base_decision<'a>(comparison: &Comparison<'a>) -> Option<&'a Decision> {
    let decision =
        comparison.answer.compared.decisions.iter().find(|decision| decision.view == BASE_VIEW)?;
    (decision.candidates.len() > 1).then_some(decision)
}

/// A line for each candidate.
fn lines(
    comparison: &Comparison<'_>,
    decision: &Decision,
    of: fn(&CandidatePoint) -> f64,
) -> Vec<Line> {
    let curve = |candidate: &Candidate| Line {
        name: comparison.arrangement(&candidate.arrangement),
        role: role(comparison, &candidate.arrangement),
        points: decision
            .worths
            .iter()
            .zip(&candidate.points)
            .map(|(x, point)| {
                let y = of(point);
                LinePoint { x: *x, y, bands: Vec::new() }
            })
            .collect(),
    };
    decision.candidates.iter().map(curve).collect()
}

const WORTH: &str = "What a day at home is held to be worth, besides the money that it saves";

/// How often each arrangement is the best.
pub(crate) fn best(comparison: &Comparison<'_>) -> Option<Drawing> {
    let decision = base_decision(comparison)?;
    let title = turns(comparison, decision, |it| it.best.value, "most often best");
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "best-by-worth-of-a-day.svg",
            title?,
            format!(
                "Share of {} in which each has the greatest benefit to the public purse and the children",
                comparison.report.trial_count()
            ),
        ),
        across: Across::Number { scale: Scale::Pounds, label: WORTH.to_owned() },
        y_scale: Scale::Percent,
        y_label: "Chance of being the best".to_owned(),
        lines: lines(comparison, decision, |it| it.best.value),
        marks: Vec::new(),
        claim: None,
    }))
}

/// What is lost on average by choosing each.
pub(crate) fn loss(comparison: &Comparison<'_>) -> Option<Drawing> {
    let decision = base_decision(comparison)?;
    let title = turns(comparison, decision, |it| -it.loss.value, "best on average");
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "loss-by-worth-of-a-day.svg",
            title?,
            format!(
                "Expected loss of choosing each, against choosing the best in every trial; {}",
                comparison.report.trial_count()
            ),
        ),
        across: Across::Number { scale: Scale::Pounds, label: WORTH.to_owned() },
        y_scale: Scale::Pounds,
        y_label: "Expected loss".to_owned(),
        lines: lines(comparison, decision, |it| it.loss.value),
        marks: Vec::new(),
        claim: None,
    }))
}

/// Who leads, from the first worth to the last, in a sentence; those that are level lead together.
fn turns(
    comparison: &Comparison<'_>,
    decision: &Decision,
    score: fn(&CandidatePoint) -> f64,
    what: &str,
) -> Option<String> {
    let leaders = |place: usize| -> Vec<&Candidate> {
        let of = |candidate: &Candidate| score(&candidate.points[place]);
        let most = decision.candidates.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let is_level = |candidate: &&Candidate| most - of(candidate) <= 1e-9 * most.abs();
        decision.candidates.iter().filter(is_level).collect()
    };
    let mut stretches: Vec<(f64, Vec<&str>)> = Vec::new();
    for (place, worth) in decision.worths.iter().enumerate() {
        let names: Vec<&str> =
            leaders(place).iter().map(|leader| leader.arrangement.as_str()).collect();
        if stretches.last().is_none_or(|stretch| stretch.1 != names) {
            stretches.push((*worth, names));
        }
    }
    let name = |all: &[&str]| -> String {
        let all: Vec<String> = all.iter().map(|it| quoted(&comparison.arrangement(it))).collect();
        format::list(&all)
    };
    let is = |all: &[&str]| if all.len() > 1 { "are" } else { "is" };
    let from = |worth: &f64| format::value(Unit::Pounds, *worth);
    Some(match stretches.as_slice() {
        [] => return None,
        [(_, only)] => {
            format!("{} {} {what}, whatever a day at home is worth", name(only), is(only))
        }
        [(_, first), (worth, second)] => format!(
            "{} {} {what} as long as a day at home is worth less than about {}, then {}",
            name(first),
            is(first),
            from(worth),
            name(second)
        ),
        [(_, first), .., (worth, last)] => format!(
            "{} {} {what} where a day at home is worth nothing, {} from about {} on",
            name(first),
            is(first),
            name(last),
            from(worth)
        ),
    })
}

/// What the public purse gains as the work is supposed to be better.
pub(crate) fn scan(comparison: &Comparison<'_>) -> Option<Drawing> {
    let first = comparison.answer.scans.first()?;
    let against = quoted(&comparison.arrangement(&first.against));
    let is_factor = comparison.answer.varied == INCENTIVE_EFFECT;
    let x_scale = if is_factor { Scale::Factor } else { Scale::Count };
    let marks: Vec<Mark> = comparison
        .answer
        .scans
        .iter()
        .filter_map(|scan| match scan.break_even {
            BreakEven::At { value, .. } => Some(Mark {
                at: value,
                label: format!("Break-even {}", x_scale.value(value)),
                kind: MarkKind::Zero,
            }),
            BreakEven::Always | BreakEven::Never | BreakEven::Several | BreakEven::Same => None,
        })
        .collect();
    let name = quoted(&comparison.arrangement(&first.arrangement));
    let title = match first.break_even {
        BreakEven::At { value, .. } if is_factor => format!(
            "{name} is worth as much as {against} where the work is {} times as effective",
            format::decimal(value, 2)
        ),
        BreakEven::At { value, .. } => {
            format!("{name} is worth as much as {against} at {}", format::trimmed(value, 3))
        }
        BreakEven::Always => format!("{name} is ahead of {against} at every value tried"),
        BreakEven::Never => format!("{name} stays behind {against} at every value tried"),
        BreakEven::Several => {
            format!("Which of {name} and {against} is ahead changes more than once")
        }
        BreakEven::Same => format!("{name} and {against} are worth the same at every value tried"),
    };
    let curve = |it: &kinward::analysis::compare::Scan| Line {
        name: label::capitalised(&comparison.scan_name(it)),
        role: role(
            comparison,
            if it.arrangement == comparison.answer.compared.reference {
                &it.against
            } else {
                &it.arrangement
            },
        ),
        points: it
            .points
            .iter()
            .map(|point| LinePoint {
                x: point.value,
                y: point.difference.mean,
                bands: vec![[point.difference.quantiles[1], point.difference.quantiles[3]]],
            })
            .collect(),
    };
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "break-even.svg",
            title,
            format!(
                "Mean over {}, and the middle half of them",
                format::counted(comparison.answer.scan_trials, "trial")
            ),
        ),
        across: Across::Number {
            scale: x_scale,
            label: if is_factor {
                "How effective the work is, beside what the therapies are said to be by themselves"
                    .to_owned()
            } else {
                comparison.answer.varied.clone()
            },
        },
        y_scale: Scale::Pounds,
        y_label: "What the public purse gains more than under the other arrangement".to_owned(),
        lines: comparison.answer.scans.iter().map(curve).collect(),
        marks,
        claim: None,
    }))
}

/// Days in care avoided of each group, under the reference.
pub(crate) fn groups(comparison: &Comparison<'_>) -> Option<Drawing> {
    let reference = match comparison.answer.compared.reference.as_str() {
        STATUS_QUO => comparison.answer.compared.others().next()?,
        other => other,
    };
    let world = comparison.report.trials.world(reference, BASE_VIEW)?;
    let summary = &comparison.report.summary.worlds[world];
    let all = summary.estimate(Metric::CareDaysAvoided)?;
    let names = &comparison.report.trials.names.groups;
    let kinds = kinds_of_groups(names);
    let shown: Vec<(usize, String)> = kinds.into_iter().flat_map(|kind| kind.groups).collect();
    let estimate = |group: usize| summary.estimate(Metric::GroupDaysAvoided(group));
    let rows: Vec<IntervalRow> = shown
        .iter()
        .filter_map(|(group, name)| {
            let quantiles = estimate(*group)?.quantiles;
            Some(IntervalRow { label: name.clone(), role: Role::Programme, quantiles })
        })
        .collect();
    // Groups of different kinds overlap, and the widest would win among them.
    let (_, first) = shown.first()?;
    let kind = kinds_of_groups(names)
        .into_iter()
        .find(|kind| kind.groups.iter().any(|group| group.1 == *first))?;
    let most = kind
        .groups
        .iter()
        .filter_map(|(group, name)| Some((name, estimate(*group)?.mean)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let title = match most {
        (name, mean) if 0.0 < all.mean && 0.0 < mean => format!(
            "{} of the days in care that are avoided come from {}",
            format::whole_percent(mean / all.mean),
            quoted(name)
        ),
        _ => "No group is clearly better off on average".to_owned(),
    };
    (!rows.is_empty()).then(|| {
        chart::intervals(&Intervals {
            heading: Heading::new("who-gains.svg", title, format!(
                "Under {}, up to the horizon, over {}; each kind of group shares out the same days",
                quoted(&comparison.arrangement(reference)),
                comparison.report.trial_count()
            )),
            scale: Scale::Count,
            x_label: "Days in care avoided".to_owned(),
            rows,
            claim: None,
        })
    })
}
