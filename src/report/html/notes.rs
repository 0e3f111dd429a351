//! How to read the report, what is not in it, and how to get it again.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::whole;
use crate::numeric::design::{Design, RANDOMISATIONS};
use crate::results::REPLICATED_EVERY;

/// What the numbers mean and how far they can be trusted.
pub(super) fn reading(report: &Report<'_>) -> Markup {
    html! {
        dl.notes {
            dt { "A trial" }
            dd { "One draw of every uncertain assumption, and one cohort of families simulated under it, in every world. There are " (whole(report.summary.trials)) "." }
            dt { "90% of trials" }
            dd { "From the 5% to the 95% quantile: one trial in twenty lies below and one in twenty above. This is what is uncertain about the contract." }
            dt { "± in grey" }
            dd { "The Monte Carlo standard error: by how much the figure would move if the simulation were run again with another seed. It shrinks with more trials; the 90% interval does not. That of a probability is in percentage points. It says nothing about whether the assumptions are right." @if report.summary.design == Design::Sobol { " The trials are spread evenly over the assumptions, in " (RANDOMISATIONS) " sets each scrambled by itself; the error is estimated from how far the means of the sets lie apart." } }
            dt { "Assumptions and chance" }
            dd {
                "We do not know the true hazard ratio, and observing more families would not reveal it: it is drawn once a trial. Which families come, and what happens to them, is drawn for each family. "
                "One trial in " (REPLICATED_EVERY) " is simulated a second time with the same assumptions and other families; how far such pairs differ gives the share of the spread that is due to chance."
            }
            dt { "Differences between worlds" }
            dd {
                "All worlds share their draws family by family, so that they differ only by cause: a family that the programme does not reach lives the same life in both. "
                "Means do not depend on this. The spread of a difference, such as the net saving, does: it supposes that a family with an early crisis in one world would have an early crisis in the other."
            }
            dt { "Deadweight" }
            dd { "What would have happened without the programme is known here, because the same child is followed without it. In life it is never observed." }
            dt { "Means and medians" }
            dd { "Means add up over years, pathways and payers. The median has half of the trials on either side. They differ where a distribution leans to one side." }
        }
    }
}

/// Why worlds are lived on the same draws, and what depends on it.
pub(super) fn coupling() -> Markup {
    html! {
        p {
            "The mean of a difference is the difference of the means, however the worlds are coupled: expectations add up. Its standard error is not: what is common to both worlds, such as which families came and what a week of care costs, cancels within a trial, so that the same trials tell worlds apart several times more sharply. "
            "The spread of a difference depends on the coupling too, and no trial in life could show it: nobody lives twice. Here a family’s random draws are the same in every world; with another coupling the mean would stand, and “90% of trials” and “better” would be wider and nearer to even."
        }
    }
}

/// What the model leaves out.
pub(super) fn limits() -> Markup {
    html! {
        ul {
            li { "Each family has one index child: siblings, who may be kept out of care or follow into it, are not counted." }
            li { "Leaving care is always a return home: adoption, special guardianship and other ways of ceasing to be looked after are not distinguished." }
            li { "At 18 the child leaves the model; what young adults cost or gain later is not counted." }
            li { "Apart from the growth of prices there are no shocks to the whole system: no pandemic, no change of law, no shortage of placements caused by others." }
            li { "A council has no limit on places in care, and a place that is not used is saved at its stated cost and cashable share." }
            li { "Benefits to health, schools, courts and the families themselves are not given a price." }
        }
    }
}

/// The command, and where the rest of the numbers are.
pub(super) fn again(report: &Report<'_>) -> Markup {
    html! {
        pre { code { (report.command()) } }
        p {
            "gives every number of this page again, on any number of threads, with Kinward " (report.version) ". Beside this page lie "
            code { "summary.json" } " (every estimate in full), " code { "trials.parquet" } " (every trial), " code { "months.csv" } " (quantiles by month" @if !report.has_all_months() { ", of " (report.monthly_trial_count()) } "), "
            code { "charts/" } " and " code { "manifest.json" } " (digests of all of them)."
        }
    }
}
