//! How to read the report, what is not in it, and how to get it again.

use maud::{Markup, html};

use super::super::Report;
use kinward::numeric::design::{Design, RANDOMISATIONS};
use kinward::results::REPLICATED_EVERY;

/// What the numbers mean and how far they can be trusted.
pub(super) fn reading(report: &Report<'_>) -> Markup {
    html! {
        dl.notes {
            dt { "A trial" }
            dd { "One draw of every uncertain assumption and one cohort of families, simulated in every world." }
            dt { "90% of trials" }
            dd { "From the 5% to the 95% quantile. This is the uncertainty of the contract’s result." }
            dt { "± in grey" }
            dd { "The Monte Carlo standard error: by how much the figure would typically change with another seed; of a probability, in percentage points. It shrinks with more trials, and says nothing about whether the assumptions are right." @if report.summary.design == Design::Sobol { " The trials are spread evenly over the assumptions, in " (RANDOMISATIONS) " sets each scrambled by itself; the error is estimated from how far the means of the sets lie apart." } }
            dt { "Assumptions and chance" }
            dd {
                "An uncertain assumption is drawn once a trial; which families are referred, and what happens to them, is drawn for each family. "
                "One trial in " (REPLICATED_EVERY) " is simulated again with the same assumptions and other families: how far such pairs differ is the share of the spread due to chance."
            }
            dt { "Differences between worlds" }
            dd {
                "All worlds use the same random draws for a family, so that they differ only by cause. Means and their differences do not depend on this; the spread of a difference, such as that of the net saving, does. "
                "It usually makes the standard error of a difference smaller; “error if unpaired” says by how much."
            }
            dt { "Deadweight" }
            dd { "The counterfactual is simulated for the same children, from the scenario’s assumptions. A real contract never observes it." }
            dt { "Months" }
            dd { "Counted from 1, the contract’s first. (`from_month` and `until_month` of the scenario file count from 0.)" }
            dt { "Definitions" }
            dd { "That of a figure shows when you point at its name in small print, and stands beside it on paper; " code { "docs/metrics.md" } " lists them all." }
        }
    }
}

/// What the model leaves out.
pub(super) fn limits() -> Markup {
    html! {
        ul {
            li { "Siblings: each family has one child, who alone is counted." }
            li { "Adoption, special guardianship and other ways out of care: every child who leaves care returns home." }
            li { "Costs and benefits after the child turns 18." }
            li { "Shocks to the whole system, such as a pandemic, a change of law or a shortage of placements; only prices grow." }
            li { "A limit on places in care: a place that is not used saves its stated cost, by its cashable share where so stated." }
            li { "The value to health services, schools, courts and the families themselves." }
        }
    }
}

/// The command, and where the rest of the numbers are.
pub(super) fn again(report: &Report<'_>) -> Markup {
    html! {
        pre { code { (report.command()) } }
        p {
            "gives every number of this page again with Kinward " (report.version) ". Beside this page are "
            code { "summary.json" } " (every estimate), " code { "trials.parquet" } " (every trial), " code { "months.csv" } " (quantiles by month" @if !report.has_all_months() { ", of " (report.monthly_trial_count()) } "), "
            code { "charts/" } " and " code { "manifest.json" } " (digests)."
        }
    }
}
