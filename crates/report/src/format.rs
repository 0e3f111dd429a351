//! The one place where numbers become words, in reports, at the prompt and in warnings.
//!
//! Digits that are noise are not printed: a number ends where the last digit of its standard error
//! stands. (`chart::Scale` chooses units and decimals for axes; its digits are written here as well.)

use jiff::civil::Date;

use kinward::numeric::design::Design;
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::Unit;

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
    /// Infinity is the time to an event that never comes.
    is_time: bool,
    decimals: usize,
}

impl Style {
    /// The unit in which a number of this size is written, without decimals.
    fn in_unit(unit: Unit, largest: f64) -> Self {
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
        Self { divisor, before, after, is_time: unit.is_time(), decimals: 0 }
    }

    /// The style for numbers of these sizes, of which the digits below the first of the standard error
    /// `noise` say nothing.
    fn of(unit: Unit, values: &[f64], noise: f64) -> Self {
        let sizes = || values.iter().map(|value| value.abs()).filter(|size| size.is_finite());
        let largest = sizes().fold(0.0, f64::max);
        let style = Self::in_unit(unit, largest);
        let smallest = sizes()
            .map(|size| size / style.divisor)
            .filter(|size| 1e-9 < *size)
            .fold(f64::INFINITY, f64::min);
        let usual = match unit {
            Unit::Pounds if style.divisor < 1e6 => {
                usize::from(1.0 < style.divisor && smallest < 9.95)
            }
            Unit::Pounds if smallest < 0.0995 => 2,
            Unit::Pounds | Unit::Share | Unit::YearlyRate => usize::from(smallest < 99.95),
            Unit::Multiple => 2,
            Unit::Count => {
                let fractions = values.iter().any(|value| 1e-9 < value.fract().abs());
                usize::from(fractions && largest < 19.95)
            }
            Unit::Days | Unit::Months => 0,
        };
        let meant = decimals_of_first_digit(noise / style.divisor).unwrap_or(usual);
        Self { decimals: usual.min(meant), ..style }
    }

    /// The style of a value that stands beside its standard error, in company of numbers no larger than
    /// `largest`: down to the last digit of the error, but to no more than three digits where the error
    /// is smaller than that.
    fn measured(unit: Unit, value: f64, error: f64, largest: f64) -> Self {
        let style = Self::in_unit(unit, largest.max(value.abs()).max(error));
        let usual = Self::of(unit, &[value, largest], 0.0).decimals;
        let Some(meant) = decimals_of_error(error / style.divisor) else {
            return Self { decimals: usual, ..style };
        };
        let most = match value.abs() / style.divisor {
            size if 99.95 <= size => 0,
            size if 9.995 <= size => 1,
            _ => 2,
        };
        let rounds_to_nothing =
            value != 0.0 && !has_digits(&digits(value / style.divisor, meant.min(most)));
        let decimals = match unit {
            // A little is not nothing.
            _ if rounds_to_nothing && style.divisor != 1.0 => meant.min(most).max(1),
            // Whole things and middles of whole things have no fraction to show.
            Unit::Count | Unit::Days | Unit::Months if value.fract() == 0.0 => 0,
            // Pence are two digits or none.
            Unit::Pounds if style.divisor < 10.0 && 0 < meant.min(most) => 2,
            _ => meant.min(most),
        };
        Self { decimals, ..style }
    }

    fn write(self, x: f64) -> String {
        if self.is_time && x == f64::INFINITY {
            return NEVER.to_owned();
        }
        if !x.is_finite() {
            return NONE.to_owned();
        }
        let digits = digits(x / self.divisor, self.decimals);
        let is_zero = !has_digits(&digits);
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

    /// A standard error with the decimals of its value, or with as many as it needs to be seen.
    fn write_error(self, unit: Unit, error: f64) -> String {
        if !(error.is_finite() && 0.0 < error) {
            return NONE.to_owned();
        }
        let size = error / self.divisor;
        if 0.95 <= size * power_of_ten(self.decimals) {
            return self.write(error);
        }
        // One digit is enough of an error that is smaller than what is shown of its number.
        let decimals = decimals_of_first_digit(size).unwrap_or(0);
        match unit {
            // Rather £4k than £0.004m, and rather £284 than £0.28k.
            Unit::Pounds if 1.0 < self.divisor && (2 < decimals || self.divisor < 1e6) => {
                let size = if error < 950.0 { error } else { IN_FULL.max(error) };
                Self::in_unit(unit, size).write(error)
            }
            Unit::Pounds if self.divisor < 10.0 && 0.005 <= error => {
                Self { decimals: 2, ..self }.write(error)
            }
            Unit::Pounds if self.divisor < 10.0 => NONE.to_owned(),
            _ if 4 < decimals => NONE.to_owned(),
            _ => Self { decimals, ..self }.write(error),
        }
    }
}

/// The decimals down to the last digit of a standard error that means something: its first, or its
/// second where the first is a 1, so that rounding changes no error by more than a quarter. None where
/// there is no error.
fn decimals_of_error(error: f64) -> Option<usize> {
    let first = decimals_of_first_digit(error)?;
    let is_one = (error * 10_f64.powi(i32::try_from(first).unwrap_or(0))).abs() < 1.95;
    let is_below_ten = error < 9.5;
    Some(first + usize::from(is_one && is_below_ten))
}

/// The decimals down to the first digit that is written of a standard error.
fn decimals_of_first_digit(error: f64) -> Option<usize> {
    (error.is_finite() && 0.0 < error).then(|| {
        let place = -libm::log10(error / 0.95).floor();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 12")]
        {
            place.clamp(0.0, 12.0) as usize
        }
    })
}

fn power_of_ten(decimals: usize) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

/// Whether a number that is written is more than nothing.
pub fn has_digits(written: &str) -> bool {
    written.contains(|letter: char| matches!(letter, '1'..='9'))
}

/// The size of a number to so many decimals, in groups of three: `1,204.50`. The sign is left to the
/// caller.
pub fn digits(x: f64, decimals: usize) -> String {
    // A half goes up, as one rounds by hand; the formatter would take it to the even digit.
    let scaled = x.abs() * power_of_ten(decimals);
    let rounded = if scaled < 1e15 { scaled.round() / power_of_ten(decimals) } else { x.abs() };
    grouped(&format!("{rounded:.decimals$}"))
}

/// A bare number to so many decimals, such as a correlation: `0.12`, `−0.30`, and `0.00` without a sign.
pub fn decimal(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return NONE.to_owned();
    }
    let digits = digits(x, decimals);
    let sign = if x < 0.0 && has_digits(&digits) { "−" } else { "" };
    format!("{sign}{digits}")
}

/// The same with a sign wherever it is more than nothing: `+0.12`, `−0.30`, `0.00`.
pub fn signed(x: f64, decimals: usize) -> String {
    let written = decimal(x, decimals);
    if 0.0 < x && has_digits(&written) { format!("+{written}") } else { written }
}

/// With at most so many decimals, and none at the end that are 0: `2`, `0.667`, `1,204.5`.
pub fn trimmed(x: f64, decimals: usize) -> String {
    let written = decimal(x, decimals);
    let short = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        &written
    };
    short.to_owned()
}

/// How many times something is multiplied: `×0.67`.
pub fn times(factor: f64) -> String {
    format!("×{}", decimal(factor, 2))
}

/// A number as a file or a command line takes it, free of what binary fractions leave: `0.666667`.
pub fn typed(x: f64) -> String {
    let rounded = (x * 1e6).round() / 1e6;
    if x != 0.0 && x.abs() < 1e-3 || !rounded.is_finite() {
        x.to_string()
    } else {
        rounded.to_string()
    }
}

/// The same to so many decimals.
pub fn typed_to(x: f64, decimals: usize) -> String {
    format!("{x:.decimals$}")
}

/// A number far out of any sensible range, short enough to stand anywhere: `1e18`.
pub fn power(x: f64) -> String {
    format!("{x:.0e}")
}

/// A rate such as a tariff, with its pence below £100: `£57.40`, `£863`.
pub fn rate(x: f64) -> String {
    let style = Style::in_unit(Unit::Pounds, x.abs());
    if x.abs() < 99.995 { Style { decimals: 2, ..style }.write(x) } else { pounds(x) }
}

/// A share in whole per cents: `42%`.
pub fn whole_percent(x: f64) -> String {
    Style::in_unit(Unit::Share, x.abs()).write(x)
}

/// A figure and its standard error, each as it stands beside the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub value: String,
    /// [`NONE`] where there is no error, or none that could be known.
    pub error: String,
}

impl Written {
    /// `£3.12m ± £0.03m`
    pub fn plus_minus(&self) -> String {
        self.followed_by(|error| format!(" ± {error}"))
    }

    /// `£3.12m (standard error £0.03m)`
    pub fn in_words(&self) -> String {
        self.followed_by(|error| format!(" (standard error {error})"))
    }

    fn followed_by(&self, words: impl Fn(&str) -> String) -> String {
        let error = if self.error == NONE { String::new() } else { words(&self.error) };
        format!("{}{error}", self.value)
    }
}

/// A figure that was estimated: rounded to its standard error, which is written in the same unit and to
/// the same decimals, or to as many as it needs where it is smaller than three digits of the figure.
pub fn measured(unit: Unit, figure: Measured) -> Written {
    let Measured { value, standard_error } = figure;
    let style = Style::measured(unit, value, finite(standard_error), 0.0);
    Written { value: style.write(value), error: style.write_error(unit, standard_error) }
}

/// The same of a bare number: `1.25` and `0.02`.
pub fn measured_number(figure: Measured) -> Written {
    let Written { value, error } = measured(Unit::Multiple, figure);
    let bare = |written: String| written.trim_end_matches('x').to_owned();
    Written { value: bare(value), error: bare(error) }
}

/// The same of a factor: `×1.25` and `0.02`.
pub fn measured_times(figure: Measured) -> Written {
    let Written { value, error } = measured_number(figure);
    Written { value: format!("×{value}"), error }
}

fn finite(error: f64) -> f64 {
    if error.is_finite() { error } else { 0.0 }
}

/// From one number to another: `£1.2m to £3.4m`, and where both are written alike `about £4m`, or `£4m`
/// where they are one.
pub fn range(unit: Unit, low: f64, high: f64, noise: f64) -> String {
    let written = values(unit, &[low, high], noise);
    from_to(&written[0], &written[1], low == high)
}

/// Two ends that are written; `is_one` where they are the same number, which is then said without “about”.
pub fn from_to(low: &str, high: &str, is_one: bool) -> String {
    match () {
        () if low != high => format!("{low} to {high}"),
        () if is_one || low == NONE => low.to_owned(),
        () => format!("about {low}"),
    }
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
    numbers.iter().map(|number| style.write(*number)).collect()
}

/// A number as somebody has stated it, with no more decimals than it needs: `£7m`, `365,000`.
pub fn stated(unit: Unit, x: f64) -> String {
    let style = Style::in_unit(unit, x.abs());
    let shown = x / style.divisor;
    let is_exact = |decimals: &usize| {
        let scaled = shown * power_of_ten(*decimals);
        (scaled - scaled.round()).abs() < 1e-6
    };
    let decimals = (0..=3).find(is_exact).unwrap_or(2);
    let has_pence = unit == Unit::Pounds && style.divisor < 10.0 && 0 < decimals;
    Style { decimals: if has_pence { 2 } else { decimals }, ..style }.write(x)
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
    (heading, numbers.iter().map(|number| bare.write(*number)).collect())
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

/// A standard error by itself, beside a number of this `size`.
pub fn standard_error(unit: Unit, error: f64, size: f64) -> String {
    Style::measured(unit, size, finite(error), 0.0).write_error(unit, error)
}

/// The standard error of a probability; [`NONE`] where no trial or every trial shows it, of which
/// [`chance`] says all that is known.
pub fn chance_error(chance: Chance) -> String {
    if chance.share <= 0.0 || 1.0 <= chance.share {
        return NONE.to_owned();
    }
    standard_error(Unit::Share, chance.standard_error, chance.share)
}

/// The middle of a distribution with its 90% interval and the standard error of the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Middle {
    pub middle: String,
    /// [`NONE`] where it cannot be known or there is none.
    pub error: String,
    interval: String,
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

    /// The middle has the digits that its error leaves, the ends of the interval those that numbers of
    /// their size usually have.
    fn of(unit: Unit, estimate: &Estimate, middle: f64, error: f64) -> Self {
        let (low, high) = (estimate.p05(), estimate.p95());
        let sizes = [low.abs(), high.abs()].into_iter().filter(|size| size.is_finite());
        let style = Style::measured(unit, middle, finite(error), sizes.fold(0.0, f64::max));
        let ends = values(unit, &[low, high, middle], finite(error));
        Self {
            middle: style.write(middle),
            // One trial has no error that could be known.
            error: style.write_error(unit, error),
            interval: from_to(&ends[0], &ends[1], low == high),
        }
    }

    /// `−£1.2m to £8.4m`
    pub fn interval(&self) -> String {
        self.interval.clone()
    }

    /// `90%: −£1.2m to £8.4m; standard error £0.03m`
    pub fn in_brackets(&self) -> String {
        let error = if self.error == NONE {
            String::new()
        } else {
            format!("; standard error {}", self.error)
        };
        format!("90%: {}{error}", self.interval)
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

/// `9.0% ± 0.3%`, and `none` without an error.
pub fn measured_chance(chance: Chance, trials: usize) -> Written {
    Written { value: short_chance(chance, trials), error: chance_error(chance) }
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

/// The same where not all trials have a value: `18% of the 28 trials with a value`.
pub fn share_of_those(chance: Chance, with_value: usize, trials: usize) -> String {
    if with_value == trials {
        return share_of_trials(chance, trials);
    }
    let share = short_chance(chance, with_value);
    let of = if share == "all" { "all" } else { &format!("{share} of") };
    format!("{of} the {} with a value", counted(with_value, "trial"))
}

/// `9.0% of trials (standard error 0.3%)`; none of trials and all of them have none.
pub fn share_with_error(chance: Chance, trials: usize) -> String {
    let share = share_of_trials(chance, trials);
    match chance_error(chance).as_str() {
        NONE => share,
        error => format!("{share} (standard error {error})"),
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
        assert_eq!(values(Unit::Pounds, &[3.12e6], 1.3e6), ["£3m"]);
        assert_eq!(values(Unit::Pounds, &[3.12e6], 0.3e6), ["£3.1m"]);
        assert_eq!(values(Unit::Pounds, &[3.12e6], 0.1e6), ["£3.1m"]);
        assert_eq!(values(Unit::Multiple, &[1.384], 0.001), ["1.38x"]);
        assert_eq!(values(Unit::Multiple, &[1.384], 0.2), ["1.4x"]);
    }

    #[test]
    fn a_figure_is_rounded_to_its_error() {
        use Unit::{Count, Days, Months, Multiple, Pounds, Share, YearlyRate};
        let rows = [
            (Pounds, 3.123e6, 31_000.0, "£3.12m ± £0.03m"),
            (Pounds, 3.123e6, 4_100.0, "£3.12m ± £4k"),
            (Pounds, -230e3, 20e3, "−£230k ± £20k"),
            (Pounds, 28_000.0, 284.0, "£28.0k ± £0.3k"),
            (Pounds, 254.0, 12.3, "£254 ± £12"),
            (Pounds, 52.314, 1.2, "£52.31 ± £1.20"),
            (Pounds, 52.314, 0.04, "£52.31 ± £0.04"),
            (Pounds, 3.1e6, 0.0, "£3.1m"),
            (Pounds, 0.0, 0.0, "£0"),
            (Pounds, 0.2e6, 3.2e6, "£0.2m ± £3.2m"),
            (Pounds, f64::NAN, f64::NAN, "–"),
            (YearlyRate, 0.0812, 0.0031, "8.1% ± 0.3%"),
            (Share, 0.0012, 0.0001, "0.12% ± 0.01%"),
            (Share, 0.612, 0.028, "61% ± 3%"),
            (Share, 0.612, 0.012, "61.2% ± 1.2%"),
            (Days, 91_234.0, 212.4, "91,234 ± 212"),
            (Months, 9.0, 0.0, "9"),
            (Months, 9.0, 0.3, "9 ± 0.3"),
            (Months, 9.34, 0.3, "9.3 ± 0.3"),
            (Count, 51.52, 0.4, "51.5 ± 0.4"),
            (Multiple, 1.384, 0.052, "1.38x ± 0.05x"),
            (Multiple, 1.384, 0.001_2, "1.38x ± 0.001x"),
        ];
        for (unit, value, standard_error, expected) in rows {
            assert_eq!(measured(unit, Measured { value, standard_error }).plus_minus(), expected);
        }
        let it = measured_times(Measured { value: 0.666_666_7, standard_error: 0.02 });
        assert_eq!(it.plus_minus(), "×0.67 ± 0.02");
        assert_eq!(it.in_words(), "×0.67 (standard error 0.02)");
    }

    /// The number that a reader takes from what is written, and the step of its last digit.
    fn read(written: &str) -> (f64, f64) {
        let scale = match written {
            _ if written.ends_with("bn") => 1e9,
            _ if written.ends_with('m') => 1e6,
            _ if written.ends_with('k') => 1e3,
            _ if written.ends_with('%') => 0.01,
            _ => 1.0,
        };
        let digits: String =
            written.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
        let decimals = digits.split_once('.').map_or(0, |it| it.1.len());
        let sign = if written.starts_with('−') { -1.0 } else { 1.0 };
        let size: f64 = digits.parse().unwrap_or_else(|_| panic!("`{written}` has no number"));
        (sign * size * scale, scale / power_of_ten(decimals))
    }

    proptest::proptest! {
        /// Over fifteen magnitudes of both: what is read back is the figure, to half of its error or to
        /// three digits; the error is off by no more than a third; neither is written finer than half a
        /// digit of the error, nor with the tail of a binary fraction.
        #[test]
        fn what_is_written_is_what_was_measured(
            unit in proptest::sample::select(vec![
                Unit::Pounds, Unit::Share, Unit::YearlyRate, Unit::Multiple, Unit::Count, Unit::Days,
                Unit::Months,
            ]),
            mantissa in 1.0..10.0_f64,
            exponent in -2..11_i32,
            is_loss: bool,
            relative in -4.0..1.5_f64,
        ) {
            let is_share = matches!(unit, Unit::Share | Unit::YearlyRate);
            let size = mantissa * 10_f64.powi(if is_share { exponent.min(2) - 3 } else { exponent });
            let value = if is_loss { -size } else { size };
            let standard_error = size * 10_f64.powf(relative);
            let written = measured(unit, Measured { value, standard_error });
            let context = format!("{unit:?} {value} ± {standard_error}: {}", written.plus_minus());
            let (shown, step) = read(&written.value);
            // Two decimals of the unit are the finest that is written.
            let finest = if is_share { 0.000_051 } else { 0.0051 };
            let allowed = (0.53 * standard_error).max(0.0051 * size).max(finest);
            proptest::prop_assert!((shown - value).abs() <= allowed, "{context}");
            // No more than three digits, but for whole numbers, pence and what the error asks for.
            let is_short = size < 1000.0 * step || 1.0 <= step || unit == Unit::Pounds && size < IN_FULL;
            proptest::prop_assert!(is_short, "{context}");
            if written.error != NONE {
                let (error, error_step) = read(&written.error);
                let near = (error / standard_error - 1.0).abs() <= 0.34;
                proptest::prop_assert!(near || error_step < 0.011, "{context}");
            }
        }
    }

    #[test]
    fn an_error_of_nothing_is_not_written() {
        assert_eq!(standard_error(Unit::Months, 0.0, 9.0), NONE);
        let of = |events| Chance::of(events, 7_000).expect("trials");
        assert_eq!(chance_error(of(0)), NONE);
        assert_eq!(chance_error(of(7_000)), NONE);
        assert_eq!(chance_error(of(700)), "0.4%");
        assert_eq!(share_with_error(of(0), 7_000), "none of 7,000 trials");
        assert_eq!(share_with_error(of(700), 7_000), "10.0% of trials (standard error 0.4%)");
    }

    #[test]
    fn a_range_whose_ends_are_written_alike_is_one_value() {
        assert_eq!(range(Unit::Pounds, 3.62e6, 4.38e6, 2e6), "about £4m");
        assert_eq!(range(Unit::Pounds, 3.62e6, 4.38e6, 0.0), "£3.6m to £4.4m");
        assert_eq!(range(Unit::Pounds, 4e6, 4e6, 0.0), "£4.0m");
        assert_eq!(range(Unit::Pounds, f64::NAN, f64::NAN, 0.0), NONE);
    }

    #[test]
    fn bare_numbers_have_no_tails() {
        let decimals = [0.1234, -0.3, -0.001, f64::NAN].map(|x| decimal(x, 2));
        assert_eq!(decimals, ["0.12", "−0.30", "0.00", "–"]);
        assert_eq!([0.1234, -0.3, 0.001].map(|x| signed(x, 2)), ["+0.12", "−0.30", "0.00"]);
        assert_eq!([2.0 / 3.0, 2.0, 1204.5].map(|x| trimmed(x, 3)), ["0.667", "2", "1,204.5"]);
        assert_eq!([2.0 / 3.0, 0.1 + 0.2, -5e-7].map(typed), ["0.666667", "0.3", "-0.0000005"]);
        assert_eq!(
            [862.989, 57.4, 57.0, 1_171.2, -0.001].map(rate),
            ["£863", "£57.40", "£57.00", "£1,171", "£0.00"]
        );
        assert_eq!(
            [2.0 / 3.0, 862.989, 57.4].map(|x| stated(Unit::Pounds, x)),
            ["£0.67", "£862.99", "£57.40"]
        );
    }

    #[test]
    fn a_probability_is_never_rounded_to_certainty() {
        let of = |events, trials| chance(Chance::of(events, trials).expect("trials"), trials);
        assert_eq!(of(0, 10_000), "under 1 in 10,000 (none of 10,000 trials)");
        assert_eq!(of(10_000, 10_000), "over 9,999 in 10,000 (all 10,000 trials)");
        assert_eq!(of(5, 10_000), "under 0.1%");
        assert_eq!(of(9_995, 10_000), "over 99.9%");
        assert_eq!(of(902, 10_000), "9.0%");
        assert_eq!(of(73, 100_000), "under 0.1%");
        assert_eq!(of(7_312, 100_000), "7.3%");
        assert_eq!(of(1, 300), "0.3%");
        assert_eq!(of(299, 300), "99.7%");
        assert_eq!(of(1, 1), "1 of 1");
        for (trials, events) in (1..400).map(|index| (index * 7, index)) {
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
        assert_eq!(of(180, 2_000), "9.0% of trials");
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
        let column: Vec<f64> = (0..1000).map(|index| f64::from(index) * 1e4 - 2e6).collect();
        let estimate = Estimate::of(&column).expect("values");
        let middle = Middle::median(Unit::Pounds, &estimate);
        assert_eq!(middle.in_brackets(), "90%: −£1.5m to £7.5m; standard error £0.16m");
        let one = Estimate::of(&[5.0]).expect("a value");
        assert_eq!(Middle::mean(Unit::Count, &one).error, "–");
    }
}
