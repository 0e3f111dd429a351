//! What the families get: therapies, who gives them and what they do.

use super::super::format::list;
use super::super::label::capitalised;
use super::words::{Words, months, number, paragraph, percent, range, rounded, spoken, window};
use super::{Block, rates};
use kinward::assumption::{Domain, Parameter};
use kinward::contract::{Measure, Milestone};
use kinward::scenario::{
    AllocatedBy, Capacity, Council, MoveEffect, MoveRate, Pathway, PaymentLine, SecondaryOutcome,
    Therapy,
};

/// What a family gets.
pub(super) fn therapy(words: &Words<'_>) -> Vec<Block> {
    let therapies = &words.scenario.terms().therapies;
    let offers = words.each(|council| offers(words, council));
    let described: Vec<[Vec<String>; 2]> =
        therapies.iter().map(|therapy| sentences(words, therapy)).collect();
    // What is true of every therapy is said once.
    let is_common = |text: &String| {
        described.len() > 1
            && described.iter().all(|other| other.iter().flatten().any(|said| said == text))
    };
    let own = therapies.iter().zip(&described).flat_map(|(therapy, described)| {
        let heading = (therapies.len() > 1).then(|| Block::Subheading(therapy.name.clone()));
        let own =
            described.iter().map(|it| paragraph(it.iter().filter(|it| !is_common(it)).cloned()));
        let own = own.filter(|own| !own.is_empty()).map(Block::Paragraph);
        heading.into_iter().chain(own).collect::<Vec<_>>()
    });
    let common = described
        .iter()
        .take(1)
        .flatten()
        .map(|it| paragraph(it.iter().filter(|it| is_common(it)).cloned()));
    let common: Vec<Block> =
        common.filter(|common| !common.is_empty()).map(Block::Paragraph).collect();
    let of_all = (!common.is_empty())
        .then(|| Block::Subheading("What these therapies have in common".to_owned()));
    [Block::heading("What they get"), Block::Paragraph(paragraph(offers))]
        .into_iter()
        .chain(own)
        .chain(of_all)
        .chain(common)
        .chain(outcomes(words))
        .collect()
}

/// A therapy in sentences: how it is given, and what it does.
fn sentences(words: &Words<'_>, therapy: &Therapy) -> [Vec<String>; 2] {
    let given = [dose(words, therapy)].into_iter().chain(places(words, therapy));
    [given.filter(|given| !given.is_empty()).collect(), vec![paragraph(effect(words, therapy))]]
}

/// Which families are offered what.
fn offers(words: &Words<'_>, council: &Council) -> String {
    let name = |therapy: usize| words.scenario.terms().therapies[therapy].name.as_str();
    let mut offers: Vec<(String, Vec<bool>)> = Vec::new();
    for (position, pathway) in council.pathways.iter().enumerate() {
        let text = match pathway.therapies.as_slice() {
            [(only, _)] => format!("are offered {}", name(*only)),
            several => allocation(words, pathway, several),
        };
        if let Some((_, covered)) = offers.iter_mut().find(|offer| offer.0 == text) {
            covered[position] = true;
        } else {
            let covered = (0..council.pathways.len()).map(|index| index == position).collect();
            offers.push((text, covered));
        }
    }
    let offer = |(text, covered): &(String, Vec<bool>)| {
        if covered.iter().all(|it| *it) {
            format!("all families {text}")
        } else {
            format!("families of {} {text}", words.pathways(covered))
        }
    };
    offers.iter().map(offer).collect::<Vec<_>>().join("; ")
}

/// `are offered therapy at random: 45% are offered MST and 55% FFT`
fn allocation(words: &Words<'_>, pathway: &Pathway, offered: &[(usize, f64)]) -> String {
    let name = |therapy: usize| words.scenario.terms().therapies[therapy].name.as_str();
    let differ = pathway.heterogeneity.is_some_and(|heterogeneity| words.mean(heterogeneity) > 0.0);
    let by_risk = differ && pathway.allocated_by == AllocatedBy::Risk;
    let last = offered.len() - 1;
    let part = |(position, (therapy, share)): (usize, &(usize, f64))| {
        let (share, name) = (percent(*share), name(*therapy));
        match position {
            _ if !by_risk => format!("{share} get {name}"),
            0 => format!("the {share} at the highest risk of care get {name}"),
            it if it == last => format!("the other {share} {name}"),
            _ => format!("the next {share} {name}"),
        }
    };
    let parts: Vec<String> = offered.iter().enumerate().map(part).collect();
    let how = if by_risk { "by their risk" } else { "at random" };
    format!("are offered one of {} therapies {how}: {}", number(offered.len()), list(&parts))
}

fn dose(words: &Words<'_>, therapy: &Therapy) -> String {
    let takes = format!("{} takes {}", therapy.name, range(therapy.duration_months, "month"));
    if words.is_one(therapy.completes) {
        return format!("{takes}, and every family that starts completes it");
    }
    format!(
        "{takes}, and {} of the families that start complete it; the others drop out after {}",
        words.value(therapy.completes),
        range(therapy.drop_out_months, "month"),
    )
}

/// Who gives it, and what becomes of those who wait.
fn places(words: &Words<'_>, therapy: &Therapy) -> Vec<String> {
    let Some(capacity) = &therapy.capacity else {
        return vec!["There is always a place for a family that is ready".to_owned()];
    };
    let wait = match capacity.longest_wait_months {
        0.0 => "a family for which there is no place on the day it is ready".to_owned(),
        wait => format!(
            "a family waits until there is a place. One that would wait more than {}",
            months(wait)
        ),
    };
    let mut says = vec![format!(
        "there are {}, and a therapist sees {} families at a time",
        words.steps(&capacity.therapists, "posts for therapists"),
        words.value(capacity.caseload)
    )];
    says.extend(staff(words, capacity));
    says.push(format!(
        "{wait} is lost to the programme: it lives on as it would have without it, and nothing is \
         earned by it"
    ));
    says
}

/// How posts are filled, and emptied.
fn staff(words: &Words<'_>, it: &Capacity) -> Vec<String> {
    let hiring = match (it.hiring_months, it.yearly_turnover) {
        ((_, 0.0), None) => "every post is always filled".to_owned(),
        ((_, 0.0), Some(_)) => "posts are filled at once".to_owned(),
        (wait, None) => format!("it takes {} to fill a post that opens", range(wait, "month")),
        (wait, Some(_)) => format!(
            "it takes {} to fill a post, when it opens and each time that a therapist leaves",
            range(wait, "month")
        ),
    };
    let turnover = it.yearly_turnover.map_or_else(String::new, |it| {
        format!("for every 100 therapists in post, {} leave in a year", words.of_every(100.0, it))
    });
    let training = it.training_months.map_or_else(String::new, |time| {
        let caseload = it.training_caseload.map_or_else(|| "50%".to_owned(), |it| words.value(it));
        format!(
            "a new therapist trains for {} months with {caseload} of the families",
            words.value(time)
        )
    });
    let supervisors = it.therapists_per_supervisor.map_or_else(String::new, |it| {
        format!("there is a supervisor for every {} posts or part of them", words.value(it))
    });
    let teams = match it.teams {
        1 => String::new(),
        teams => format!(
            "therapists work in {} teams that do not help each other out: a family waits for its \
             own team even where another has a place",
            number(teams)
        ),
    };
    vec![hiring, turnover, training, supervisors, teams]
}

/// What it does, in sentences.
fn effect(words: &Words<'_>, therapy: &Therapy) -> Vec<String> {
    let lists = [
        (&therapy.care_entry, "the risk that a child at home goes into care is multiplied by"),
        (&therapy.return_home, "the rate at which children in care return home is multiplied by"),
    ];
    let mut sentences: Vec<String> = lists
        .into_iter()
        .filter(|(steps, _)| !steps.is_empty())
        .map(|(steps, what)| format!("{what} {}", ratios(words, steps)))
        .collect();
    if !sentences.is_empty() {
        sentences.push(therapy.fade_half_life_months.map_or_else(
            || "after that there is no effect".to_owned(),
            |it| {
                format!(
                    "after that the effect fades: half of it is gone in {} months, and all of it in \
                     ten years",
                    words.value(it)
                )
            },
        ));
    }
    sentences.extend(therapy.moves.iter().map(|it| moved(words, it)));
    if sentences.is_empty() {
        return vec!["It is assumed to have no effect on care".to_owned()];
    }
    sentences.push(therapy.drop_out_effect.map_or_else(
        || "a family that drops out keeps nothing of the effect".to_owned(),
        |it| format!("a family that drops out keeps {} of the effect", words.value(it)),
    ));
    sentences
}

/// `about 0.22 (78% less) in the 24 months after therapy starts`
pub(super) fn ratios(words: &Words<'_>, steps: &[(f64, Parameter)]) -> String {
    let step = |(index, (until, ratio)): (usize, &(f64, Parameter))| {
        let value = multiple(words, *ratio);
        match index.checked_sub(1) {
            None => format!("{value} in the {} after therapy starts", months(*until)),
            Some(before) => format!("{value} from {} to {until} months after it", steps[before].0),
        }
    };
    list(&steps.iter().enumerate().map(step).collect::<Vec<_>>())
}

/// `about 0.22 (78% less)`
pub(super) fn multiple(words: &Words<'_>, ratio: Parameter) -> String {
    let value = words.value(ratio);
    match 1.0 - words.typical(ratio) {
        less if less.abs() < 0.005 => format!("{value} (no effect)"),
        less if less > 0.0 => format!("{value} ({} less)", rounded(Domain::Share, less)),
        _ => value,
    }
}

/// One step of the moves between placements.
pub(super) fn moved(words: &Words<'_>, step: &MoveEffect) -> String {
    let (from, to) = (words.placement(step.from), words.placement(step.to));
    let until = months(step.until_month);
    match step.change {
        MoveRate::PerYear(rate) => format!(
            "until {until} after therapy starts, children in {from} move to {to} at a rate of {} a \
             year for each child, in place of what is usual",
            words.value(rate)
        ),
        MoveRate::HazardRatio(ratio) => format!(
            "until {until} after therapy starts, the usual rate of moves from {from} to {to} is \
             multiplied by {}",
            words.value(ratio)
        ),
    }
}

/// What is measured of families besides where children live.
fn outcomes(words: &Words<'_>) -> Vec<Block> {
    let outcomes = &words.scenario.outcomes;
    if outcomes.is_empty() {
        return Vec::new();
    }
    let lead = "Besides where children live, this is measured of each family that starts, where \
                the child is not 18 by then. A family that drops out keeps the same part of the \
                difference as of the other effects:";
    let items = outcomes.iter().enumerate().map(|(position, it)| outcome(words, position, it));
    [Block::Paragraph(lead.to_owned())].into_iter().chain(items).collect()
}

fn outcome(words: &Words<'_>, position: usize, it: &SecondaryOutcome) -> Block {
    let pays = |line: &PaymentLine| match line.measure {
        Measure::Milestone(Milestone::Outcome { outcome, .. }) => outcome == position,
        _ => false,
    };
    let paid = rates::paid(words).into_iter().filter(|(it, _)| pays(it));
    let paid: Vec<String> = paid.map(|(it, _)| format!("“{}”", it.name)).collect();
    let paid = if paid.is_empty() {
        "it is recorded only: nothing is paid for it".to_owned()
    } else {
        format!("it is paid for under {}", list(&paid))
    };
    Block::item(
        capitalised(&spoken(&it.name)),
        paragraph([
            format!("measured at the end of {}", window(it.measured)),
            format!(
                "{} of the families that complete therapy achieve it; without the programme {} \
                 would",
                words.value(it.with_therapy),
                words.value(it.without_therapy)
            ),
            paid,
        ]),
    )
}
