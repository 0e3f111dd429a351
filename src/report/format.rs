//! The one place where numbers become words, in reports, at the prompt and in warnings.
//!
//! Digits that are noise are not printed: a decimal goes when its unit is less than half of the
//! standard error. (The axes of charts have formats of their own, in `chart`.)

use jiff::civil::Date;

use crate::numeric::design::Design;
use crate::numeric::summary::{Chance, Estimate};
use crate::results::Unit;

/// What is written where there is no value.
pub const NONE: &str = "–";

/// What is written for the time to an event that never comes.
pub const NEVER: &str = "never";

/// Divisor and suffix of pounds by magnitude.
const POUNDS: [(f64, &str); 4] = [(1.0, ""), (1e3, "k"), (1e6, "m"), (1e9, "bn")];
/// Below it every pound is written.
const IN_FULL: f64 = 9_999.5;

/// How numbers that are read together are written.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Style {
    divisor: f64,
    before: &'static str,
    after: &'static str,
    decimals: usize,
}

impl Style {
    /// The style for numbers of these sizes whose standard error is `noise`.
    fn of(unit: Unit, values: &[f64], noise: f64) -> Self {
        let sizes = || values.iter().map(|it| it.abs()).filter(|it| it.is_finite());
        let largest = sizes().fold(0.0, f64::max);
        let (divisor, before, after) = match unit {
            Unit::Pounds if largest < IN_FULL => (1.0, "£", ""),
            Unit::Pounds => {
                let scale = POUNDS.into_iter().rfind(|it| it.0 <= largest * 1.0005);
                let (divisor, suffix) = scale.unwrap_or(POUNDS[0]);
                (divisor, "£", suffix)
            }
            Unit::Share | Unit::YearlyRate => (0.01, "", "%"),
            Unit::Multiple => (1.0, "", "x"),
            Unit::Count | Unit::Days | Unit::Months => (1.0, "", ""),
        };
        let smallest =
            sizes().map(|it| it / divisor).filter(|it| 1e-9 < *it).fold(f64::INFINITY, f64::min);
        let usual = match unit {
            Unit::Pounds if divisor < 1e6 => usize::from(1.0 < divisor && smallest < 9.95),
            Unit::Pounds if smallest < 0.0995 => 2,
            Unit::Pounds | Unit::Share | Unit::YearlyRate => usize::from(smallest < 99.95),
            Unit::Multiple => 2,
            Unit::Count => {
                let fractions = values.iter().any(|it| 1e-9 < it.fract().abs());
                usize::from(fractions && largest < 19.95)
            }
            Unit::Days | Unit::Months => 0,
        };
        let is_noise = |decimals: usize| decimal_unit(decimals) < noise / divisor / 2.0;
        let decimals = (0..=usual).rev().find(|it| !is_noise(*it)).unwrap_or(0);
        Self { divisor, before, after, decimals }
    }

    fn write(self, x: f64) -> String {
        if !x.is_finite() {
            return NONE.to_owned();
        }
        let digits = grouped(&format!("{:.*}", self.decimals, (x / self.divisor).abs()));
        let is_zero = digits.chars().all(|it| matches!(it, '0' | '.'));
        // Nothing at all is not a number of millions, while `£0.0m` is a little.
        match () {
            () if x.abs() < f64::MIN_POSITIVE && self.before == "£" => "£0".to_owned(),
            () if x.abs() < f64::MIN_POSITIVE && self.after == "%" => "0%".to_owned(),
            () => {
                let sign = if x < 0.0 && !is_zero { "−" } else { "" };
                format!("{sign}{}{digits}{}", self.before, self.after)
            }
        }
    }
}

fn decimal_unit(decimals: usize) -> f64 {
    [1.0, 0.1, 0.01].get(decimals).copied().unwrap_or(0.001)
}

/// Commas between thousands: `1204567.5` becomes `1,204,567.5`.
fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut grouped = String::with_capacity(digits.len() + 4);
    for (place, digit) in whole.chars().enumerate() {
        if 0 < place && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// One number by itself, as if it had no error.
pub fn value(unit: Unit, x: f64) -> String {
    Style::of(unit, &[x], 0.0).write(x)
}

/// Numbers that are read together, with the largest standard error among them.
pub fn values(unit: Unit, numbers: &[f64], noise: f64) -> Vec<String> {
    let style = Style::of(unit, numbers, noise);
    numbers.iter().map(|it| style.write(*it)).collect()
}

/// A number as somebody has stated it, with no more decimals than it needs: `£7m`, `365,000`.
pub fn stated(unit: Unit, x: f64) -> String {
    let mut style = Style::of(unit, &[x], 0.0);
    let shown = x / style.divisor;
    let is_exact = |factor: f64| (shown * factor - (shown * factor).round()).abs() < 1e-6;
    style.decimals = [1.0, 10.0, 100.0].into_iter().position(is_exact).unwrap_or(3);
    style.write(x)
}

/// Numbers of a table's column without their unit, and the unit for its heading: `£m` and `3.1`.
pub fn column(unit: Unit, numbers: &[f64], noise: f64) -> (String, Vec<String>) {
    let style = Style::of(unit, numbers, noise);
    let bare = Style { before: "", after: "", ..style };
    let heading = match unit {
        Unit::Days => "days".to_owned(),
        Unit::Months => "months".to_owned(),
        _ => format!("{}{}", style.before, style.after),
    };
    (heading, numbers.iter().map(|it| bare.write(*it)).collect())
}

/// `£7.1m`, `−£0.4m` in company, `£812k` and `£254` by themselves.
pub fn pounds(x: f64) -> String {
    value(Unit::Pounds, x)
}

/// `1,204`
pub fn count(x: f64) -> String {
    value(Unit::Count, x)
}

/// `7.3%`
pub fn share(x: f64) -> String {
    value(Unit::Share, x)
}

/// Trials, families, days: whole things.
pub fn whole(n: usize) -> String {
    grouped(&n.to_string())
}

/// `1 trial`, `10,000 trials`
pub fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", whole(n)) }
}

/// A standard error to one or two digits, in the unit that numbers of this `size` are written in
/// where that is not too coarse.
pub fn standard_error(unit: Unit, error: f64, size: f64) -> String {
    if !error.is_finite() {
        return NONE.to_owned();
    }
    let mut style = Style::of(unit, &[size.abs().max(error)], 0.0);
    let least = if style.divisor < 1e6 { 0.95 } else { 0.0095 };
    if unit == Unit::Pounds && error / style.divisor < least {
        style = Style::of(unit, &[if error < 950.0 { error } else { IN_FULL.max(error) }], 0.0);
    }
    let shown = error / style.divisor;
    style.decimals = match unit {
        Unit::Pounds if style.divisor < 1e6 => 0,
        _ if shown < f64::MIN_POSITIVE => 0,
        _ if 0.95 <= shown => {
            usize::from(shown < 9.5 && unit != Unit::Days && unit != Unit::Pounds)
        }
        _ if 0.095 <= shown => 1,
        _ if 0.0095 <= shown => 2,
        _ => 3,
    };
    style.write(error)
}

/// The middle of a distribution with its 90% interval and the standard error of the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Middle {
    pub middle: String,
    pub low: String,
    pub high: String,
    pub error: String,
}

impl Middle {
    /// The median.
    pub fn median(unit: Unit, estimate: &Estimate) -> Self {
        Self::of(unit, estimate, estimate.median(), estimate.quantile_errors[2])
    }

    /// The mean, which adds up over years and pathways.
    pub fn mean(unit: Unit, estimate: &Estimate) -> Self {
        Self::of(unit, estimate, estimate.mean, estimate.standard_error)
    }

    fn of(unit: Unit, estimate: &Estimate, middle: f64, error: f64) -> Self {
        let mut written =
            values(unit, &[middle, estimate.p05(), estimate.p95()], error).into_iter();
        let mut places = [middle, estimate.p05(), estimate.p95()].into_iter();
        let mut next = || {
            let is_never = estimate.never.is_some() && places.next() == Some(f64::INFINITY);
            let written = written.next().unwrap_or_default();
            if is_never { NEVER.to_owned() } else { written }
        };
        let size =
            [middle, estimate.p05(), estimate.p95()].iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        // One trial has no error that could be known.
        let error = standard_error(unit, error, size);
        Self { middle: next(), low: next(), high: next(), error }
    }

    /// `−£1.2m to £8.4m`
    pub fn interval(&self) -> String {
        format!("{} to {}", self.low, self.high)
    }

    /// `90%: −£1.2m to £8.4m; standard error £0.03m`
    pub fn in_brackets(&self) -> String {
        format!("90%: {}; standard error {}", self.interval(), self.error)
    }
}

/// A probability: never `0%` or `100%` where it is neither, and the count where no trial or every
/// trial shows it.
pub fn chance(chance: Chance, trials: usize) -> String {
    let n = trials as f64;
    let events = chance.share * n;
    match () {
        () if trials < 100 => format!("{} of {}", count(events.round()), whole(trials)),
        () if events < 0.5 => {
            format!("under 1 in {} (none of {})", whole(trials), counted(trials, "trial"))
        }
        () if n - 0.5 < events => {
            format!(
                "over {} in {} (all {})",
                whole(trials - 1),
                whole(trials),
                counted(trials, "trial")
            )
        }
        () => short_chance(chance, trials),
    }
}

/// The same where room is scarce: `9%`, `under 0.1%`, `none`, `all`.
pub fn short_chance(chance: Chance, trials: usize) -> String {
    let n = trials as f64;
    let events = chance.share * n;
    match () {
        () if events < 0.5 => "none".to_owned(),
        () if n - 0.5 < events => "all".to_owned(),
        () if chance.share < 0.001 => "under 0.1%".to_owned(),
        () if 0.999 < chance.share => "over 99.9%".to_owned(),
        () => {
            let written =
                Style::of(Unit::Share, &[chance.share], chance.standard_error).write(chance.share);
            match written.as_str() {
                "0%" => "under 1%".to_owned(),
                "100%" | "100.0%" => "over 99%".to_owned(),
                _ => written,
            }
        }
    }
}

/// `9% of trials`, `none of 2,000 trials`, `all 2,000 trials`
pub fn share_of_trials(chance: Chance, trials: usize) -> String {
    match short_chance(chance, trials).as_str() {
        "none" => format!("none of {}", counted(trials, "trial")),
        "all" if trials == 1 => "the only trial".to_owned(),
        "all" => format!("all {}", counted(trials, "trial")),
        share => format!("{share} of trials"),
    }
}

/// What is said after the seed of how the assumptions were drawn; nothing where plainly.
pub const fn design(design: Design) -> &'static str {
    match design {
        Design::Plain => "",
        Design::Sobol => ", assumptions spread evenly (Sobol’ draws)",
    }
}

/// `month 34 (December 2021)`: the contract's 34th month, where the first is 1.
pub fn month(number: usize, starts: Date) -> String {
    match number {
        0 => "the start".to_owned(),
        number => format!("month {number} ({})", calendar_month(number - 1, starts)),
    }
}

/// `December 2021`, so many months after the first.
pub fn calendar_month(later: usize, starts: Date) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month) = year_and_month(later, starts);
    format!("{} {year}", NAMES.get(month - 1).copied().unwrap_or(NONE))
}

/// `2021-12`, so many months after the first.
pub fn iso_month(later: usize, starts: Date) -> String {
    let (year, month) = year_and_month(later, starts);
    format!("{year}-{month:02}")
}

fn year_and_month(later: usize, starts: Date) -> (usize, usize) {
    let first = usize::from(starts.year().unsigned_abs()) * 12
        + usize::from(starts.month().unsigned_abs())
        - 1;
    ((first + later) / 12, (first + later) % 12 + 1)
}

/// `half of `, `40% of `, before an amount of which this part is paid; nothing where it is all.
pub fn part_of(part: f64) -> String {
    match part {
        1.0 => String::new(),
        0.5 => "half of ".to_owned(),
        part => format!("{} of ", stated(Unit::Share, part)),
    }
}

/// `a`, `a and b`, `a, b and c`
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn pounds_have_about_three_digits() {
        let rows = [
            (7_123_000.0, "£7.1m"),
            (-412_000.0, "−£412k"),
            (812_400.0, "£812k"),
            (999_960.0, "£1.0m"),
            (254.0, "£254"),
            (-0.2, "£0"),
            (0.0, "£0"),
            (123_456_789.0, "£123m"),
            (1.2e9, "£1.2bn"),
            (f64::NAN, "–"),
        ];
        for (x, expected) in rows {
            assert_eq!(pounds(x), expected);
        }
        let together = values(Unit::Pounds, &[3.1e6, -412_000.0, 8.43e6, 0.0], 3e4);
        assert_eq!(together, ["£3.1m", "−£0.4m", "£8.4m", "£0"]);
        assert_eq!(values(Unit::Pounds, &[8.4e6, -2_000.0], 1e5), ["£8.4m", "£0.0m"]);
    }

    #[test]
    fn digits_that_are_noise_are_not_printed() {
        assert_eq!(values(Unit::Pounds, &[3.12e6], 0.3e6), ["£3m"]);
        assert_eq!(values(Unit::Pounds, &[3.12e6], 0.1e6), ["£3.1m"]);
        assert_eq!(values(Unit::Multiple, &[1.384], 0.001), ["1.38x"]);
        assert_eq!(values(Unit::Multiple, &[1.384], 0.05), ["1.4x"]);
    }

    #[test]
    fn an_error_is_written_in_the_unit_of_its_number() {
        assert_eq!(standard_error(Unit::Pounds, 31_000.0, 3.1e6), "£0.03m");
        assert_eq!(standard_error(Unit::Pounds, 4_100.0, 3.1e6), "£4k");
        assert_eq!(standard_error(Unit::Pounds, 284.0, 28_000.0), "£284");
        assert_eq!(standard_error(Unit::Months, 0.0, 9.0), "0");
        assert_eq!(standard_error(Unit::Pounds, 12.3, 254.0), "£12");
        assert_eq!(standard_error(Unit::YearlyRate, 0.0031, 0.08), "0.3%");
        assert_eq!(standard_error(Unit::Days, 212.4, 90_000.0), "212");
    }

    #[test]
    fn a_probability_is_never_rounded_to_certainty() {
        let of = |events, trials| chance(Chance::of(events, trials).expect("trials"), trials);
        assert_eq!(of(0, 10_000), "under 1 in 10,000 (none of 10,000 trials)");
        assert_eq!(of(10_000, 10_000), "over 9,999 in 10,000 (all 10,000 trials)");
        assert_eq!(of(5, 10_000), "under 0.1%");
        assert_eq!(of(9_995, 10_000), "over 99.9%");
        assert_eq!(of(902, 10_000), "9%");
        assert_eq!(of(73, 100_000), "under 0.1%");
        assert_eq!(of(7_312, 100_000), "7.3%");
        assert_eq!(of(1, 300), "under 1%");
        assert_eq!(of(299, 300), "over 99%");
        assert_eq!(of(1, 1), "1 of 1");
        for (trials, events) in (1..400).map(|it| (it * 7, it)) {
            assert!(!["0%", "100%"].contains(&of(events, trials).as_str()), "{events} of {trials}");
        }
    }

    #[test]
    fn shares_of_trials_read_as_sentences() {
        let of =
            |events, trials| share_of_trials(Chance::of(events, trials).expect("trials"), trials);
        assert_eq!(of(0, 2_000), "none of 2,000 trials");
        assert_eq!(of(2_000, 2_000), "all 2,000 trials");
        assert_eq!(of(1, 1), "the only trial");
        assert_eq!(of(180, 2_000), "9% of trials");
    }

    #[test]
    fn a_stated_figure_keeps_its_digits() {
        assert_eq!(stated(Unit::Pounds, 7e6), "£7m");
        assert_eq!(stated(Unit::Pounds, 2.75e6), "£2.75m");
        assert_eq!(stated(Unit::Count, 365_000.0), "365,000");
        assert_eq!(stated(Unit::Share, 0.93), "93%");
        assert_eq!(stated(Unit::Pounds, 254.0), "£254");
    }

    #[test]
    fn a_part_stands_before_its_amount() {
        let parts = [1.0, 0.5, 0.4, 0.0, 0.125].map(part_of);
        assert_eq!(parts, ["", "half of ", "40% of ", "0% of ", "12.5% of "]);
    }

    #[test]
    fn a_column_has_its_unit_in_the_heading() {
        let (unit, numbers) = column(Unit::Pounds, &[3.1e6, -4e5, 0.0], 0.0);
        assert_eq!((unit.as_str(), numbers.join(" ").as_str()), ("£m", "3.1 −0.4 0.0"));
        assert_eq!(column(Unit::Share, &[0.5], 0.0), ("%".to_owned(), vec!["50.0".to_owned()]));
    }

    #[test]
    fn months_are_named() {
        let starts = date(2019, 3, 1);
        assert_eq!(month(34, starts), "month 34 (December 2021)");
        assert_eq!(month(0, starts), "the start");
        assert_eq!(iso_month(10, starts), "2020-01");
    }

    #[test]
    fn an_estimate_has_its_interval_and_its_error() {
        let column: Vec<f64> = (0..1000).map(|it| f64::from(it) * 1e4 - 2e6).collect();
        let estimate = Estimate::of(&column).expect("values");
        let middle = Middle::median(Unit::Pounds, &estimate);
        assert_eq!(middle.in_brackets(), "90%: −£1.5m to £7.5m; standard error £0.2m");
        let one = Estimate::of(&[5.0]).expect("a value");
        assert_eq!(Middle::mean(Unit::Count, &one).error, "–");
    }
}
