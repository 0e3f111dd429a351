//! One run of a scenario: its trials, what they say, and what it would take.

use serde::{Serialize, Serializer};

use super::{Error, Requirements, Simulator, Unanswerable, requirements};
use crate::results::{BASE_VIEW, Summary, Trials, summarise};
use crate::scenario::{Study, Worlds};
use crate::simulation::{self, Observer, Options, Plan, Silent, Unsound};

/// The world of a run that is the scenario's own case; before it stands the status quo, after it come the
/// variants.
pub const OWN_CASE: usize = 1;

/// What a run says.
#[derive(Debug, Serialize)]
pub struct Run {
    /// The world that is followed past the first page.
    #[serde(skip)]
    pub headline: usize,
    #[serde(skip)]
    pub trials: Trials,
    #[serde(flatten)]
    pub summary: Summary,
    /// What it would take for the claimed saving, or any, under each view; or why that cannot be counted.
    #[serde(serialize_with = "requirements_or_null")]
    pub requirements: Result<Requirements, Unsound>,
}

fn requirements_or_null<S: Serializer>(
    requirements: &Result<Requirements, Unsound>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    requirements.as_ref().ok().serialize(serializer)
}

/// Simulates the worlds of a study, and looks for what it would take for a saving. The view is the one that is
/// followed past the first page, by name; that of the base if none is named.
///
/// # Errors
///
/// If the scenario has errors or no such view; if the trials cannot be held, or one of them comes to a number that
/// is none.
pub fn run(
    study: &Study,
    view: Option<&str>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Run, Error> {
    let worlds = study.worlds()?;
    let headline = headline(worlds, view.unwrap_or(BASE_VIEW))?;
    let plan = Plan::beside(worlds, headline.checked_sub(OWN_CASE + 1));
    let trials = simulation::run(&plan, options, observer)?;
    let summary = summarise(&trials, &plan.claims)?;
    let views = worlds.views().map(|(variant, name)| (name.to_owned(), OWN_CASE + 1 + variant));
    let views = std::iter::once((BASE_VIEW.to_owned(), OWN_CASE)).chain(views);
    let (views, places): (Vec<String>, Vec<usize>) = views.unzip();
    let simulator =
        Simulator { study, arrangement: None, views, options: *options, observer: &Silent };
    let asked = summary.asked_saving();
    let at_least = asked.claim.map(|(_, claim)| claim.value);
    // A run has its results: they are not lost for a multiple that nobody wrote.
    let requirements = match requirements(&simulator, (&trials, &places), (asked.metric, at_least))
    {
        Err(Error::Io(problem)) => Err(Unsound::within(problem)?),
        found => Ok(found?),
    };
    Ok(Run { headline, trials, summary, requirements })
}

/// The world of a view by its name.
fn headline(worlds: &Worlds, view: &str) -> Result<usize, Unanswerable> {
    if view == BASE_VIEW {
        return Ok(OWN_CASE);
    }
    let found = worlds.views().find(|(_, name)| *name == view);
    found.map(|(variant, _)| OWN_CASE + 1 + variant).ok_or_else(|| Unanswerable::NoSuchView {
        known: worlds.views().map(|(_, name)| name.to_owned()).collect(),
    })
}
