//! When terms change: at a date, at a review, by policy.

use super::super::format::{list, part_of};
use super::super::label::capitalised;
use super::Block;
use super::costs;
use super::therapies::{moved, ratios};
use super::words::{Words, months, number, paragraph, percent, range, sentence, spoken, trimmed};
use kinward::assumption::Parameter;
use kinward::scenario::{
    Bound, Capacity, Change, Cost, Edition, MoveRate, Provider, Review, ReviewFigure, Therapy,
};

/// When terms change.
pub(super) fn changes(words: &Words<'_>) -> Vec<Block> {
    let scenario = words.scenario;
    let heading = Block::heading("When terms change");
    if scenario.changes.is_empty() && scenario.contract.early_end.is_none() {
        let never = "The terms stay the same throughout: nothing in this scenario changes them.";
        return vec![heading, Block::Paragraph(never.to_owned())];
    }
    let changes = scenario.changes.iter().enumerate();
    let changes = changes.flat_map(|(position, it)| change(words, position, it));
    let several = scenario.changes.iter().filter(|change| change.lays_over).count() > 1;
    let together = if several {
        "where several of the changes below hold at the same time and touch the same number, the \
         one that stands later decides"
    } else {
        ""
    };
    let rules = paragraph([early_end(words), touched(words), together.to_owned()]);
    let rules = (!rules.is_empty()).then_some(Block::Paragraph(rules));
    [heading].into_iter().chain(rules).chain(changes).collect()
}

/// Whom a change of a therapy concerns.
fn touched(words: &Words<'_>) -> String {
    if words.scenario.changes.iter().any(|change| change.lays_over) {
        "a family has the therapy that is in force on the day it starts, to its end".to_owned()
    } else {
        String::new()
    }
}

fn change(words: &Words<'_>, position: usize, change: &Change) -> Vec<Block> {
    let edition = words.scenario.editions.iter().find(|edition| edition.changes == [position]);
    let numbers = edition.map_or_else(Vec::new, |it| differences(words, it));
    let hold = "these numbers hold in place of those above:";
    let comma = if change.review.is_some() { "," } else { "" };
    let (when, holds) = (when(words, change), holds(words, change).join("; "));
    let text = match (holds.is_empty(), numbers.is_empty()) {
        (true, _) => sentence(&format!("{when}{comma} {hold}")),
        (false, true) => sentence(&format!("{when}: {holds}")),
        (false, false) => paragraph([format!("{when}: {holds}"), hold.to_owned()]),
    };
    [Block::Subheading(capitalised(&change.name)), Block::Paragraph(text)]
        .into_iter()
        .chain(numbers.into_iter().map(|(what, text)| Block::item(what, text)))
        .collect()
}

/// The time for which it holds, and what that depends on.
fn when(words: &Words<'_>, change: &Change) -> String {
    let from = words.date(change.from);
    let extends_only =
        change.extends_to.is_some() && change.starts && change.payments && !change.lays_over;
    let span = match change.until {
        Some(until) => format!("from {from} {}", words.until(until)),
        None if extends_only => format!("in {from}"),
        None => format!("from {from} to the end"),
    };
    match &change.review {
        None => span,
        Some(it) => format!("{span}, but only if by then {}", review(it)),
    }
}

/// `fewer than 30 families have started`
fn review(review: &Review) -> String {
    let share = |bound: f64| percent(bound);
    match (review.figure, review.passes) {
        (ReviewFigure::HomeShare, Bound::Below(it)) => {
            format!(
                "the children followed have spent less than {} of their days at home",
                share(it)
            )
        }
        (ReviewFigure::HomeShare, Bound::AtLeast(it)) => {
            format!("the children followed have spent at least {} of their days at home", share(it))
        }
        (ReviewFigure::CompletionShare, Bound::Below(it)) => {
            format!(
                "less than {} of the families whose therapy has ended have completed it",
                share(it)
            )
        }
        (ReviewFigure::CompletionShare, Bound::AtLeast(it)) => {
            format!(
                "at least {} of the families whose therapy has ended have completed it",
                share(it)
            )
        }
        (ReviewFigure::Starts, Bound::Below(it)) => {
            format!("fewer than {} families have started", trimmed(it, 1))
        }
        (ReviewFigure::Starts, Bound::AtLeast(it)) => {
            format!("at least {} families have started", trimmed(it, 1))
        }
    }
}

/// What holds besides numbers.
fn holds(words: &Words<'_>, change: &Change) -> Vec<String> {
    let starts = match (change.starts, change.until) {
        (true, _) => "",
        (false, Some(_)) => {
            "no family starts in this time; those that are ready wait until it is over, or are \
             lost if that is too long"
        }
        (false, None) => "no family starts any more; those in therapy finish it",
    };
    let payments = match (change.payments, change.until) {
        (true, _) => "",
        (false, Some(_)) => "what is earned in this time is not paid, then or later",
        (false, None) => "nothing that is earned from then on is paid",
    };
    let extended = change.extends_to.map_or_else(String::new, |it| {
        format!("families go on being referred, as many a month as before, {}", words.until(it))
    });
    let holds = [starts.to_owned(), payments.to_owned(), extended];
    holds.into_iter().filter(|hold| !hold.is_empty()).collect()
}

fn early_end(words: &Words<'_>) -> String {
    let Some(it) = words.scenario.contract.early_end else { return String::new() };
    let payments = if it.payments {
        "what is earned afterwards is still paid"
    } else {
        "what is earned afterwards is not paid"
    };
    format!(
        "in every year there is a chance of {} that a change of policy ends the programme early. \
         From then on no family starts, those in therapy finish it, and {payments}",
        words.value(it.yearly_chance)
    )
}

/// A number or a list of them, as the terms have it.
#[derive(Debug)]
struct Fact {
    what: String,
    says: String,
    grounds: Vec<Parameter>,
}

/// What an edition has otherwise than the terms of the file: what it is, and from what to what.
fn differences(words: &Words<'_>, edition: &Edition) -> Vec<(String, String)> {
    let before = facts(words, words.scenario.terms());
    let after = facts(words, edition);
    let spreads = |fact: &Fact| -> Vec<_> {
        let spread = |parameter: &Parameter| words.scenario.register.get(*parameter).spread.clone();
        fact.grounds.iter().map(spread).collect()
    };
    let of = |new: &Fact| {
        let what = capitalised(&new.what);
        match before.iter().find(|it| it.what == new.what) {
            None => Some((what, format!("{}, where there was nothing before.", new.says))),
            Some(old) if old.says != new.says => {
                Some((what, format!("{}; at first {}.", new.says, old.says)))
            }
            Some(old) if spreads(old) != spreads(new) => {
                Some((what, format!("{} as before, but otherwise uncertain.", new.says)))
            }
            Some(_) => None,
        }
    };
    let gone = before
        .iter()
        .filter(|old| after.iter().all(|it| it.what != old.what))
        .map(|old| (capitalised(&old.what), format!("nothing, in place of {}.", old.says)));
    after.iter().filter_map(of).chain(gone).collect()
}

/// All that a change may touch.
fn facts(words: &Words<'_>, edition: &Edition) -> Vec<Fact> {
    let several = edition.therapies.len() > 1;
    let therapies = edition.therapies.iter().flat_map(|it| {
        let whose = if several { format!(", {}", it.name) } else { String::new() };
        of_therapy(words, edition, it).into_iter().map(move |mut fact| {
            fact.what.push_str(&whose);
            fact
        })
    });
    let prices =
        words.scenario.contract.lines.iter().zip(&edition.prices).flat_map(|(line, price)| {
            let rate = Fact {
                what: format!("rate of “{}”", line.name),
                says: part_of(price.part) + &words.value(price.rate),
                grounds: vec![price.rate],
            };
            let deadweight = price.deadweight.map(|deadweight| {
                words.fact(
                    format!(
                        "deduction for what would have happened without the programme, “{}”",
                        line.name
                    ),
                    deadweight,
                )
            });
            [Some(rate), deadweight].into_iter().flatten()
        });
    prices.chain(therapies).chain(costs_of(words, edition)).collect()
}

impl Words<'_> {
    fn fact(&self, what: impl Into<String>, parameter: Parameter) -> Fact {
        Fact { what: what.into(), says: self.value(parameter), grounds: vec![parameter] }
    }
}

fn plain(what: &str, says: String) -> Fact {
    Fact { what: what.to_owned(), says, grounds: Vec::new() }
}

fn of_therapy(words: &Words<'_>, edition: &Edition, it: &Therapy) -> Vec<Fact> {
    let steps = |what: &str, steps: &[(f64, Parameter)]| {
        (!steps.is_empty()).then(|| Fact {
            what: what.to_owned(),
            says: ratios(words, steps),
            grounds: steps.iter().map(|step| step.1).collect(),
        })
    };
    let moves = (!it.moves.is_empty()).then(|| Fact {
        what: "moves between placements".to_owned(),
        says: list(&it.moves.iter().map(|it| moved(words, it)).collect::<Vec<_>>()),
        grounds: it
            .moves
            .iter()
            .map(|it| match it.change {
                MoveRate::PerYear(it) | MoveRate::HazardRatio(it) => it,
            })
            .collect(),
    });
    let optional = |what: &str, it: Option<Parameter>| it.map(|it| words.fact(what, it));
    let fixed = [
        plain("who delivers it", spoken(&edition.providers[it.provider].name)),
        plain("how long therapy takes", range(it.duration_months, "month")),
        words.fact("share of families that completes", it.completes),
        plain("when the others drop out", format!("after {}", range(it.drop_out_months, "month"))),
    ];
    let effects = [
        optional("part of the effect that a family keeps when it drops out", it.drop_out_effect),
        steps("the risk of going into care is multiplied by", &it.care_entry),
        steps("the rate of returning home is multiplied by", &it.return_home),
        moves,
        optional("months in which the effect is halved", it.fade_half_life_months),
    ];
    fixed
        .into_iter()
        .chain(effects.into_iter().flatten())
        .chain(it.capacity.iter().flat_map(|it| of_capacity(words, it)))
        .collect()
}

fn of_capacity(words: &Words<'_>, it: &Capacity) -> Vec<Fact> {
    let optional = |what: &str, it: Option<Parameter>| it.map(|it| words.fact(what, it));
    let posts = Fact {
        what: "therapists".to_owned(),
        says: words.steps(&it.therapists, "posts"),
        grounds: it.therapists.iter().map(|therapist| therapist.1).collect(),
    };
    let hiring = (it.hiring_months.1 > 0.0)
        .then(|| plain("how long a post is empty", range(it.hiring_months, "month")));
    let staff = [
        hiring,
        optional("leavers a year for each therapist in post", it.yearly_turnover),
        optional("months of training", it.training_months),
        optional("part of the families that a therapist in training sees", it.training_caseload),
        optional("posts for each supervisor", it.therapists_per_supervisor),
    ];
    [
        posts,
        words.fact("families that a therapist sees at a time", it.caseload),
        plain("the longest that a family waits", months(it.longest_wait_months)),
        plain("teams", number(it.teams)),
    ]
    .into_iter()
    .chain(staff.into_iter().flatten())
    .collect()
}

fn costs_of(words: &Words<'_>, edition: &Edition) -> Vec<Fact> {
    let of = |(position, provider): (usize, &Provider)| {
        let name = spoken(&provider.name);
        let own: Vec<bool> =
            edition.therapies.iter().map(|therapy| therapy.provider == position).collect();
        let cost = |cost: &Cost| {
            let counted = costs::counted(words, cost, &own);
            let counted = counted.trim_start_matches([',', ' ']).to_owned();
            let how = format!("what {name} spends on “{}” is counted", cost.name);
            [
                words.fact(format!("cost to {name}, “{}”", cost.name), cost.amount),
                plain(&how, counted),
            ]
        };
        let growth = provider.spending.yearly_growth;
        let growth = growth
            .map(|growth| words.fact(format!("yearly growth of the costs of {name}"), growth));
        let margin = provider.margin;
        let margin = margin.map(|margin| words.fact(format!("what {name} is paid on top"), margin));
        let costs: Vec<Fact> = provider.spending.costs.iter().flat_map(cost).collect();
        costs.into_iter().chain(growth).chain(margin).collect::<Vec<_>>()
    };
    edition.providers.iter().enumerate().flat_map(of).collect()
}
