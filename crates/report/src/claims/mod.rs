//! Published figures against the simulation, in words: row by row for the pages of a run, and the
//! pages of `kinward claims`.

mod markdown;
mod terminal;

pub use markdown::{plain, preface as claims_preface, section as claims_section};
pub use terminal::page as claims_page;
pub(super) use terminal::table;

use super::format::{self, Middle, NONE, list, short_chance};
use super::{Report, label};
use kinward::findings::wording::ordinal;
use kinward::results::{ClaimCheck, ClaimResult, ClaimedFigure, NO_FIGURE, NOT_REPRODUCED, Sense};

/// How one claim fares in the scenario's own case, cell by cell.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) claim: &'a ClaimCheck,
    /// What it is about.
    pub(super) figure: String,
    pub(super) claimed: String,
    pub(super) median: String,
    pub(super) interval: String,
    pub(super) percentile: String,
    pub(super) probability: String,
    pub(super) verdict: &'static str,
    /// Whether any view is within reach of it; none without a figure or of too few trials.
    pub(super) is_reproduced: Option<bool>,
    /// What the other arrangements and views say.
    pub(super) other_worlds: Option<String>,
}

impl Row<'_> {
    /// The verdict, and whether any view supports it.
    pub(super) fn mark(&self) -> Option<&'static str> {
        (self.is_reproduced == Some(false)).then_some(NOT_REPRODUCED)
    }

    /// `Not reproduced under any view here: …`, with the reason that is given for it.
    fn explanation(&self) -> Option<String> {
        let note = self.claim.note.as_deref().map(|note| sentence(&label::capitalised(note)));
        match (self.mark(), note) {
            (None, note) => note,
            (Some(mark), None) => Some(format!("{}.", label::capitalised(mark))),
            (Some(mark), Some(note)) => Some(format!("{}. {note}", label::capitalised(mark))),
        }
    }
}

/// A row for each claim.
pub(super) fn rows<'a>(report: &Report<'a>) -> Vec<Row<'a>> {
    let claims = report.summary.claims.iter().enumerate();
    claims.map(|(index, claim)| row(report, index, claim)).collect()
}

fn row<'a>(report: &Report<'a>, index: usize, claim: &'a ClaimCheck) -> Row<'a> {
    let none = || NONE.to_owned();
    let figure = claim.figure.as_ref();
    let world = report.claimed_world(index);
    let result = report.claim(world, index);
    let middle =
        figure.zip(result).map(|(figure, result)| Middle::median(figure.unit, &result.estimate));
    let chance = figure
        .zip(result)
        .and_then(|(figure, it)| Some(short_chance(it.chance(figure.sense)?, it.estimate.count)));
    Row {
        claim,
        figure: figure.map_or_else(none, |it| words(report, it)),
        claimed: figure.map_or_else(none, claimed_value),
        median: middle.as_ref().map_or_else(none, |it| it.middle.clone()),
        interval: middle.as_ref().map_or_else(none, Middle::interval),
        percentile: result.map_or_else(none, |it| percentile(it.percentile)),
        probability: chance.unwrap_or_else(none),
        verdict: report.verdict(world, index),
        is_reproduced: report.is_reproduced(index),
        other_worlds: figure.and_then(|figure| other_worlds(report, index, figure)),
    }
}

/// What the other arrangements and views say to a claim: the probability under each, or for what was
/// observed where it lies.
fn other_worlds(report: &Report<'_>, index: usize, figure: &ClaimedFigure) -> Option<String> {
    let worlds: Vec<(&str, Option<&ClaimResult>)> = report
        .programmes()
        .filter(|(world, _)| *world != report.claimed_world(index))
        .map(|(world, _)| (report.name(world), report.claim(world, index)))
        .collect();
    if worlds.is_empty() {
        return None;
    }
    Some(match figure.sense {
        Sense::About => by_verdict(report, index),
        sense => {
            let chance = |result: &ClaimResult| {
                Some(short_chance(result.chance(sense)?, result.estimate.count))
            };
            let worlds = worlds.iter().map(|(name, result)| {
                let chance = result.and_then(chance);
                format!("{name}: {}", chance.unwrap_or_else(|| "no value".to_owned()))
            });
            worlds.collect::<Vec<_>>().join("; ")
        }
    })
}

/// `within the 90% interval: a and b; below the 90% interval: c`, or for all alike only where.
fn by_verdict(report: &Report<'_>, index: usize) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for (world, _) in report.programmes().filter(|(world, _)| *world != report.claimed_world(index))
    {
        let verdict = report.verdict(world, index);
        let name = report.name(world).to_owned();
        match groups.iter_mut().find(|group| group.0 == verdict) {
            Some((_, names)) => names.push(name),
            None => groups.push((verdict, vec![name])),
        }
    }
    if let [(verdict, names)] = groups.as_slice()
        && 1 < names.len()
    {
        return format!("{verdict} under each");
    }
    let group = |(verdict, names): &(&str, Vec<String>)| format!("{verdict}: {}", list(names));
    groups.iter().map(group).collect::<Vec<_>>().join("; ")
}

/// How the claims of one scenario fare, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Within reach of the scenario's own case, or of the world that it is about.
    pub in_base: usize,
    /// Within reach of another arrangement or view only.
    pub elsewhere: usize,
    /// Within reach of none.
    pub nowhere: usize,
    /// Of too few trials.
    pub undecided: usize,
    /// Without a figure.
    pub without_figure: usize,
}

impl Tally {
    /// Of one run.
    pub fn of(report: &Report<'_>) -> Self {
        let mut tally = Self::default();
        for (index, claim) in report.summary.claims.iter().enumerate() {
            let Some(figure) = &claim.figure else {
                tally.without_figure += 1;
                continue;
            };
            let base = report.claim(report.claimed_world(index), index);
            let count = match (base, report.is_reproduced(index)) {
                (Some(base), _) if base.is_of_few() => &mut tally.undecided,
                (Some(base), _) if base.is_within_reach(figure.sense) => &mut tally.in_base,
                (_, Some(true)) => &mut tally.elsewhere,
                (_, Some(false)) => &mut tally.nowhere,
                (_, None) => &mut tally.undecided,
            };
            *count += 1;
        }
        tally
    }

    /// All claims of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            in_base: self.in_base + other.in_base,
            elsewhere: self.elsewhere + other.elsewhere,
            nowhere: self.nowhere + other.nowhere,
            undecided: self.undecided + other.undecided,
            without_figure: self.without_figure + other.without_figure,
        }
    }

    /// In a sentence.
    pub fn sentence(self) -> String {
        let all = [self.in_base, self.elsewhere, self.nowhere, self.undecided, self.without_figure];
        let part = |count: usize, what: &str| (0 < count).then(|| format!("{count} {what}"));
        let parts = [
            part(self.in_base, "within reach of the world that it is about"),
            part(self.elsewhere, "only in another world"),
            part(self.nowhere, NOT_REPRODUCED),
            part(self.undecided, "of too few trials to say"),
            part(self.without_figure, NO_FIGURE),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        match all.iter().sum() {
            0 => "There is no published figure to compare with it.".to_owned(),
            all => format!("{}: {}.", format::counted(all, "published figure"), list(&parts)),
        }
    }
}

/// What a figure is about.
fn words(report: &Report<'_>, figure: &ClaimedFigure) -> String {
    let names = &report.trials.names;
    let metric = report.trials.metrics.iter().find(|it| names.name(**it) == figure.metric);
    let name = metric.map_or_else(
        || label::capitalised(&figure.metric.replace('_', " ")),
        |it| label::metric(names, *it),
    );
    let month =
        figure.at_month.map(|at_month| format!(", by month {at_month}")).unwrap_or_default();
    let world = figure.world.as_ref().map(|world| format!(" (“{world}”)")).unwrap_or_default();
    format!("{name}{month}{world}")
}

fn claimed_value(figure: &ClaimedFigure) -> String {
    let value = format::stated(figure.unit, figure.value);
    match figure.sense {
        Sense::AtLeast => format!("≥ {value}"),
        Sense::AtMost => format!("≤ {value}"),
        Sense::About => format!("about {value}"),
    }
}

/// `88th`: the share of trials below a claimed value; never the 0th or the 100th.
fn percentile(share: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let whole_number = (share * 100.0).round().clamp(0.0, 100.0) as usize;
    match whole_number {
        0 => "under 1st".to_owned(),
        100 => "over 99th".to_owned(),
        it => ordinal(it),
    }
}

/// With a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{CLAIMS, FULL, Run};
    use super::super::view::PROGRAMME;
    use super::*;
    use kinward::results::TOO_FEW;

    #[test]
    fn each_claim_has_its_verdict_and_what_no_view_supports_is_marked() {
        let run = Run::of(&format!("{FULL}{CLAIMS}"), 300);
        let report = run.report();
        let rows = rows(&report);
        let marks: Vec<_> = rows.iter().map(|row| (row.verdict, row.mark())).collect();
        assert_eq!(marks[2], ("very unlikely", Some(NOT_REPRODUCED)));
        assert_eq!(marks[3], ("below the 90% interval", Some(NOT_REPRODUCED)));
        assert_eq!(marks[4], (NO_FIGURE, None));
        assert_eq!(rows[4].claimed, NONE);
        assert_eq!(rows[2].other_worlds.as_deref(), Some("sceptic's view: none"));
        assert_eq!(rows[3].other_worlds.as_deref(), Some("below the 90% interval: sceptic's view"));
        assert_eq!(
            rows[2].explanation().as_deref(),
            Some("Not reproduced under any view here. More than the whole budget.")
        );
        let tally = Tally::of(&report);
        assert_eq!((tally.in_base, tally.nowhere, tally.without_figure), (1, 3, 1));
        assert!(tally.sentence().starts_with("5 published figures: "), "{}", tally.sentence());
    }

    /// Of nineteen trials nothing is said to be reproduced, nor not to be.
    #[test]
    fn a_few_trials_decide_no_claim() {
        let run = Run::of(&format!("{FULL}{CLAIMS}"), 19);
        let report = run.report();
        for row in rows(&report).iter().filter(|row| row.verdict != NO_FIGURE) {
            assert_eq!((row.verdict, row.is_reproduced, row.mark()), (TOO_FEW, None, None));
        }
        let tally = Tally::of(&report);
        assert_eq!(tally, Tally { undecided: 4, without_figure: 1, ..Tally::default() });
        assert!(tally.sentence().contains("4 of too few trials to say"), "{}", tally.sentence());
    }

    /// A figure out of reach wherever enough trials have a value may be within it where too few have.
    #[test]
    fn a_view_of_few_trials_leaves_a_claim_open() {
        let mut run = Run::of(&format!("{FULL}{CLAIMS}"), 300);
        assert_eq!(run.report().is_reproduced(2), Some(false));
        let sceptics = run.summary.worlds.last_mut().expect("a view");
        sceptics.claims[2].as_mut().expect("a result").estimate.count = 19;
        let report = run.report();
        assert_eq!(
            (report.verdict(PROGRAMME, 2), report.is_reproduced(2)),
            ("very unlikely", None)
        );
        let tally = Tally::of(&report);
        assert_eq!((tally.nowhere, tally.undecided), (2, 1));
    }

    /// The sceptic's families save nothing, so the claim is in reach only as the base has it.
    #[test]
    fn one_view_that_supports_a_figure_is_enough() {
        let claim = "\n[[claims]]\ntext = \"a pound\"\nmetric = \"net_saving\"\nvalue = 1\nsource = \"x\"\n";
        let turned = FULL.replace("hazard_ratio = 1 }", "hazard_ratio = 0.01 }").replace(
            "lognormal = { estimate = 0.6, ci95 = [0.35, 1.03] }",
            "lognormal = { estimate = 1.6, ci95 = [1.55, 1.65] }",
        );
        let run = Run::of(&format!("{turned}{claim}"), 200);
        let report = run.report();
        assert_eq!(report.verdict(PROGRAMME, 2), "very unlikely");
        assert_eq!(report.is_reproduced(2), Some(true), "{:?}", rows(&report)[2].other_worlds);
        assert_eq!(Tally::of(&report).elsewhere, 2, "the pound and the million");
    }

    #[test]
    fn percentiles_are_ordinals() {
        let rows = [
            (0.001, "under 1st"),
            (0.01, "1st"),
            (0.112, "11th"),
            (0.92, "92nd"),
            (0.999, "over 99th"),
        ];
        for (share, expected) in rows {
            assert_eq!(percentile(share), expected);
        }
    }
}
