//! What a number is, and how it is written: on an axis, and by itself.

use super::super::format::{digits, power};

/// What an axis measures. Decides how its numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Pounds; written as £, £k, £m or £bn by magnitude.
    Pounds,
    /// Pounds of which the pence matter, such as a tariff a day: £57.40, but £57 where all are
    /// whole.
    PoundsAndPence,
    /// A share or a yearly rate as a fraction: 0.12 is written 12%.
    Percent,
    /// Things or people.
    Count,
    /// How many times something is multiplied: 1.5 is written ×1.5.
    Factor,
}

impl Scale {
    /// One figure by itself, to about three digits: `−£4.2m`, `£812k`, `6.3%`, `1,204`.
    pub fn value(self, x: f64) -> String {
        let size = x.abs();
        let pounds_below_which_every_pound_is_written = 9_999.5;
        match self {
            Self::PoundsAndPence => self.format(&[x]).write(x),
            Self::Pounds if size < pounds_below_which_every_pound_is_written => {
                Format { scale: self, unit: UNITS[0], decimals: 0 }.write(x)
            }
            Self::Pounds => {
                let unit = unit_of(size * 1.0005);
                let decimals = usize::from(size / unit.0 < 99.95);
                Format { scale: self, unit, decimals }.write(x)
            }
            Self::Percent => {
                let decimals = usize::from(size < 0.9995);
                Format { scale: self, unit: UNITS[0], decimals }.write(x)
            }
            Self::Count => {
                let decimals = usize::from(size < 19.95 && x.fract().abs() > 1e-9);
                Format { scale: self, unit: UNITS[0], decimals }.write(x)
            }
            Self::Factor => Format { scale: self, unit: UNITS[0], decimals: 2 }.write(x),
        }
    }

    /// Figures to be read together: in the same unit, and with as many decimals (at most two) as
    /// the smallest needs.
    pub fn values(self, figures: &[f64]) -> Vec<String> {
        let largest = figures.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let mut format = self.format(&[largest]);
        let sizes = figures.iter().map(|&x| format.in_unit(x).abs());
        let smallest = sizes.filter(|&x| 1e-9 < x).fold(f64::INFINITY, f64::min);
        format.decimals = match self {
            Self::PoundsAndPence => {
                figures.iter().map(|&x| format.decimals_of(x)).max().unwrap_or(0)
            }
            Self::Pounds if format.unit == UNITS[0] => 0,
            Self::Pounds if format.unit == UNITS[1] => usize::from(smallest < 9.95),
            Self::Pounds if smallest < 0.0995 => 2,
            Self::Pounds | Self::Percent => usize::from(smallest < 99.95),
            Self::Count => {
                usize::from(smallest < 9.95 && figures.iter().any(|x| 1e-9 < x.fract().abs()))
            }
            Self::Factor => 2,
        };
        figures.iter().map(|&x| format.write(x)).collect()
    }

    /// The one format in which all `ticks` are written: the same unit and as few decimals as do
    /// not blur them.
    pub(super) fn format(self, ticks: &[f64]) -> Format {
        let largest = ticks.iter().fold(0.0, |largest: f64, tick| largest.max(tick.abs()));
        let unit =
            if self == Self::Pounds && 10_000.0 <= largest { unit_of(largest) } else { UNITS[0] };
        let mut format = Format { scale: self, unit, decimals: 0 };
        format.decimals = ticks.iter().map(|&tick| format.decimals_of(tick)).max().unwrap_or(0);
        format
    }
}

/// A share of a whole, such as a probability, in whole percents: only nothing is written 0%, and
/// only everything 100%.
pub(super) fn whole_percent(share: f64) -> String {
    match (share * 100.0).round() {
        percent if percent < 1.0 && 0.0 < share => "<1%".to_owned(),
        percent if 99.0 < percent && share < 1.0 => ">99%".to_owned(),
        percent => Scale::Percent.format(&[]).write(percent / 100.0),
    }
}

/// How pounds are written in the cells of a table of which none is larger than `largest`, and
/// whose unit is said once.
pub(super) fn cells_of_pounds(largest: f64) -> Format {
    let mut format = Scale::Pounds.format(&[largest]);
    let has_unit = format.unit != UNITS[0];
    format.decimals = usize::from(has_unit && format.in_unit(largest) < 99.95);
    format
}

/// Divisor and suffix.
type Unit = (f64, &'static str);
const UNITS: [Unit; 4] = [(1.0, ""), (1e3, "k"), (1e6, "m"), (1e9, "bn")];

fn unit_of(size: f64) -> Unit {
    UNITS.into_iter().rfind(|unit| unit.0 <= size).unwrap_or(UNITS[0])
}

/// How the numbers of one axis are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    scale: Scale,
    unit: Unit,
    decimals: usize,
}

impl Format {
    pub(super) fn write(self, x: f64) -> String {
        let x = self.in_unit(x);
        let digits = self.digits(x);
        let nothing = digits.chars().all(|c| matches!(c, '0' | '.'));
        let sign = if x < 0.0 && !nothing { "−" } else { "" };
        match self.scale {
            Scale::Pounds | Scale::PoundsAndPence if nothing => "£0".to_owned(),
            Scale::Pounds | Scale::PoundsAndPence => format!("{sign}£{digits}{}", self.unit.1),
            Scale::Percent if nothing => "0%".to_owned(),
            Scale::Percent => format!("{sign}{digits}%"),
            Scale::Count if nothing => "0".to_owned(),
            Scale::Count => format!("{sign}{digits}"),
            Scale::Factor => format!("×{sign}{digits}"),
        }
    }

    /// The size of what is already in the unit.
    fn digits(self, x: f64) -> String {
        let limit = if self.unit.0 < 1e9 { 1e12 } else { 1e6 };
        if x.abs() < limit {
            return digits(x, self.decimals);
        }
        // Never met in a sound run, but it must not push other text off the sheet.
        power(x.abs())
    }

    /// The figure without its unit. A loss keeps its sign even where it is rounded to nothing.
    pub(super) fn bare(self, x: f64) -> String {
        let sign = if x < 0.0 { "−" } else { "" };
        format!("{sign}{}", self.digits(self.in_unit(x)))
    }

    /// What the figures without a unit are counted in: `£m`.
    pub(super) fn unit_name(self) -> String {
        format!("£{}", self.unit.1)
    }

    /// As [`Self::write`], but with the decimals that this one number needs.
    pub(super) fn write_exactly(self, x: f64) -> String {
        Self { decimals: self.decimals_of(x), ..self }.write(x)
    }

    fn in_unit(self, x: f64) -> f64 {
        match self.scale {
            Scale::Percent => x * 100.0,
            Scale::Pounds | Scale::PoundsAndPence | Scale::Count | Scale::Factor => x / self.unit.0,
        }
    }

    /// The fewest decimals, at most three, that write `x` without a visible error; pence always
    /// have two.
    fn decimals_of(self, x: f64) -> usize {
        if self.scale == Scale::PoundsAndPence {
            let pence = (x * 100.0).round();
            return if pence % 100.0 == 0.0 { 0 } else { 2 };
        }
        let x = self.in_unit(x);
        let is_exact =
            |factor: f64| (x * factor - (x * factor).round()).abs() < 1e-6 * factor.max(x.abs());
        [1.0, 10.0, 100.0].into_iter().position(is_exact).unwrap_or(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn axis(scale: Scale, ticks: &[f64], expected: &[&str]) {
        let format = scale.format(ticks);
        let written: Vec<String> = ticks.iter().map(|&tick| format.write(tick)).collect();
        assert_eq!(written, expected);
    }

    #[test]
    fn an_axis_has_one_unit_and_no_needless_decimals() {
        axis(Scale::Pounds, &[-4e6, -2e6, 0.0, 2e6], &["−£4m", "−£2m", "£0", "£2m"]);
        axis(Scale::Pounds, &[0.0, 5e5, 1e6], &["£0", "£0.5m", "£1.0m"]);
        axis(Scale::Pounds, &[0.0, 2e5, 4e5], &["£0", "£200k", "£400k"]);
        axis(Scale::Pounds, &[0.0, 2_000.0, 4_000.0], &["£0", "£2,000", "£4,000"]);
        axis(Scale::PoundsAndPence, &[57.0, 57.5, 58.0], &["£57.00", "£57.50", "£58.00"]);
        axis(Scale::PoundsAndPence, &[0.0, 20.0, 40.0], &["£0", "£20", "£40"]);
        axis(Scale::Percent, &[-0.1, 0.0, 0.1], &["−10%", "0%", "10%"]);
        axis(Scale::Percent, &[0.0, 0.005, 0.01], &["0%", "0.5%", "1.0%"]);
        axis(Scale::Count, &[0.0, 500.0, 1000.0], &["0", "500", "1,000"]);
        axis(Scale::Factor, &[0.5, 1.0, 1.5], &["×0.5", "×1.0", "×1.5"]);
    }

    #[test]
    fn a_figure_has_about_three_digits() {
        let cases = [
            (Scale::Pounds, 3_612_000.0, "£3.6m"),
            (Scale::Pounds, -812_400.0, "−£812k"),
            (Scale::Pounds, 999_960.0, "£1.0m"),
            (Scale::Pounds, 123_456_789.0, "£123m"),
            (Scale::Pounds, 4_213.4, "£4,213"),
            (Scale::Pounds, -0.2, "£0"),
            (Scale::PoundsAndPence, 57.4, "£57.40"),
            (Scale::PoundsAndPence, -57.001, "−£57"),
            (Scale::PoundsAndPence, 0.004, "£0"),
            (Scale::Percent, 0.0632, "6.3%"),
            (Scale::Percent, -1.0, "−100%"),
            (Scale::Count, 1_204.0, "1,204"),
            (Scale::Count, 12.34, "12.3"),
            (Scale::Count, 78.9, "79"),
            (Scale::Count, 7.0, "7"),
            (Scale::Factor, 1.238, "×1.24"),
        ];
        for (scale, x, expected) in cases {
            assert_eq!(scale.value(x), expected);
        }
    }

    #[test]
    fn figures_that_are_read_together_share_a_unit() {
        let together = |scale: Scale, figures: &[f64]| scale.values(figures).join(" ");
        assert_eq!(together(Scale::Pounds, &[-665e3, 4.2e6]), "−£0.7m £4.2m");
        assert_eq!(together(Scale::Pounds, &[5e4, 1.9e6]), "£0.05m £1.90m");
        assert_eq!(together(Scale::Pounds, &[25e3, 950e3]), "£25k £950k");
        assert_eq!(
            together(Scale::PoundsAndPence, &[52.0, 57.4, 1204.5]),
            "£52.00 £57.40 £1,204.50"
        );
        assert_eq!(together(Scale::PoundsAndPence, &[52.001, 66.0]), "£52 £66");
        assert_eq!(together(Scale::Percent, &[-0.0312, 0.11]), "−3.1% 11.0%");
        assert_eq!(together(Scale::Count, &[51.5, 106.2]), "52 106");
        assert_eq!(together(Scale::Pounds, &[]), "");
    }

    #[test]
    fn cells_have_no_unit_and_losses_a_sign() {
        let cells = |largest: f64, figures: &[f64]| {
            let format = cells_of_pounds(largest);
            let bare: Vec<String> = figures.iter().map(|&x| format.bare(x)).collect();
            format!("{}: {}", format.unit_name(), bare.join(" "))
        };
        assert_eq!(cells(12.5e6, &[-3.46e6, 12.5e6, -1.0, 0.0]), "£m: −3.5 12.5 −0.0 0.0");
        assert_eq!(cells(123.4e6, &[-3.46e6]), "£m: −3");
        assert_eq!(cells(812e3, &[-50.0]), "£k: −0");
        assert_eq!(cells(900.0, &[-50.2]), "£: −50");
    }

    #[test]
    fn what_is_not_certain_is_not_written_as_certain() {
        let written = [0.0, 0.002, 0.294, 0.5, 0.994, 0.998, 1.0].map(whole_percent);
        assert_eq!(written, ["0%", "<1%", "29%", "50%", "99%", ">99%", "100%"]);
    }

    #[test]
    fn odd_numbers_stay_short() {
        let scales =
            [Scale::Pounds, Scale::PoundsAndPence, Scale::Percent, Scale::Count, Scale::Factor];
        for scale in scales {
            for x in [f64::MAX, f64::MIN, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, -0.0] {
                assert!(scale.value(x).chars().count() < 16, "{}", scale.value(x));
                let format = scale.format(&[x]);
                assert!(format.write(x).chars().count() < 16, "{}", format.write(x));
                assert!(whole_percent(x).chars().count() < 16, "{}", whole_percent(x));
            }
        }
    }
}
