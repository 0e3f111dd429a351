//! Where the spread comes from, and which assumptions move the net saving most.

use super::super::chart::{
    self, Drawing, Glyph, Heading, INK, Mark, MarkKind, PAPER, Range, Role, Row, Rows, Scale, Sign,
};
use super::super::format::{share, standard_error, values, whole_percent};
use super::super::{Report, label, outlook};
use kinward::results::{Driver, Metric, Unit};

/// The headline figures whose spread is explained.
const HEADLINES: [Metric; 7] = [
    Metric::NetSaving,
    Metric::CareCostSaved,
    Metric::DaysInCare,
    Metric::Starts,
    Metric::Payments,
    Metric::InvestorNpv,
    Metric::InvestorMultiple,
];
/// Bars of the tornado.
const BARS: usize = 10;

/// How much of each spread comes from assumptions.
pub(crate) fn spread_from(report: &Report<'_>) -> Option<Drawing> {
    let names = &report.trials.names;
    let splits: Vec<_> = HEADLINES
        .into_iter()
        .filter_map(|it| Some((it, report.programme().metric(it)?.split?)))
        // A split that could be anything, as where nearly all trials reach a cap, says nothing.
        .filter(|(_, split)| split.standard_error < 0.25)
        .collect();
    let (headline, first) = *splits.first()?;
    // Without an uncertain assumption the split would be noise about a known answer.
    if report
        .headline_scenario()
        .register
        .assumptions()
        .iter()
        .all(|assumption| assumption.spread.is_fixed())
    {
        return None;
    }
    let largest_error = splits.iter().map(|split| split.1.standard_error).fold(0.0, f64::max);
    let whose = match headline {
        Metric::NetSaving => "the net saving’s spread".to_owned(),
        other => format!("the spread of “{}”", label::metric(names, other)),
    };
    let heading = Heading::new(
        "spread-from.svg",
        format!(
            "{} of {whose} comes from what is assumed, the rest from which families come",
            share_of_spread(first.assumptions)
        ),
        format!(
            "Shares of the variance over {}; standard error at most {}",
            report.trial_count(),
            share(largest_error)
        ),
    );
    let rows = splits
        .iter()
        .map(|(metric, split)| share_row(label::metric(names, *metric), split.assumptions))
        .collect();
    let [assumptions, chance] =
        [Role::Assumptions, Role::Chance].map(|role| Sign::Swatch(role.colour()));
    Some(chart::rows(&Rows {
        key: vec![
            (assumptions, "Assumptions: what more evidence could settle"),
            (chance, "Chance: what would remain"),
        ],
        ..Rows::new(heading, Scale::Percent, Range { low: 0.0, high: 1.0 }, rows)
    }))
}

/// A bar of 100%, of which `share` is due to assumptions.
fn share_row(label: String, share: f64) -> Row {
    if !share.is_finite() {
        let unknown = Glyph::Unknown { text: "no variance".to_owned(), lane: 0.0 };
        return Row::new(label, vec![unknown], String::new());
    }
    let share = share.clamp(0.0, 1.0);
    let percent = (share * 100.0).round();
    // The second number is what is missing from the first, so that the two make 100%.
    let parts = [
        (0.0, share, percent, Role::Assumptions, PAPER),
        (share, 1.0, 100.0 - percent, Role::Chance, INK),
    ];
    let glyphs = parts.into_iter().flat_map(|(from, to, percent, role, ink)| {
        let bar = Glyph::Bar { from, to, fill: role.colour(), half: 12.0, lane: 0.0 };
        [bar, Glyph::Inside { from, to, text: format!("{percent}%"), ink }]
    });
    let said = format!("{label}: {percent}% from assumptions");
    Row::new(label, glyphs.collect(), said)
}

fn share_of_spread(share: f64) -> String {
    match share {
        it if it < 0.005 => "None".to_owned(),
        it if 0.995 < it => "Nearly all".to_owned(),
        it => whole_percent(it),
    }
}

/// The mean of the saving that is asked for in the tenths of trials where each assumption is lowest and highest; none where no
/// assumption goes with it by more than noise.
pub(crate) fn tornado(report: &Report<'_>) -> Option<Drawing> {
    let drivers = report.programme().saving_drivers.as_ref()?;
    let (strongest, others) = drivers.named.split_first()?;
    let metric = report.asked_saving().metric;
    let estimate = report.estimate(metric)?;
    let counted = outlook::counted(metric);
    let scenario = report.headline_scenario();
    let [low, high] = [strongest.lowest.outcome, strongest.highest.outcome];
    let written = values(Unit::Pounds, &[low.value, high.value], 0.0);
    let shown = drivers.named.iter().take(BARS);
    let ends = |driver: &Driver| [driver.lowest, driver.highest].map(|tenth| tenth.outcome.value);
    let all: Vec<f64> =
        std::iter::once(estimate.mean).chain(shown.clone().flat_map(ends)).collect();
    let figures = Scale::Pounds.values(&all);
    let rows = shown.clone().zip(figures[1..].chunks(2)).map(|(driver, figures)| {
        let label = label::assumption(scenario, &driver.name);
        tornado_row(label, estimate.mean, ends(driver), figures)
    });
    let name = |driver: &Driver| format!("“{}”", label::assumption(scenario, &driver.name));
    let (most, it) = match others.first() {
        Some(second) if !drivers.has_leader() => {
            (format!("{} and {} matter most", name(strongest), name(second)), "the first")
        }
        _ => (format!("{} matters most", name(strongest)), "it"),
    };
    let errors = shown.flat_map(|driver| [driver.lowest.outcome, driver.highest.outcome]);
    let error = errors.map(|mean| mean.standard_error).fold(0.0, f64::max);
    let heading = Heading::new(
        "drivers.svg",
        format!(
            "{most}: the net saving{counted} averages {} where {it} is lowest and {} where it is highest",
            written[0], written[1],
        ),
        format!(
            "Mean net saving{counted} over the tenth of {} in which each assumption is lowest and highest; standard error of each at most {}",
            report.trial_count(),
            standard_error(Unit::Pounds, error, high.value),
        ),
    );
    Some(chart::rows(&Rows {
        key: TORNADO_FILLS
            .map(|strength| Sign::Swatch(Role::Assumptions.tint(strength)))
            .into_iter()
            .zip(["Assumption in its lowest tenth", "Assumption in its highest tenth"])
            .collect(),
        x_label: format!("Mean net saving{counted}"),
        marks: vec![Mark {
            at: estimate.mean,
            label: format!("Mean {}", figures[0]),
            kind: MarkKind::Quantile,
        }],
        ..Rows::new(heading, Scale::Pounds, Range::of(all), rows.collect())
    }))
}

/// How strong the colours of the lowest and of the highest tenth are.
const TORNADO_FILLS: [f64; 2] = [0.40, 1.0];

/// Two bars from the mean; one above the other where both ends lie on the same side.
fn tornado_row(label: String, mean: f64, ends: [f64; 2], figures: &[String]) -> Row {
    let is_one_sided = 0.0 < (ends[0] - mean) * (ends[1] - mean);
    let (half, away) = if is_one_sided { (6.0, 6.0) } else { (10.0, 0.0) };
    let mut glyphs = Vec::new();
    for (place, (end, side)) in ends.into_iter().zip([-1.0, 1.0]).enumerate() {
        let lane = side * away;
        let is_level = (end - mean).abs() <= 1e-12 * end.abs().max(mean.abs());
        let is_left = end < mean || (is_level && side < 0.0);
        let fill = Role::Assumptions.tint(TORNADO_FILLS[place]);
        glyphs.push(Glyph::Bar { from: mean, to: end, fill, half, lane });
        glyphs.push(Glyph::Beside { at: end, is_left, text: figures[place].clone(), lane });
    }
    let said = format!("{label}: {} at its lowest, {} at its highest", figures[0], figures[1]);
    Row::new(label, glyphs, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_percents_make_a_hundred() {
        let texts = |share: f64| -> Vec<String> {
            let glyphs = share_row("IRR".to_owned(), share).glyphs.into_iter();
            glyphs
                .filter_map(|glyph| match glyph {
                    Glyph::Inside { text, .. } => Some(text),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(texts(0.625), ["63%", "37%"]);
        assert_eq!(texts(-2.0), ["0%", "100%"]);
        assert!(texts(f64::NAN).is_empty());
    }
}
