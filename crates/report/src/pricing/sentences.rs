//! What the desk says in words.

use super::super::format;
use super::{Pricing, Tariff, measured, multiple, too_few, under, zone_words};
use kinward::analysis::{
    Answer, Closes, Fit, Level, Lever, Met, Must, Solution, Statistic, Target,
};
use kinward::assumption::Domain;
use kinward::results::{MetricNames, Unit};

/// What both sides want.
pub(crate) fn wants(pricing: &Pricing<'_>) -> [String; 2] {
    let names = &pricing.report.trials.names;
    let side = |who: &str, target: &Target| {
        format!("{who} wants {} (`{}`).", said(target, names), target.name(names))
    };
    [
        side("The investor", &pricing.price.zone.investor),
        side("The council", &pricing.price.zone.council),
    ]
}

/// A target in words.
fn said(target: &Target, names: &MetricNames) -> String {
    let metric = super::super::label::metric(names, target.figure.metric);
    let metric = metric.to_lowercase().replace("npv", "NPV").replace("irr", "IRR");
    let side = |bound: kinward::analysis::Bound| match bound {
        kinward::analysis::Bound::AtLeast(_) => "or more",
        kinward::analysis::Bound::AtMost(_) => "or less",
    };
    let written = |unit: Unit, value: f64| format::stated(unit, value);
    let wanted = target.bound.value();
    match target.figure.statistic {
        Statistic::Chance { bound, strict } => {
            let unit = target.figure.metric.unit();
            let within = match (bound, strict) {
                (_, false) => format!("of {} {}", written(unit, bound.value()), side(bound)),
                (kinward::analysis::Bound::AtLeast(value), true) => {
                    format!("above {}", written(unit, value))
                }
                (kinward::analysis::Bound::AtMost(value), true) => {
                    format!("below {}", written(unit, value))
                }
            };
            let side = side(target.bound);
            format!("a {metric} {within} in {} of trials {side}", written(Unit::Share, wanted))
        }
        Statistic::Mean => {
            format!(
                "a mean {metric} of {} {}",
                written(target.figure.unit(), wanted),
                side(target.bound)
            )
        }
        Statistic::Quantile(share) => format!(
            "a {metric} of {} {} in the {}% quantile",
            written(target.figure.unit(), wanted),
            side(target.bound),
            format::typed(share * 100.0)
        ),
        Statistic::Worst => format!(
            "a mean {metric} of {} {} in the worst 5% of trials",
            written(target.figure.unit(), wanted),
            side(target.bound)
        ),
    }
}

/// A sentence for each view, the finding of all of them first.
pub(crate) fn answers(pricing: &Pricing<'_>) -> Vec<String> {
    let tariff = Tariff::of(pricing.report.base());
    let rows = &pricing.price.zone.rows;
    let meet = rows.iter().filter(|row| matches!(row.fit, Fit::Overlap { .. })).count();
    let at_file = rows.iter().filter(|row| row.fit.holds(1.0)).count();
    let unclear = rows.iter().filter(|row| row.fit == Fit::Unclear).count();
    let all = rows.len();
    let of = match (meet, all) {
        (0, 1) if unclear == 1 => {
            "Whether any tariff gives both sides what they want is not clear.".to_owned()
        }
        (0, 1) => "No tariff tried gives both sides what they want.".to_owned(),
        (1, 1) => "There are tariffs at which both sides have what they want.".to_owned(),
        (0, _) => format!(
            "Under none of the {all} views was a tariff found that gives both sides what they want."
        ),
        (meet, all) if meet == all => {
            format!(
                "Under each of the {all} views there are tariffs at which both sides have what they want."
            )
        }
        (meet, all) => format!(
            "Under {meet} of the {all} views there are tariffs at which both sides have what they want; under the others none was found."
        ),
    };
    let lies = match (meet, all) {
        (0, _) => String::new(),
        (_, 1) if at_file == 1 => ": it lies in that zone".to_owned(),
        (_, 1) => ": it lies outside that zone".to_owned(),
        _ => format!(": it lies in that zone under {at_file} of them"),
    };
    let file = match tariff {
        Tariff::Rate { each, .. } => {
            format!("The tariff of the file is {} {each}{lies}.", tariff.write(1.0))
        }
        Tariff::Multiple if lies.is_empty() => String::new(),
        Tariff::Multiple => format!("The tariff of the file is a multiple of 1{lies}."),
    };
    std::iter::once(format!("{of} {file}"))
        .chain(rows.iter().zip(pricing.views).map(|(row, view)| {
            let floor = floor(&row.floor.solution, tariff);
            let ceiling = ceiling(&row.ceiling.solution, tariff);
            let fit = match row.fit {
                fit @ Fit::Overlap { .. } => {
                    format!("both are content at {}", zone_words(&fit, tariff))
                }
                Fit::Apart { by, standard_error } => {
                    format!("they lie {} apart", tariff.with_error(by, standard_error))
                }
                Fit::NoneForInvestor | Fit::NoneForCouncil => "no tariff does for both".to_owned(),
                Fit::Unclear => {
                    "whether they overlap is not clear: a side changes more than once between content and not"
                        .to_owned()
                }
            };
            format!("Under {}: {floor}, {ceiling}: {fit}.", under(view))
        }))
        .chain(capped(pricing))
        .chain(cut_short(pricing))
        .collect()
}

/// How far tariffs were looked at, where that is less than usual.
pub(super) fn cut_short(pricing: &Pricing<'_>) -> Option<String> {
    let zone = &pricing.price.zone;
    zone.is_cut_short().then(|| {
        format!(
            "Tariffs were tried up to {} of the file’s: levels.tariff can be no more than {}.",
            format::times(zone.span.high),
            format::typed(Domain::Level.bounds().possible.1)
        )
    })
}

/// Why a council can be content at any tariff.
fn capped(pricing: &Pricing<'_>) -> Option<String> {
    let base = pricing.report.base();
    let caps = &base.contract.caps;
    let is_capped =
        caps.total.is_some() || base.councils.iter().any(|council| council.cap.is_some());
    let is_any = pricing.price.zone.rows.iter().any(|row| row.ceiling.solution == Solution::Always);
    (is_capped && is_any).then(|| {
        "Where the council can pay any tariff, that is because of its caps: a higher tariff only reaches them sooner."
            .to_owned()
    })
}

fn floor(solution: &Solution, tariff: Tariff) -> String {
    match solution {
        Solution::At { value, standard_error, met: Met::Above } => {
            format!("the investor needs {} at least", tariff.with_error(*value, *standard_error))
        }
        Solution::Always => "the investor has what it wants at any tariff".to_owned(),
        Solution::Never => "no tariff tried is enough for the investor".to_owned(),
        Solution::TooFew { trials: few } => too_few(*few),
        Solution::At { .. } | Solution::Several { .. } => {
            "a higher tariff does not always help the investor".to_owned()
        }
    }
}

fn ceiling(solution: &Solution, tariff: Tariff) -> String {
    match solution {
        Solution::At { value, standard_error, met: Met::Below } => {
            format!("the council can pay {} at most", tariff.with_error(*value, *standard_error))
        }
        Solution::Always => "the council can pay any tariff tried".to_owned(),
        Solution::Never => "no tariff, not even £0, gives the council what it wants".to_owned(),
        Solution::TooFew { trials: few } => too_few(*few),
        Solution::At { .. } | Solution::Several { .. } => {
            "a lower tariff does not always help the council".to_owned()
        }
    }
}

/// What the levers are about.
pub(crate) fn about_levers(pricing: &Pricing<'_>) -> &'static str {
    match pricing.price.zone.rows[pricing.price.levers_view].fit {
        Fit::Overlap { .. } => "What moves the zone",
        _ => "What would close the gap",
    }
}

/// What each lever does to the gap.
pub(crate) fn closing(pricing: &Pricing<'_>) -> Vec<String> {
    let said = |lever: &Lever| {
        let name = super::super::label::capitalised(lever.name);
        let at = |level: f64| lever_level(lever, level);
        match lever.closes {
            Closes::At { level } => format!("{name}: the two sides meet at {}.", at(level)),
            Closes::Between { apart, together } => {
                format!("{name}: apart at {}, together at {}.", at(apart), at(together))
            }
            Closes::Open => format!(
                "{name}: they overlap all the way from {} to {}.",
                at(lever.points[0].factor),
                at(lever.points[lever.points.len() - 1].factor)
            ),
            Closes::Never => format!(
                "{name}: nothing from {} to {} brings them together.",
                at(lever.points[0].factor),
                at(lever.points[lever.points.len() - 1].factor)
            ),
            Closes::Unclear => {
                format!("{name}: at some level a side has what it wants at no tariff.")
            }
        }
    };
    pricing.price.levers.iter().map(said).collect()
}

/// A multiple of a lever, or what it makes of the file’s number where there is one; a share is no more than
/// all.
pub(crate) fn lever_level(lever: &Lever, factor: f64) -> String {
    match (lever.of, lever.level) {
        (Some(of), Level::Caps) => format::value(Unit::Pounds, of * factor),
        (Some(of), _) => format::value(Unit::Share, (of * factor).min(1.0)),
        (None, _) => format::times(factor),
    }
}

/// What must be true, one circumstance at a time.
pub(crate) fn must(must: &Must, answer: &Answer, now: &str) -> String {
    let name = must.name;
    match &answer.solution {
        Solution::At { value, standard_error, met } => {
            let side = if *met == Met::Above { "or more" } else { "or less" };
            format!("{name}: {} of {now} {side}", multiple(*value, *standard_error))
        }
        Solution::Always => format!(
            "{name}: anything from {} to {} of {now}",
            format::times(must.span.low),
            format::times(must.span.high)
        ),
        Solution::Never => format!(
            "{name}: nothing from {} to {} of {now} is enough",
            format::times(must.span.low),
            format::times(must.span.high)
        ),
        Solution::Several { .. } => format!("{name}: it turns more than once"),
        Solution::TooFew { trials: few } => format!("{name}: {}", too_few(*few)),
    }
}

/// A figure of a curve.
pub(crate) fn shown(unit: Unit, figure: Option<kinward::numeric::linearised::Measured>) -> String {
    figure.map_or_else(|| format::NONE.to_owned(), |it| measured(unit, it))
}
