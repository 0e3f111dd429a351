//! What the work costs, and who is paid for it.

use super::super::format::list;
use super::super::label::capitalised;
use super::words::{Words, paragraph, spoken};
use super::{Block, rates};
use kinward::cohort::{Basis, Until};
use kinward::scenario::{Cost, Council, Provider, Spending};

/// What each party spends.
pub(super) fn costs(words: &Words<'_>) -> Vec<Block> {
    let providers = &words.scenario.terms().providers;
    let own = providers.iter().enumerate().map(|(position, it)| provider(words, position, it));
    own.chain(councils(words)).flatten().collect()
}

fn provider(words: &Words<'_>, position: usize, provider: &Provider) -> Vec<Block> {
    let name = spoken(&provider.name);
    let margin = words.some(provider.margin).map_or_else(
        || "with nothing on top".to_owned(),
        |it| format!("with {} on top", words.value(it)),
    );
    if provider.spending.costs.is_empty() {
        return vec![Block::Paragraph(format!("{} has no costs.", capitalised(&name)))];
    }
    let lead = match (&words.scenario.investor, rates::paid(words).is_empty()) {
        (Some(_), _) => format!("{name} is paid its costs from the contract’s account, {margin}"),
        (None, false) => format!("{name} meets its costs from what it is paid"),
        (None, true) => format!("{name} bears its costs itself"),
    };
    let therapies = &words.scenario.terms().therapies;
    let own: Vec<bool> = therapies.iter().map(|therapy| therapy.provider == position).collect();
    spending(words, lead, &provider.spending, &own)
}

/// What the contract costs the councils besides payments: one list where it is the same for all.
fn councils(words: &Words<'_>) -> Vec<Vec<Block>> {
    let every = vec![true; words.scenario.terms().therapies.len()];
    let list_of = |whose: String, running: &Spending| {
        spending(words, format!("{whose} has costs of its own besides"), running, &every)
    };
    let councils = &words.scenario.councils;
    let groups = words.grouped(&vec![true; councils.len()], |it| {
        let costs = list_of(String::new(), &it.running);
        format!("{costs:?}")
    });
    if let [_] = groups.as_slice() {
        let whose = if words.is_shared() { "each council" } else { "the council" };
        return vec![list_of(whose.to_owned(), &words.scenario.first_council().running)];
    }
    let of =
        |council: &Council| list_of(council.name.clone().unwrap_or_default(), &council.running);
    councils.iter().map(of).collect()
}

/// What one party spends, in a list. `own` are the therapies that it counts if nothing is said.
fn spending(words: &Words<'_>, lead: String, spending: &Spending, own: &[bool]) -> Vec<Block> {
    if spending.costs.is_empty() {
        return Vec::new();
    }
    let growth = words
        .some(spending.yearly_growth)
        .map_or_else(String::new, |it| format!("they grow by {} a year", words.value(it)));
    let lead = paragraph([lead, growth, "these are the costs:".to_owned()]);
    [Block::Paragraph(lead)]
        .into_iter()
        .chain(spending.costs.iter().map(|cost| {
            let text = paragraph([amount(words, cost, own)]);
            Block::item(capitalised(&cost.name), text)
        }))
        .collect()
}

/// `about £18,700 a month for each therapist in post while therapy is delivered`
fn amount(words: &Words<'_>, cost: &Cost, own: &[bool]) -> String {
    format!("{}{}", words.value(cost.amount), counted(words, cost, own))
}

/// ` a month for each therapist in post while therapy is delivered`
pub(super) fn counted(words: &Words<'_>, cost: &Cost, own: &[bool]) -> String {
    let therapies = words.scenario.terms().therapies.iter().zip(&cost.counts);
    let therapies = therapies.filter(|therapy| *therapy.1).map(|(it, _)| it.name.clone());
    let of = if cost.counts == own {
        String::new()
    } else {
        format!(" of {}", list(&therapies.collect::<Vec<_>>()))
    };
    format!("{}{of}{}", per(cost.basis), when(words, cost.basis, cost.from, cost.until))
}

/// ` a month`, as it follows an amount.
pub(super) fn per(basis: Basis) -> &'static str {
    match basis {
        Basis::Once => ", once",
        Basis::Month => " a month",
        Basis::Start => " for each family that starts",
        Basis::Completion => " for each family that completes",
        Basis::TherapistMonth => " a month for each therapist in post",
        Basis::SupervisorMonth => " a month for each supervisor",
    }
}

/// ` from May 2019 while therapy is delivered`
pub(super) fn when(words: &Words<'_>, basis: Basis, from: usize, until: Until) -> String {
    let (by_event, is_once) =
        (matches!(basis, Basis::Start | Basis::Completion), basis == Basis::Once);
    let from = match from {
        0 => String::new(),
        from if is_once => format!(" in {}", words.date(from)),
        from => format!(" from {}", words.date(from)),
    };
    let until = match until {
        _ if is_once => String::new(),
        Until::DeliveryEnds if by_event => String::new(),
        Until::DeliveryEnds => " while therapy is delivered".to_owned(),
        Until::ContractEnds => " until the last payment of the contract".to_owned(),
        Until::Month(month) => format!(" {}", words.until(month)),
    };
    format!("{from}{until}")
}
