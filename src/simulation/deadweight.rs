//! What was agreed to be deadweight, and what truly was.

use crate::contract::{CountedDays, Counterfactual, Earned, Measure, Terms};
use crate::units::Calendar;

/// Days counted by the lines that pay by the day: with the programme, without it for the same
/// families in the same windows, and by agreement.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DayCounts {
    /// Days of the units of every `per_period` and `days_saved` line.
    counted: CountedDays,
    /// What the same lines would have counted on the same families' lives without the programme.
    counterfactual: CountedDays,
    /// What the lines' deadweight says of `counted`.
    agreed: f64,
    /// What of `counted` is paid for, by month.
    paid: Vec<f64>,
    /// Days of the windows of `days_saved` lines.
    window: f64,
    /// Of these, days in care by the agreed baselines, and without the programme.
    baseline: f64,
    in_care_counterfactual: f64,
}

impl DayCounts {
    pub(super) fn of(
        terms: &Terms,
        calendar: &Calendar,
        earned: &Earned,
        without: &Counterfactual,
    ) -> Self {
        let mut counts = Self { paid: vec![0.0; calendar.months()], ..Self::default() };
        for (index, line) in terms.lines.iter().enumerate() {
            let with = earned.days_by_month(terms, index).unwrap_or_default();
            for (month, days) in with.iter().enumerate().filter(|it| *it.1 > 0.0) {
                let price = line.price(month);
                counts.counted.add(*days, price.paid);
                counts.agreed += days * price.deadweight;
                counts.paid[month] += days * price.paid_share();
            }
            let counterfactual = without.days(terms, calendar, index);
            counts.counterfactual.all += counterfactual.all;
            counts.counterfactual.paid += counterfactual.paid;
            if let Measure::DaysSaved { .. } = line.measure {
                let window = without.window_days(calendar, index);
                counts.window += window.all as f64;
                counts.baseline += line.baseline * window.all as f64;
                counts.in_care_counterfactual += window.in_care as f64;
            }
        }
        counts
    }

    /// Days paid for under the lines that pay by the day, less deadweight, by month.
    pub(super) fn paid_days(&self) -> &[f64] {
        &self.paid
    }

    /// Of the days counted, the share that the contract says would have happened without the programme.
    pub(super) fn deadweight_agreed(&self) -> Option<f64> {
        share(self.agreed, self.counted.all)
    }

    /// Days counted without the programme for each with it.
    pub(super) fn deadweight_true(&self) -> Option<f64> {
        share(self.counterfactual.all, self.counted.all)
    }

    pub(super) fn deadweight_gap(&self) -> Option<f64> {
        share(self.counterfactual.all - self.agreed, self.counted.all)
    }

    /// Days paid for less days truly added in the same months, those with payments; none where no line
    /// pays by the day.
    pub(super) fn paid_deadweight(&self, terms: &Terms) -> Option<f64> {
        let by_day =
            |it: &Measure| matches!(it, Measure::PerPeriod { .. } | Measure::DaysSaved { .. });
        let any = terms.lines.iter().any(|line| by_day(&line.measure));
        any.then(|| self.paid.iter().sum::<f64>() - (self.counted.paid - self.counterfactual.paid))
    }

    /// The share of window days in care, by the agreed baselines.
    pub(super) fn baseline_agreed(&self) -> Option<f64> {
        share(self.baseline, self.window)
    }

    /// The share of window days in care without the programme.
    pub(super) fn baseline_true(&self) -> Option<f64> {
        share(self.in_care_counterfactual, self.window)
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
