//! What is drawn: the numbers of each chart, and a title that states what they show.
//!
//! A chart that a scenario has nothing for is left out. How a chart looks is left to `chart`.

mod care;
mod comparison;
mod drivers;
mod investor;
mod portfolio;
mod pricing;
mod pricing_investor;
mod saving;

use std::io;

use super::Report;
use super::chart::{Drawing, Fan, Role};
use super::view::Bands;
use kinward::numeric::summary::Estimate;
use kinward::results::Metric;

pub(super) use comparison::compared;
pub(super) use portfolio::of_portfolio;
pub(super) use pricing::priced;
pub(super) use pricing_investor::investor_desk;

/// One chart.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) subject: Subject,
    /// Its name in `charts/`.
    pub(super) file: &'static str,
    pub(super) drawing: Drawing,
}

impl Figure {
    /// None where there is nothing to draw.
    fn of((subject, drawing): (Subject, Option<Drawing>)) -> Option<Self> {
        Some(Self { subject, file: subject.file(), drawing: drawing? })
    }
}

/// What a chart is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    NetSaving,
    NetSavingByMonth,
    NetSavingByWorld,
    ChildrenInCare,
    Payments,
    InvestorReturn,
    InvestorPosition,
    SpreadFrom,
    Drivers,
    Burden,
    Verdicts,
    BestByWorth,
    LossByWorth,
    Scan,
    Groups,
    FlowsByYear,
    CapitalNeed,
    Stress,
    Zones,
    BothSides,
    Levers,
    Surface,
    FundPosition,
    Diversification,
}

impl Subject {
    const fn file(self) -> &'static str {
        match self {
            Self::NetSaving => "net-saving.svg",
            Self::NetSavingByMonth => "net-saving-by-month.svg",
            Self::NetSavingByWorld => "net-saving-by-world.svg",
            Self::ChildrenInCare => "children-in-care.svg",
            Self::Payments => "payments-by-year.svg",
            Self::InvestorReturn => "investor-return.svg",
            Self::InvestorPosition => "investor-position.svg",
            Self::SpreadFrom => "spread-from.svg",
            Self::Drivers => "drivers.svg",
            Self::Burden => "who-bears-the-risk.svg",
            Self::Verdicts => "views.svg",
            Self::BestByWorth => "best-by-worth-of-a-day.svg",
            Self::LossByWorth => "loss-by-worth-of-a-day.svg",
            Self::Scan => "break-even.svg",
            Self::Groups => "who-gains.svg",
            Self::FlowsByYear => "investor-flows-by-year.svg",
            Self::CapitalNeed => "capital.svg",
            Self::Stress => "stress.svg",
            Self::Zones => "zone-of-agreement.svg",
            Self::BothSides => "both-sides.svg",
            Self::Levers => "closing-the-gap.svg",
            Self::Surface => "break-even-surface.svg",
            Self::FundPosition => "fund-position.svg",
            Self::Diversification => "diversification.svg",
        }
    }
}

/// Every chart for which there is something to draw.
pub(super) fn figures(report: &Report<'_>, bands: &Bands) -> io::Result<Vec<Figure>> {
    let column = |metric: Metric| report.trials.column(report.headline, metric);
    let drawn = [
        (Subject::NetSaving, saving::distribution(report, &column(Metric::NetSaving)?)),
        (Subject::NetSavingByMonth, saving::by_month(report, bands)),
        (Subject::NetSavingByWorld, saving::by_world(report)),
        (Subject::ChildrenInCare, care::children(report, bands)),
        (Subject::Payments, care::payments(report)),
        (Subject::InvestorReturn, investor::returns(report, &column(Metric::InvestorIrr)?)),
        (Subject::InvestorPosition, investor::position(report, bands)),
        (Subject::SpreadFrom, drivers::spread_from(report)),
        (Subject::Drivers, drivers::tornado(report)),
    ];
    Ok(drawn.into_iter().filter_map(Figure::of).collect())
}

/// The quantiles of a series as a fan.
fn fan(name: &str, role: Role, band: &[Option<Estimate>]) -> Fan {
    let quantile = |index: usize| {
        band.iter().map(|it| it.map_or(f64::NAN, |it| it.quantiles[index])).collect()
    };
    Fan {
        name: name.to_owned(),
        role,
        p05: quantile(0),
        p25: quantile(1),
        p50: quantile(2),
        p75: quantile(3),
        p95: quantile(4),
    }
}

/// The year and month of the contract's first day, as charts take them.
fn start(report: &Report<'_>) -> (i32, u32) {
    let starts = report.base().starts;
    (i32::from(starts.year()), u32::from(starts.month().unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, Run};
    use super::*;

    fn subjects(text: &str, trials: u64) -> Vec<Subject> {
        let run = Run::of(text, trials);
        let report = run.report();
        let figures = figures(&report, &Bands::of(report.trials).unwrap()).unwrap();
        assert!(
            figures
                .iter()
                .map(|it| &it.drawing.svg)
                .all(|it| it.starts_with("<svg xmlns=") && !it.contains("NaN"))
        );
        figures.into_iter().map(|it| it.subject).collect()
    }

    #[test]
    fn a_full_scenario_has_every_chart() {
        assert_eq!(subjects(FULL, 200).len(), 9);
    }

    #[test]
    fn charts_without_anything_to_draw_are_left_out() {
        use Subject::{ChildrenInCare, NetSaving, NetSavingByMonth};

        assert_eq!(subjects(BARE, 50), [NetSaving, NetSavingByMonth, ChildrenInCare]);
        assert!(!subjects(FULL, 1).is_empty());
    }
}
