//! Charts of the pricing desk.

use super::super::chart::{
    self, Across, Bound, Drawing, Heading, Heat, HeatPanel, LeverPanel, LeverPoint, Levers, Line,
    LinePoint, Lines, Mark, MarkKind, Role, Scale, ZoneRow, Zones,
};
use super::super::html::effect_name;
use super::super::label;
use super::super::pricing::{Pricing, Tariff, answers, lever_level, under, zone_words};
use kinward::analysis::{Answer, Closes, Fit, LEVER_TRIALS, Level, Lever, SHOWN, Solution};
use kinward::results::Metric;

fn scale(tariff: Tariff) -> Scale {
    match tariff {
        Tariff::Rate { pounds, .. } if pounds < 1_000.0 => Scale::PoundsAndPence,
        Tariff::Rate { .. } => Scale::Pounds,
        Tariff::Multiple => Scale::Factor,
    }
}

fn bound(answer: &Answer, unit: f64) -> Bound {
    match &answer.solution {
        Solution::At { value, standard_error, .. } => {
            let (value, error) = (value * unit, 2.0 * standard_error * unit);
            Bound::At { value, low: value - error, high: value + error }
        }
        Solution::Always => Bound::Anywhere,
        Solution::Never => Bound::Nowhere,
        Solution::Several { .. } | Solution::TooFew { .. } => {
            Bound::At { value: f64::NAN, low: f64::NAN, high: f64::NAN }
        }
    }
}

/// What both sides want, as a subtitle.
fn conditions(pricing: &Pricing<'_>) -> String {
    let names = &pricing.report.trials.names;
    format!(
        "Investor: {}; council: {}; {}; ends ± 2 standard errors",
        pricing.price.zone.investor.name(names),
        pricing.price.zone.council.name(names),
        pricing.report.trial_count()
    )
}

fn tariff_label(tariff: Tariff) -> String {
    match tariff {
        Tariff::Rate { .. } => format!("Tariff, £ {}", tariff.each()),
        Tariff::Multiple => "Tariff, as a multiple of the rate card".to_owned(),
    }
}

fn of_file(tariff: Tariff) -> Mark {
    let label = format!("In the file: {}", tariff.write(1.0));
    Mark { at: tariff.unit(), label, kind: MarkKind::Quantile }
}

pub(crate) fn zones(pricing: &Pricing<'_>) -> Drawing {
    let tariff = Tariff::of(pricing.report.base());
    let unit = tariff.unit();
    let rows = pricing.price.zone.rows.iter().zip(pricing.views);
    let title =
        answers(pricing).first().and_then(|answer| answer.split('.').next().map(str::to_owned));
    chart::zones(&Zones {
        heading: Heading::new(
            "zone-of-agreement.svg",
            title.unwrap_or_default(),
            conditions(pricing),
        ),
        scale: scale(tariff),
        x_label: tariff_label(tariff),
        rows: rows
            .map(|(row, view)| ZoneRow {
                label: label::capitalised(view),
                floor: bound(&row.floor, unit),
                ceiling: bound(&row.ceiling, unit),
                outcome: match row.fit {
                    Fit::NoneForInvestor | Fit::NoneForCouncil => "no zone".to_owned(),
                    fit => zone_words(&fit, tariff),
                },
            })
            .collect(),
        range: (pricing.price.zone.span.low * unit, pricing.price.zone.span.high * unit),
        marks: vec![of_file(tariff)],
    })
}

/// How likely each side is to have what it fears or hopes for, under the view of the levers.
pub(crate) fn both_sides(pricing: &Pricing<'_>) -> Option<Drawing> {
    let tariff = Tariff::of(pricing.report.base());
    let (row, view) = (
        &pricing.price.zone.rows[pricing.price.levers_view],
        &pricing.views[pricing.price.levers_view],
    );
    let place = |metric: Metric| SHOWN.iter().position(|it| it.metric == metric);
    let curve = |name: &str, role: Role, place: usize| Line {
        name: name.to_owned(),
        role,
        points: row
            .curve
            .iter()
            .filter_map(|it| {
                let figure = it.figures[place]?;
                let error = 2.0 * figure.standard_error;
                Some(LinePoint {
                    x: it.value * tariff.unit(),
                    y: figure.value,
                    bands: vec![[(figure.value - error).max(0.0), (figure.value + error).min(1.0)]],
                })
            })
            .collect(),
    };
    let curves = vec![
        curve("Investor loses money", Role::Investor, place(Metric::InvestorLoses)?),
        curve("Council saves", Role::Council, place(Metric::NetSaving)?),
    ];
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "both-sides.svg",
            format!("What a higher tariff does for each side, under {}", under(view)),
            format!(
                "Share of trials; {}; bands are ± 2 standard errors",
                pricing.report.trial_count()
            ),
        ),
        across: Across::Number { scale: scale(tariff), label: tariff_label(tariff) },
        y_scale: Scale::Percent,
        y_label: "Share of trials".to_owned(),
        lines: curves,
        marks: vec![of_file(tariff)],
        claim: None,
    }))
}

pub(crate) fn levers(pricing: &Pricing<'_>) -> Option<Drawing> {
    let tariff = Tariff::of(pricing.report.base());
    let closing: Vec<&str> = pricing
        .price
        .levers
        .iter()
        .filter(|lever| matches!(lever.closes, Closes::At { .. } | Closes::Between { .. }))
        .map(|lever| lever.name)
        .collect();
    let view = under(&pricing.views[pricing.price.levers_view]);
    let title = match closing.as_slice() {
        [] => format!("Under {view} none of these moves the two sides from apart to together"),
        some => {
            let some: Vec<String> = some.iter().map(|it| format!("the {it}")).collect();
            format!(
                "Under {view} the two sides meet or part by {}",
                super::super::format::list(&some)
            )
        }
    };
    (!pricing.price.levers.is_empty()).then(|| {
        chart::levers(&Levers {
            heading: Heading::new(
                "closing-the-gap.svg",
                title,
                format!("{}; of these at most {LEVER_TRIALS}", conditions(pricing)),
            ),
            y_label: tariff_label(tariff),
            y_scale: scale(tariff),
            range: (
                pricing.price.zone.span.low * tariff.unit(),
                pricing.price.zone.span.high * tariff.unit(),
            ),
            panels: pricing.price.levers.iter().map(|lever| lever_panel(lever, tariff)).collect(),
        })
    })
}

fn lever_panel(lever: &Lever, tariff: Tariff) -> LeverPanel {
    let of = lever.of.unwrap_or(1.0);
    LeverPanel {
        label: label::capitalised(lever.name),
        x_scale: match lever.of {
            Some(_) if lever.level == Level::Caps => Scale::Pounds,
            Some(_) => Scale::Percent,
            None => Scale::Factor,
        },
        points: lever
            .points
            .iter()
            .map(|point| LeverPoint {
                x: point.factor * of,
                floor: bound(&point.zone.floor, tariff.unit()),
                ceiling: bound(&point.zone.ceiling, tariff.unit()),
            })
            .collect(),
        here: of,
        finding: match lever.closes {
            Closes::At { level } => format!("meet at {}", lever_level(lever, level)),
            Closes::Between { together, .. } => {
                format!("together at {}", lever_level(lever, together))
            }
            Closes::Open => "overlap throughout".to_owned(),
            Closes::Never => "apart throughout".to_owned(),
            Closes::Unclear => "not clear throughout".to_owned(),
        },
    }
}

pub(crate) fn surface(pricing: &Pricing<'_>) -> Drawing {
    let surface = &pricing.price.surface;
    let shares: Option<Vec<f64>> = surface.risks.iter().map(|risk| risk.probability).collect();
    let (x_scale, x_label) = match shares {
        Some(_) => (Scale::Percent, "Would enter care without the programme"),
        None => (Scale::Factor, "Risk without the programme, as a multiple of the file’s"),
    };
    let xs = shares.unwrap_or_else(|| surface.risks.iter().map(|risk| risk.level).collect());
    let here = surface.here();
    chart::heat(&Heat {
        heading: Heading::new(
            "break-even-surface.svg",
            surface_title(pricing),
            format!(
                "At the tariff of the file; {}; cells within two standard errors of nil are too close to call",
                pricing.report.trial_count()
            ),
        ),
        x_label: x_label.to_owned(),
        y_label: "Cost of care".to_owned(),
        x_scale,
        y_scale: Scale::Factor,
        value_label: "the council’s expected net saving".to_owned(),
        panels: surface
            .effects
            .iter()
            .zip(&surface.net_saving)
            .map(|(effect, rows)| HeatPanel {
                label: label::capitalised(&effect_name(effect)),
                xs: xs.clone(),
                ys: surface.care_prices.clone(),
                values: rows.iter().map(|it| it.iter().map(|it| it.value).collect()).collect(),
                clear: rows
                    .iter()
                    .map(|it| {
                        let clear = |it: &kinward::numeric::linearised::Measured| {
                            it.is_clearly_above_zero() || it.is_clearly_below_zero()
                        };
                        it.iter().map(clear).collect()
                    })
                    .collect(),
                here: (effect.level == 1.0).then_some((here, 1.0)),
            })
            .collect(),
    })
}

/// What the break-evens under the first view say.
fn surface_title(pricing: &Pricing<'_>) -> String {
    let found =
        pricing.price.surface.must.iter().filter_map(|it| match it.answers.first()?.solution {
            Solution::At { value, .. } => {
                Some(format!("{} {}", it.name, super::super::format::times(value)))
            }
            _ => None,
        });
    let found: Vec<String> = found.collect();
    if found.is_empty() {
        return "Whether the council saves does not turn on any one of these".to_owned();
    }
    format!("The council breaks even, one at a time, at {}", super::super::format::list(&found))
}
