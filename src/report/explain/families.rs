//! Which families, what they get, and how they are followed.

use super::super::format::list;
use super::super::label::capitalised;
use super::Block;
use super::words::{Words, months, number, paragraph, range, spoken, trimmed, window};
use crate::assumption::Parameter;
use crate::family::{Beginning, Curve};
use crate::scenario::{Capacity, Pathway, Placement, Share, Therapy};
use crate::units::Month;

/// Who is referred, and what becomes of them without the programme.
pub(super) fn who(words: &Words<'_>) -> Vec<Block> {
    let pathways = &words.scenario.pathways;
    let kinds = match pathways.len() {
        1 => "There is one kind of family (a “pathway”), and without the programme it fares like \
              this:"
            .to_owned(),
        count => format!(
            "There are {} kinds of family (“pathways”), and without the programme they fare like \
             this:",
            number(count)
        ),
    };
    [
        Block::heading("For which families"),
        Block::Paragraph(referrals(words)),
        Block::Paragraph(kinds),
    ]
    .into_iter()
    .chain(pathways.iter().map(|it| pathway(words, it)))
    .chain(in_common(words))
    .collect()
}

fn referrals(words: &Words<'_>) -> String {
    let referrals = &words.scenario.referrals;
    let Some(last) = referrals.months.checked_sub(1) else {
        return "No family is referred.".to_owned();
    };
    let span = format!("families are referred from {} to {}", words.date(0), words.date(last));
    let volume =
        referrals.volume.filter(|it| words.value(*it) != "1").map_or_else(String::new, |it| {
            format!("{} times as many are expected to come as that", words.value(it))
        });
    let starts = format!("{} of them would start therapy", words.value(referrals.starts_therapy));
    let ready = match referrals.ready_after_days {
        (_, 0.0) => String::new(),
        it => format!(", {} after referral", range(it, "day")),
    };
    let limit = referrals.limit.map_or_else(String::new, |it| {
        format!("no more than {} families start in the whole contract", number(it as usize))
    });
    paragraph([
        format!("{span}: {}", steps(words, &referrals.monthly, "a month")),
        volume,
        format!("{starts}{ready}"),
        limit,
    ])
}

/// `3.5 a month at first, 6.4 from May 2019 and 10.5 from February 2020`
fn steps(words: &Words<'_>, steps: &[(Month, Parameter)], unit: &str) -> String {
    let several = steps.len() > 1;
    let step = |(index, (from, parameter)): (usize, &(Month, Parameter))| {
        let value = words.value(*parameter);
        match (index, several) {
            (0, false) => format!("{value} {unit}"),
            (0, true) => format!("{value} {unit} at first"),
            _ => format!("{value} from {}", words.date(*from)),
        }
    };
    list(&steps.iter().enumerate().map(step).collect::<Vec<_>>())
}

fn pathway(words: &Words<'_>, pathway: &Pathway) -> Block {
    let share = words.value(pathway.share);
    let (min, max) = pathway.age_years;
    let ages = if min == max {
        trimmed(min, 1)
    } else {
        format!("{} to {}", trimmed(min, 1), trimmed(max, 1))
    };
    let begins = match pathway.begins {
        Beginning::Home => "live at home, on the edge of care".to_owned(),
        Beginning::Care => match pathway.in_care_months {
            (_, 0.0) => "have just come into care, and are to return home".to_owned(),
            it => format!("have been in care for {}, and are to return home", range(it, "month")),
        },
    };
    let entry = pathway.care_entry.as_ref().filter(|_| pathway.begins == Beginning::Home);
    let entry = entry.map_or_else(String::new, |it| curve(words, it, "enter care"));
    let re_entry = pathway.re_entry.as_ref().map_or_else(
        || "a child that has returned home does not enter care again".to_owned(),
        |it| format!("of the children who return home, {}", curve(words, it, "are in care again")),
    );
    Block::item(
        capitalised(&pathway.name),
        paragraph([
            format!("{share} of those referred. Children aged {ages} who {begins}"),
            entry,
            stays(words, &pathway.length_of_stay),
            re_entry,
            placements(words, &pathway.placements),
        ]),
    )
}

/// What holds for all of them.
fn in_common(words: &Words<'_>) -> Option<Block> {
    let scenario = words.scenario;
    let differ = scenario.pathways.iter().filter_map(|it| it.heterogeneity);
    let differ = differ.map(|it| words.mean(it)).any(|it| it > 0.0);
    let moves = scenario.placements.iter().flat_map(|from| {
        from.moves_per_year.iter().map(|(to, rate)| {
            let to = spoken(&scenario.placements[*to].name);
            format!(
                "from {} to {to} ({} a year for each child)",
                spoken(&from.name),
                words.value(*rate)
            )
        })
    });
    let moves: Vec<String> = moves.collect();
    let sentences = [
        differ.then(|| {
            "families of one kind differ in their risk: the shares above are of all of them \
             together"
                .to_owned()
        }),
        scenario.site.care_entry_sd.map(|_| {
            "what makes children of one place enter care more or less often than those of \
             another is shared by all its families, so that they fare well or badly together"
                .to_owned()
        }),
        scenario
            .site
            .effect_sd
            .map(|_| "the effect of therapy differs from place to place".to_owned()),
        (!moves.is_empty()).then(|| format!("children in care also move {}", list(&moves))),
    ];
    let text = paragraph(sentences.into_iter().flatten());
    (!text.is_empty()).then_some(Block::Paragraph(text))
}

/// `about 67% enter care within 36 months`
fn curve(words: &Words<'_>, curve: &Curve<Parameter>, event: &str) -> String {
    match curve {
        Curve::Probability { probability, within_months, .. } => {
            format!("{} {event} within {}", words.value(*probability), months(*within_months))
        }
        Curve::Mixture(parts) => {
            let part = |(index, (share, mean)): (usize, &(Parameter, Parameter))| {
                let event = if index == 0 { format!(" {event}") } else { String::new() };
                format!(
                    "{}{event} after {} days on average",
                    words.value(*share),
                    words.value(*mean)
                )
            };
            list(&parts.iter().enumerate().map(part).collect::<Vec<_>>())
        }
        Curve::Points(points) => {
            let point = |(index, (by, share)): (usize, &(f64, Parameter))| {
                let event = if index == 0 { format!(" {event}") } else { String::new() };
                format!("{}{event} within {}", words.value(*share), months(*by))
            };
            list(&points.iter().enumerate().map(point).collect::<Vec<_>>())
        }
        Curve::Steps(steps) => format!("children {event} {}", rates(words, steps)),
    }
}

/// `at a rate of 0.5 a year`
fn rates(words: &Words<'_>, steps: &[(f64, Parameter)]) -> String {
    match steps {
        [(_, only)] => format!("at a rate of {} a year for each child", words.value(*only)),
        [most @ .., (_, last)] => {
            let step = |(until, rate): &(f64, Parameter)| {
                format!("{} until month {until}", words.value(*rate))
            };
            let most: Vec<String> = most.iter().map(step).collect();
            format!(
                "at a yearly rate, for each child, of {} and {} after that",
                most.join(", "),
                words.value(*last)
            )
        }
        [] => "never".to_owned(),
    }
}

/// How long a stay in care lasts.
fn stays(words: &Words<'_>, curve: &Curve<Parameter>) -> String {
    match curve {
        Curve::Mixture(parts) => {
            let part = |(index, (share, mean)): (usize, &(Parameter, Parameter))| {
                let (share, mean) = (words.value(*share), words.value(*mean));
                match (index, parts.len()) {
                    (_, 1) => format!("a stay in care lasts {mean} days on average"),
                    (0, _) => format!("{share} of stays in care last {mean} days on average"),
                    _ => format!("{share} last {mean}"),
                }
            };
            list(&parts.iter().enumerate().map(part).collect::<Vec<_>>())
        }
        Curve::Steps(steps) => format!("children return home {}", rates(words, steps)),
        other => self::curve(words, other, "of stays in care end"),
    }
}

/// Where a stay begins.
fn placements(words: &Words<'_>, shares: &[Share]) -> String {
    let mut placed: Vec<(f64, String)> = words
        .scenario
        .placements
        .iter()
        .zip(shares)
        .filter_map(|(placement, share)| match share {
            Share::None => None,
            Share::Of(it) => {
                let share = words.mean(*it);
                Some((share, format!("{} ({})", spoken(&placement.name), words.value(*it))))
            }
        })
        .collect();
    placed.sort_by(|a, b| b.0.total_cmp(&a.0));
    match placed.as_slice() {
        [(_, only)] => {
            format!("those who enter care go to {}", only.split(" (").next().unwrap_or_default())
        }
        several => {
            let names: Vec<String> = several.iter().map(|it| it.1.clone()).collect();
            {
                let about =
                    if names.iter().any(|it| it.contains("about ")) { "about " } else { "" };
                let names = list(&names).replace("about ", "");
                format!("a stay in care begins, in {about}these shares, in {names}")
            }
        }
    }
}

/// What a family gets.
pub(super) fn therapy(words: &Words<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::heading("What they get")];
    for therapy in &words.scenario.therapies {
        blocks.push(Block::Paragraph(paragraph([
            offer(words, therapy),
            dose(words, therapy),
            queue(words, therapy),
        ])));
        blocks.push(Block::Paragraph(paragraph(effect(words, therapy))));
    }
    blocks
}

fn offer(words: &Words<'_>, therapy: &Therapy) -> String {
    let scenario = words.scenario;
    let offered: Vec<bool> = scenario
        .pathways
        .iter()
        .map(|it| scenario.therapies[it.therapy].name == therapy.name)
        .collect();
    if offered.iter().all(|it| *it) {
        format!("every family is offered {}", therapy.name)
    } else {
        format!("families of {} are offered {}", words.pathways(&offered), therapy.name)
    }
}

fn dose(words: &Words<'_>, therapy: &Therapy) -> String {
    format!(
        "it takes {}, and {} of the families that start complete it; the others drop out after {}",
        range(therapy.duration_months, "month"),
        words.value(therapy.completes),
        range(therapy.drop_out_months, "month"),
    )
}

fn queue(words: &Words<'_>, therapy: &Therapy) -> String {
    let Some(Capacity { caseload, therapists, longest_wait_months }) = &therapy.capacity else {
        return "There is always a place for a family that is ready".to_owned();
    };
    paragraph([
        format!(
            "it is given by {}, each with {} families at a time",
            steps(words, therapists, "therapists"),
            words.value(*caseload)
        ),
        format!(
            "a family that would wait more than {} for a place is lost to the programme",
            months(*longest_wait_months)
        ),
    ])
}

/// What it does, in sentences.
fn effect(words: &Words<'_>, therapy: &Therapy) -> Vec<String> {
    if therapy.care_entry.is_empty() && therapy.return_home.is_empty() {
        return vec!["It is assumed to have no effect on care".to_owned()];
    }
    let lists = [
        (&therapy.care_entry, "the risk that a child at home goes into care is multiplied by"),
        (&therapy.return_home, "the rate at which children in care return home is multiplied by"),
    ];
    let mut sentences: Vec<String> = lists
        .into_iter()
        .filter(|(steps, _)| !steps.is_empty())
        .map(|(steps, what)| format!("{what} {}", ratios(words, steps)))
        .collect();
    sentences.push(therapy.fade_half_life_months.map_or_else(
        || "after that there is no effect".to_owned(),
        |it| format!("after that the effect fades, halving in {} months", words.value(it)),
    ));
    sentences.push(therapy.drop_out_effect.map_or_else(
        || "a family that drops out keeps nothing of the effect".to_owned(),
        |it| format!("a family that drops out keeps {} of the effect", words.value(it)),
    ));
    sentences
}

/// `about 0.22 in the 24 months after therapy starts`
fn ratios(words: &Words<'_>, steps: &[(f64, Parameter)]) -> String {
    let step = |(index, (until, ratio)): (usize, &(f64, Parameter))| {
        let value = words.value(*ratio);
        match index.checked_sub(1) {
            None => format!("{value} in the {} after therapy starts", months(*until)),
            Some(before) => format!("{value} in months {} to {until}", steps[before].0),
        }
    };
    list(&steps.iter().enumerate().map(step).collect::<Vec<_>>())
}

/// What is followed and counted without being paid for.
pub(super) fn tracked(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let lines = &scenario.contract.lines;
    let unpaid: Vec<bool> = (0..scenario.pathways.len())
        .map(|pathway| lines.iter().all(|line| !line.pathways[pathway]))
        .collect();
    let unpaid = if unpaid.contains(&true) && !lines.is_empty() {
        format!(
            "nothing is paid for the families of {}, but they are followed all the same",
            words.pathways(&unpaid)
        )
    } else {
        String::new()
    };
    vec![
        Block::heading("What is followed but not paid for"),
        Block::Paragraph(paragraph([
            format!(
                "where each child of a family that has started lives is recorded for \
                 {}, whatever is paid",
                window(scenario.contract.tracking)
            ),
            unpaid,
            "the simulation goes further than the contract: it follows every child that is referred, \
             started or not, to the 18th birthday".to_owned(),
        ])),
        Block::Paragraph(paragraph(saving(words))),
    ]
}

/// What a saving is.
fn saving(words: &Words<'_>) -> Vec<String> {
    let scenario = words.scenario;
    let care = &scenario.care;
    let price = |it: &Placement| format!("{} in {}", words.value(it.weekly_cost), spoken(&it.name));
    let prices: Vec<String> = scenario.placements.iter().map(price).collect();
    let entry = care.entry_cost.map_or_else(String::new, |it| {
        format!("each entry to care costs {} besides", words.value(it))
    });
    let support = care.support_yearly_cost.map_or_else(String::new, |it| {
        format!(
            "a child at home costs {} a year in support for {} after referral, which is \
             set off against the saving",
            words.value(it),
            months(care.support_months)
        )
    });
    let shares_surplus = scenario.investor.is_some_and(|it| it.surplus.1 > 0.0);
    let surplus = if shares_surplus { "what it gets of the surplus is added to that" } else { "" };
    vec![
        format!(
            "the council’s saving is what care would have cost it without the programme, less what it \
             costs with it, less what the council pays and what the contract costs it besides; it is \
             counted over {}",
            months(scenario.horizon as f64)
        ),
        format!(
            "a week in care costs {}, at the prices of the years and with the yearly growth that the \
             list below gives",
            list(&prices)
        ),
        surplus.to_owned(),
        entry,
        support,
        cashable(words),
    ]
}

/// The share of a saving that leaves the budget, where it is not all of it.
fn cashable(words: &Words<'_>) -> String {
    let mut shares: Vec<(String, Vec<String>)> = Vec::new();
    for placement in &words.scenario.placements {
        let Some(cashable) = placement.cashable.filter(|it| words.mean(*it) < 1.0) else {
            continue;
        };
        let (share, name) = (words.value(cashable), spoken(&placement.name));
        match shares.iter_mut().find(|it| it.0 == share) {
            Some((_, names)) => names.push(name),
            None => shares.push((share, vec![name])),
        }
    }
    if shares.is_empty() {
        return String::new();
    }
    let of = |(share, names): &(String, Vec<String>)| format!("{share} of that on {}", list(names));
    let shares: Vec<String> = shares.iter().map(of).collect();
    format!(
        "not all of a saving can be taken out of a budget: what can is {}",
        shares.join(", and ")
    )
}
