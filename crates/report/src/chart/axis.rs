//! From numbers to places: a linear axis with ticks at 1, 2 or 5 times a power of ten.

use super::scale::{Format, Scale};

/// Whether an axis stops at the data or goes on to the next tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Tight,
    ToTicks,
}

/// A range of numbers laid along a range of pixels.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Pixels of `low` and `high`.
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) ticks: Vec<f64>,
    pub(super) format: Format,
}

impl Axis {
    /// An axis over `[low, high]` with about `wanted` ticks; its pixels are given by
    /// [`Self::along`]. A range without length is widened.
    pub(super) fn new(scale: Scale, low: f64, high: f64, wanted: u32, fit: Fit) -> Self {
        let (mut low, mut high) = widened(limit(low), limit(high));
        let step = step(high - low, wanted);
        if fit == Fit::ToTicks {
            low = (low / step + 1e-9).floor() * step;
            high = (high / step - 1e-9).ceil() * step;
        }
        let ticks = ticks(low, high, step);
        let format = scale.format(&ticks);
        Self { low, high, from: 0.0, to: 1.0, ticks, format }
    }

    /// An axis that stops at the data; from 0 to 1 where there are none.
    pub(super) fn over(scale: Scale, range: Range, wanted: u32) -> Self {
        let range = if range.is_empty() { Range { low: 0.0, high: 1.0 } } else { range };
        Self::new(scale, range.low, range.high, wanted, Fit::Tight)
    }

    pub(super) fn along(self, from: f64, to: f64) -> Self {
        Self { from, to, ..self }
    }

    /// The pixel of `x`, kept on the axis.
    pub(super) fn at(&self, x: f64) -> f64 {
        let share = (limit(x).clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    pub(super) fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    pub(super) fn labels(&self) -> Vec<String> {
        self.ticks.iter().map(|&tick| self.format.write(tick)).collect()
    }
}

/// From the least to the greatest of what is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// Of nothing.
    pub(super) const EMPTY: Self = Self { low: f64::MAX, high: f64::MIN };

    /// Those of `values` that are numbers.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values = values.into_iter().filter(|x| !x.is_nan()).map(tame);
        values.fold(Self::EMPTY, |range, x| range.and(Self { low: x, high: x }))
    }

    pub(super) fn is_empty(self) -> bool {
        self.high < self.low
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Up to `x`, where that makes it at most `times` as long.
    pub(super) fn reaching(self, x: f64, times: f64) -> Self {
        let longer = self.and(Self::of([x]));
        if longer.width() <= times * self.width() { longer } else { self }
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }

    /// A range with some width.
    pub(super) fn widened(self) -> Self {
        let (low, high) = widened(limit(self.low), limit(self.high));
        Self { low, high }
    }

    /// With room at both ends, as a share of its width.
    pub(super) fn padded(self, share: f64) -> Self {
        let pad = self.width() * share;
        Self { low: self.low - pad, high: self.high + pad }
    }

    pub(super) fn width(self) -> f64 {
        self.high - self.low
    }
}

/// A number with which one can safely go on calculating.
pub(super) fn tame(x: f64) -> f64 {
    if x.is_nan() { 0.0 } else { x.clamp(-1e18, 1e18) }
}

/// Wider than any tame value, so that an axis has room for sums and around its data.
fn limit(x: f64) -> f64 {
    if x.is_nan() { 0.0 } else { x.clamp(-1e20, 1e20) }
}

fn widened(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = (low.min(high), low.max(high));
    let size = low.abs().max(high.abs());
    if (size * 1e-9).max(1e-12) < high - low {
        return (low, high);
    }
    let pad = if size < 1e-9 { 1.0 } else { size * 0.1 };
    (low - pad, high + pad)
}

/// 1, 2 or 5 times a power of ten, so that `range` holds about `wanted` steps.
pub(super) fn step(range: f64, wanted: u32) -> f64 {
    let rough = range / f64::from(wanted.max(1));
    let power = libm::pow(10.0, libm::log10(rough).floor());
    let nice = [1.0, 2.0, 5.0].into_iter().find(|nice| rough <= nice * power * 1.000_001);
    nice.unwrap_or(10.0) * power
}

fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-6).ceil();
    // Adding nothing turns a negative zero into zero.
    let tick = |i: u32| (first + f64::from(i)) * step + 0.0;
    (0..100).map(tick).take_while(|&tick| tick <= high + step * 1e-6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five() {
        for (range, expected) in [(10.0, 2.0), (11.0, 5.0), (0.07, 0.02), (4e6, 1e6), (5e6, 1e6)] {
            let step = step(range, 5);
            assert!((step / expected - 1.0).abs() < 1e-9, "{range} gives {step}");
        }
    }

    #[test]
    fn an_axis_to_ticks_holds_the_data() {
        let axis = Axis::new(Scale::Pounds, -3.1e6, 6.4e6, 5, Fit::ToTicks);
        assert_eq!(axis.labels(), ["−£4m", "−£2m", "£0", "£2m", "£4m", "£6m", "£8m"]);
        assert!(axis.contains(-3.1e6) && axis.contains(6.4e6));
    }

    #[test]
    fn places_are_linear_and_stay_on_the_axis() {
        let axis = Axis::new(Scale::Count, 0.0, 10.0, 5, Fit::Tight).along(100.0, 200.0);
        for (x, expected) in [(0.0, 100.0), (5.0, 150.0), (99.0, 200.0), (f64::NAN, 100.0)] {
            assert!((axis.at(x) - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn odd_ranges_have_finite_axes() {
        let odd = [0.0, 1.0, -1.0, 1e-300, 5e6, f64::MAX, f64::MIN, f64::NAN, f64::INFINITY];
        for low in odd {
            for high in odd {
                for fit in [Fit::Tight, Fit::ToTicks] {
                    let axis = Axis::new(Scale::Pounds, low, high, 5, fit).along(0.0, 100.0);
                    assert!(axis.low < axis.high, "{low} to {high}");
                    assert!(axis.at(low).is_finite() && axis.at(high).is_finite());
                    assert!(axis.ticks.len() < 20, "{low} to {high}: {:?}", axis.ticks);
                }
            }
        }
    }
}
