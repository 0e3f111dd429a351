//! Worlds side by side: the page, the files and the words of a comparison.
//!
//! What a run of one scenario says too (assumptions, definitions, the trials themselves) is written by the
//! modules beside this one.

mod paper;
mod sentences;
mod terminal;

use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Serialize;

use super::chart::Role;
use super::json::{About, summary_json};
use super::label::sets_otherwise;
use super::{Report, format, html, label, put, stream, table};
use kinward::analysis::compare::{
    self, Pair, PairCompared, PairNames, Party, Scan, Verdict, WorldRisk,
};
use kinward::assumption::Provenance;
use kinward::results::{
    BASE_VIEW, Metric, PROGRAMME, Role as WorldRole, STATUS_QUO, Trials, WORST,
};
use kinward::scenario::{Entry, Scenario, register_entries};

pub(super) use paper::changed;
use sentences::{answers, robustness};
pub(super) use sentences::{
    break_even, cannot_tell, factor, in_short, overall, pence, public_verdict, quoted, remarks,
    scan_of, what_matters, who,
};
pub use terminal::page as comparison_page;

/// Everything that a comparison is written from.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The run of all worlds.
    pub report: Report<'a>,
    pub answer: &'a compare::Comparison,
    /// The scenario of each world, in the order of the run.
    pub scenarios: &'a [&'a Scenario],
    /// Whether incentive effects were taken out of every world.
    pub neutral: bool,
    /// The command that gives the same numbers again.
    pub command: &'a str,
}

/// Writes every file but the manifest into `folder`, and returns their paths in it.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write_comparison(folder: &Path, comparison: &Comparison<'_>) -> io::Result<Vec<PathBuf>> {
    let report = &comparison.report;
    let (pages, tables) = rayon::join(
        || pages(folder, comparison),
        || {
            stream(folder, "trials.parquet", |file| table::trials(file, report.trials))?;
            stream(folder, "comparisons.parquet", |file| table::comparisons(file, comparison))
        },
    );
    let mut written = pages?;
    tables?;
    written.extend(["trials.parquet".into(), "comparisons.parquet".into()]);
    Ok(written)
}

fn pages(folder: &Path, comparison: &Comparison<'_>) -> io::Result<Vec<PathBuf>> {
    let others = [
        ("summary.json", summary(comparison)?),
        ("table.md", paper::markdown(comparison)),
        ("table.tex", paper::latex(comparison)),
    ];
    put(folder, &html::comparison_page(comparison), &others)
}

/// The answer, with what is said of it in words.
fn summary(comparison: &Comparison<'_>) -> io::Result<String> {
    #[derive(Serialize)]
    struct AboutComparison<'a> {
        #[serde(flatten)]
        about: About<'a>,
        /// Whether incentive effects were taken out of every world.
        neutral: bool,
        /// The share of trials that is a party's worst case.
        worst_share: f64,
        /// What is plainly so of each pair of arrangements.
        answers: IndexMap<String, Vec<String>>,
        /// In the order of the verdicts.
        verdicts_in_words: Vec<String>,
        /// Pairs of worlds whose families or risks are not the same.
        other_families: Vec<&'a PairNames>,
    }
    let compared = &comparison.answer.compared;
    let is_other =
        |pair: &&PairCompared| pair.is_with_reference && !comparison.same_families(pair.pair);
    let about = AboutComparison {
        about: About::of(&comparison.report),
        neutral: comparison.neutral,
        worst_share: WORST,
        answers: answers(comparison).into_iter().collect(),
        verdicts_in_words: compared
            .verdicts
            .iter()
            .map(|verdict| robustness(comparison, verdict))
            .collect(),
        other_families: compared.pairs.iter().filter(is_other).map(|pair| &pair.names).collect(),
    };
    summary_json(&about, comparison.answer)
}

impl<'a> Comparison<'a> {
    fn trials(&self) -> &'a Trials {
        self.report.trials
    }

    /// What an arrangement is called on a page.
    pub(super) fn arrangement(&self, name: &str) -> String {
        match name {
            STATUS_QUO => "Status quo".to_owned(),
            PROGRAMME => {
                let own = self.report.base().arrangement.as_deref();
                label::capitalised(own.unwrap_or("the programme"))
            }
            other => label::capitalised(other),
        }
    }

    /// The arrangements with a programme but the reference, under a view, each compared with it.
    pub(super) fn held(&self, view: &'a str) -> impl Iterator<Item = &'a PairCompared> {
        let compared = &self.answer.compared;
        let trials = self.trials();
        let against = trials.world(&compared.reference, view);
        compared.others().filter_map(move |it| {
            compared.pair(Pair { world: trials.world(it, view)?, against: against? })
        })
    }

    /// The verdicts that a page shows: those that the reference takes part in.
    pub(super) fn shown_verdicts(&self) -> impl Iterator<Item = &'a Verdict> {
        let reference = &self.answer.compared.reference;
        let is_shown =
            move |it: &&Verdict| it.arrangement == *reference || it.against == *reference;
        self.answer.compared.verdicts.iter().filter(is_shown)
    }

    /// What a scan is called among the others: by what tells them apart.
    pub(super) fn scan_name(&self, scan: &Scan) -> String {
        let own = self.arrangement(&scan.arrangement);
        let against = format!("against {}", quoted(&self.arrangement(&scan.against)));
        match () {
            () if self.answer.scans.iter().all(|it| it.against == scan.against) => own,
            () if self.answer.scans.iter().all(|it| it.arrangement == scan.arrangement) => against,
            () => format!("{own} {against}"),
        }
    }

    /// The same, those of one pair of arrangements together.
    pub(super) fn shown_pairs(&self) -> Vec<Vec<&'a Verdict>> {
        let shown: Vec<&Verdict> = self.shown_verdicts().collect();
        let is_one_pair =
            |a: &&Verdict, b: &&Verdict| a.arrangement == b.arrangement && a.against == b.against;
        shown.chunk_by(is_one_pair).map(<[&Verdict]>::to_vec).collect()
    }

    /// Arrangements with a programme.
    pub(super) fn arrangement_count(&self) -> usize {
        self.answer
            .compared
            .arrangements
            .iter()
            .filter(|arrangement| *arrangement != STATUS_QUO)
            .count()
    }

    pub(super) fn arrangement_of(&self, world: usize) -> String {
        self.arrangement(&self.trials().worlds[world].label.arrangement)
    }

    /// An arrangement against another, under a view.
    pub(super) fn against(
        &self,
        world: &str,
        against: &str,
        view: &str,
    ) -> Option<&'a PairCompared> {
        let of = |arrangement| self.trials().world(arrangement, view);
        self.answer.compared.pair(Pair { world: of(world)?, against: of(against)? })
    }

    /// What the parties gain in each world of a view, in the order of the arrangements.
    pub(super) fn ordered_risks(&self, view: &'a str) -> impl Iterator<Item = &'a WorldRisk> {
        let (compared, trials) = (&self.answer.compared, self.trials());
        compared.arrangements.iter().filter_map(move |it| {
            let world = trials.world(it, view)?;
            compared.risks.iter().find(|risk| risk.world == world)
        })
    }

    /// Each view with the world that the file's own arrangement is under it.
    pub(super) fn views_of_programme(&self) -> impl Iterator<Item = (&'a String, usize)> {
        let (compared, trials) = (&self.answer.compared, self.trials());
        let world = move |view: &'a String| Some((view, trials.world(PROGRAMME, view)?));
        compared.views.iter().filter_map(world)
    }

    /// What the author says of a world.
    pub(super) fn note(&self, world: usize) -> &'a str {
        let label = &self.trials().worlds[world].label;
        let variants = &self.report.study.variants;
        let named = variants.iter().find(|variant| variant.name == label.name);
        named.and_then(|named| named.note.as_deref()).unwrap_or_default()
    }

    /// Which assumptions a world sets otherwise than the base.
    pub(super) fn sets_otherwise(&self, world: usize) -> String {
        sets_otherwise(self.report.base(), self.scenarios[world])
    }

    /// What each other arrangement and view of the first file, and each other file, assumes otherwise
    /// than the base: what it is called, and the entries that differ.
    pub(super) fn assumptions_of_others(&self) -> Vec<(String, &'a Scenario, Vec<Entry<'a>>)> {
        let known = self.report.base().register.assumptions();
        let worlds = self.trials().worlds.iter().zip(self.scenarios);
        let alone = worlds.filter(|(it, _)| {
            let label = &it.label;
            let is_own = label.arrangement == PROGRAMME;
            label.role != WorldRole::StatusQuo && (label.view == BASE_VIEW) != is_own
        });
        let others = alone.map(|(it, &scenario)| {
            let mut entries = register_entries(scenario);
            entries.retain(|entry| !known.contains(entry.assumption));
            (label::capitalised(&it.label.name), scenario, entries)
        });
        others.filter(|other| !other.2.is_empty()).collect()
    }

    /// Whether two worlds have the same families with the same risks.
    fn same_families(&self, pair: Pair) -> bool {
        let history = |world: usize| self.scenarios[world].natural_history();
        history(pair.world) == history(pair.against)
    }

    /// Whether any world has an incentive effect.
    fn has_incentive(&self) -> bool {
        self.scenarios.iter().any(|scenario| scenario.incentive.is_assumed())
    }

    /// What a paper shows of two worlds, in the order of tables.
    pub(super) fn headlines(&self) -> Vec<Metric> {
        let co_payers = 0..self.trials().names.co_payers().len();
        [
            Metric::Starts,
            Metric::Completions,
            Metric::HomeShare,
            Metric::CareDaysAvoided,
            Metric::CareCostSaved,
            Metric::ContractCost,
            Metric::CouncilGain,
        ]
        .into_iter()
        .chain(co_payers.map(Metric::CoPayerGain))
        .chain([Metric::PublicGain, Metric::ProviderSurplus, Metric::InvestorGain])
        .collect()
    }
}

/// What a reader of this comparison must know: a title and a text for each.
pub(super) fn cautions(comparison: &Comparison<'_>) -> Vec<(&'static str, String)> {
    let mut cautions = Vec::new();
    if comparison.neutral {
        cautions.push((
            "Incentive effects are off",
            "Every assumed effect of paying for outcomes on the work itself is left out."
                .to_owned(),
        ));
    } else if comparison.has_incentive() {
        cautions.push((
            "An incentive effect is assumed",
            "In some worlds the effect of the work depends on how it is paid for. Whether it does is not known; `--neutral` switches this off.".to_owned(),
        ));
    }
    let others: Vec<String> = comparison
        .held(BASE_VIEW)
        .filter(|held| !comparison.same_families(held.pair))
        .map(|held| quoted(&comparison.arrangement_of(held.pair.world)))
        .collect();
    if !others.is_empty() {
        cautions.push((
            "Not the same families",
            format!(
                "Who is referred, or the counterfactual, differs in {}: its differences are not those of the arrangement alone.",
                format::list(&others)
            ),
        ));
    }
    let others = comparison.assumptions_of_others();
    let count = |is_it: fn(&Provenance) -> bool| {
        others
            .iter()
            .flat_map(|other| &other.2)
            .filter(|it| is_it(&it.assumption.provenance))
            .count()
    };
    let (judged, unsourced) = (count(Provenance::is_placeholder), count(Provenance::is_unsourced));
    if 0 < judged + unsourced {
        cautions.push((
            "What the other worlds assume",
            format!(
                "The other arrangements and views set {judged} assumptions otherwise that are judgement (grade 6) and {unsourced} without a source."
            ),
        ));
    }
    if !comparison.answer.scans.is_empty() && !is_of_the_arrangement(&comparison.answer.varied) {
        cautions.push((
            "One side of the break-even is varied",
            format!(
                "`{}` is varied in one arrangement only, as if it depended on who pays for what.",
                comparison.answer.varied
            ),
        ));
    }
    cautions
}

/// Whether a key says something of an arrangement, and not of families, prices or what is believed.
fn is_of_the_arrangement(key: &str) -> bool {
    ["incentive", "contract", "investor", "providers", "council"]
        .iter()
        .any(|it| key.strip_prefix(it).is_some_and(|rest| rest.starts_with('.')))
}

/// What a view is called on a page.
pub(super) fn view_name(name: &str) -> String {
    match name {
        BASE_VIEW => "Scenario’s own case".to_owned(),
        other => label::capitalised(other),
    }
}

/// What a party is called.
pub(super) fn party_name(comparison: &Comparison<'_>, party: Party) -> String {
    match party {
        Party::Council => label::capitalised(comparison.report.commissioner()),
        Party::CoPayer(index) => comparison.trials().names.co_payers()[index].clone(),
        Party::Provider if comparison.trials().names.providers.len() > 1 => "Providers".to_owned(),
        Party::Provider => "Provider".to_owned(),
        Party::Investor => "Investor".to_owned(),
    }
}

/// The colour of a party.
pub(super) fn party_role(party: Party) -> Role {
    match party {
        Party::Council => Role::Council,
        Party::CoPayer(_) => Role::CoPayer,
        Party::Provider => Role::Provider,
        Party::Investor => Role::Investor,
    }
}

/// Groups of families of one kind.
pub(super) struct GroupKind {
    pub(super) title: &'static str,
    /// Each with its position among all groups, and what it is called.
    pub(super) groups: Vec<(usize, String)>,
}

/// Names of groups by kind, which stands first in each.
pub(super) fn kinds_of_groups(names: &[String]) -> Vec<GroupKind> {
    const KINDS: [(&str, &str, &str); 4] = [
        ("pathway: ", "By pathway", ""),
        ("risk: ", "By risk", ""),
        ("age: ", "By age at referral, in years", "Aged "),
        ("council: ", "By council", ""),
    ];
    let kind = |(start, title, before)| {
        let called = |text: &str| label::capitalised(&format!("{before}{text}"));
        let groups = names.iter().enumerate();
        let groups =
            groups.filter_map(|(place, it)| Some((place, called(it.strip_prefix(start)?))));
        GroupKind { title, groups: groups.collect() }
    };
    KINDS.into_iter().map(kind).filter(|it| !it.groups.is_empty()).collect()
}
