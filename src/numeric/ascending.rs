//! Values in ascending order, sorted only where somebody looks.
//!
//! A few quantiles of many values need few of them in their places. So values are dealt by size into
//! bins of some eight, and a bin is sorted when it is first looked into. The order is that of
//! [`f64::total_cmp`], whatever the bins.

use std::borrow::Cow;

use super::rounding::nearest;

/// Values to a bin, were they spread evenly.
const PER_BIN: usize = 8;
/// More would not stay near the processor while values are dealt.
const MOST_BINS: usize = 4096;

/// Values that can be asked for by their place in ascending order.
#[derive(Clone, Debug)]
pub struct Ascending {
    /// Bin after bin.
    ordinals: Vec<i64>,
    bins: Vec<Bin>,
}

#[derive(Clone, Copy, Debug)]
struct Bin {
    /// The place after its last.
    end: usize,
    is_sorted: bool,
}

impl Ascending {
    /// Of the values that are not NaN.
    pub fn of(values: &[f64]) -> Self {
        let (ordinals, ends) = dealt(&defined(values), |_, value| ordinal(value));
        let bins = ends.into_iter().map(|end| Bin { end, is_sorted: false }).collect();
        Self { ordinals, bins }
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.ordinals.len()
    }

    /// The value at a place, from 0.
    pub fn at(&mut self, place: usize) -> f64 {
        self.sort(self.bins.partition_point(|bin| bin.end <= place));
        number(self.ordinals[place])
    }

    fn sort(&mut self, bin: usize) {
        let start = if bin > 0 { self.bins[bin - 1].end } else { 0 };
        let Bin { end, is_sorted } = &mut self.bins[bin];
        if !*is_sorted {
            self.ordinals[start..*end].sort_unstable();
            *is_sorted = true;
        }
    }

    /// The quantile at `p`, or the least or greatest value where that is below 0 or above 1: between
    /// the two nearest (R's type 7, NumPy's default).
    pub fn quantile(&mut self, p: f64) -> f64 {
        let last = self.count() - 1;
        let position = p.clamp(0.0, 1.0) * last as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a position in the list"
        )]
        let below = position as usize;
        let (low, high) = (self.at(below), self.at((below + 1).min(last)));
        let part = position - below as f64;
        // From minus infinity no part of a step leads anywhere, and nothing of an infinite step is no number.
        if 0.0 < part && low < high && low.is_finite() { low + part * (high - low) } else { low }
    }

    /// The least value that a share `p` of all values does not exceed, or the least or greatest of all
    /// where `p` is below 0 or above 1 (R's type 1).
    pub fn reached_by(&mut self, p: f64) -> f64 {
        let count = self.count();
        // A share such as 0.15 of 20, which is 3 but for its last digit, is 3.
        let reached = p.clamp(0.0, 1.0) * count as f64 * (1.0 - f64::EPSILON);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in the list"
        )]
        let place = reached.ceil() as usize;
        self.at(place.max(1) - 1)
    }
}

/// The values that are not NaN, in ascending order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut ascending = Ascending::of(values);
    (0..ascending.bins.len()).for_each(|bin| ascending.sort(bin));
    ascending.ordinals.into_iter().map(number).collect()
}

/// Rows in the order of their values, none of which is NaN; of equal values the earlier row first.
pub fn order(values: &[f64]) -> Vec<usize> {
    // The values lie beside their rows, so that no comparison looks elsewhere.
    let (mut order, ends) = dealt(values, |row, value| (ordinal(value), row));
    let mut start = 0;
    for end in ends {
        order[start..end].sort_unstable();
        start = end;
    }
    order.into_iter().map(|it| it.1).collect()
}

/// The values that are not NaN.
pub fn defined(values: &[f64]) -> Cow<'_, [f64]> {
    // All are looked at, so that one instruction looks at several.
    let is_any_missing = values.iter().fold(false, |found, it| found | it.is_nan());
    if is_any_missing {
        values.iter().copied().filter(|it| !it.is_nan()).collect()
    } else {
        Cow::Borrowed(values)
    }
}

/// What stands for each value, none of which is NaN, bin after bin; and where each bin ends.
fn dealt<T: Copy + Default>(
    values: &[f64],
    item: impl Fn(usize, f64) -> T,
) -> (Vec<T>, Vec<usize>) {
    let steps = Steps::between(values);
    if steps.last == 0 {
        let all = values.iter().enumerate().map(|(row, value)| item(row, *value));
        return (all.collect(), vec![values.len()]);
    }
    let bins: Vec<u16> = values.iter().map(|it| steps.bin(*it)).collect();
    let mut next = vec![0; usize::from(steps.last) + 1];
    for bin in &bins {
        next[usize::from(*bin)] += 1;
    }
    let mut start = 0;
    for count in &mut next {
        start += std::mem::replace(count, start);
    }
    let mut dealt = vec![T::default(); values.len()];
    for (row, (value, bin)) in values.iter().zip(&bins).enumerate() {
        let next = &mut next[usize::from(*bin)];
        dealt[*next] = item(row, *value);
        *next += 1;
    }
    // Where the next one of a bin would come is now its end.
    (dealt, next)
}

/// Even steps from the least value to the greatest, with a bin around each.
#[derive(Clone, Copy, Debug)]
struct Steps {
    least: f64,
    /// To a unit of value.
    density: f64,
    /// The first is 0.
    last: u16,
}

impl Steps {
    fn between(values: &[f64]) -> Self {
        let ends = |(least, greatest): (f64, f64), it: &f64| {
            (if *it < least { *it } else { least }, if *it > greatest { *it } else { greatest })
        };
        let (least, greatest) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
        let bins = if least < greatest { values.len() / PER_BIN } else { 1 };
        let last = u16::try_from(bins.clamp(1, MOST_BINS) - 1).expect("few bins");
        Self { least, density: f64::from(last) / (greatest - least), last }
    }

    /// Of a higher value never a lower one: a difference, a product and its rounding all ascend. Where
    /// one is no number, since an end is infinite or the ends are as near as can be, the last bin has it
    /// with all that are higher.
    fn bin(&self, value: f64) -> u16 {
        #[expect(clippy::cast_possible_truncation, reason = "no more than the last")]
        {
            nearest((value - self.least) * self.density, u32::from(self.last)) as u16
        }
    }
}

/// A whole number that stands among others as its number does among theirs by `total_cmp`: whole
/// numbers are sorted in a third of the time.
fn ordinal(number: f64) -> i64 {
    magnitude_flipped(number.to_bits().cast_signed())
}

/// The number of an ordinal.
fn number(ordinal: i64) -> f64 {
    f64::from_bits(magnitude_flipped(ordinal).cast_unsigned())
}

/// Of numbers below 0 the bits ascend where the numbers descend.
fn magnitude_flipped(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::hash::mix64;

    /// So many even draws in (0, 1].
    fn uniform(count: u64) -> impl Iterator<Item = f64> {
        (1..=count).map(|index| (mix64(index) >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// Columns that bins of one width suit and that they do not: even, all alike, a few whole numbers, a
    /// tail that puts all others into one bin, both zeros, both infinities, and a range that
    /// overflows or vanishes; each with values that are NaN.
    fn columns() -> Vec<Vec<f64>> {
        let forms: [fn(f64) -> f64; 9] = [
            |u| u - 0.5,
            |_| -3.0,
            |u| (5.0 * u).floor(),
            |u| (1.0 - u).powi(-9),
            |u| if u < 0.4 { -0.0 } else { 0.0 },
            |u| if u < 0.1 { f64::NEG_INFINITY } else { -1.0 / (u - 0.1) },
            |u| if u < 0.1 { f64::INFINITY } else { 1.0 / (u - 0.1) },
            |u| (u - 0.5) * 1.9 * f64::MAX,
            |u| (5.0 * u).floor() * f64::MIN_POSITIVE * f64::EPSILON,
        ];
        let with_nan = |form: fn(f64) -> f64, count| {
            let column = uniform(count).map(form);
            column.enumerate().map(|(row, it)| if row % 7 == 3 { f64::NAN } else { it }).collect()
        };
        let counts = [1, 2, 20, 3_000, 40_000];
        forms.iter().flat_map(|form| counts.map(|count| with_nan(*form, count))).collect()
    }

    fn by_total_cmp(column: &[f64]) -> Vec<f64> {
        let mut sorted: Vec<f64> = column.iter().copied().filter(|it| !it.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|it| it.to_bits()).collect()
    }

    #[test]
    fn every_place_holds_what_a_full_sort_puts_there() {
        for column in columns() {
            let expected = by_total_cmp(&column);
            assert_eq!(bits(&sorted(&column)), bits(&expected));
            let mut ascending = Ascending::of(&column);
            assert_eq!(ascending.count(), expected.len());
            // Back and forth, so that bins are met that were sorted before and that were not.
            let count = expected.len();
            for place in (0..count).step_by(97).flat_map(|index| [index, count - 1 - index]) {
                assert_eq!(ascending.at(place).to_bits(), expected[place].to_bits());
            }
        }
        assert_eq!((Ascending::of(&[f64::NAN]).count(), sorted(&[])), (0, vec![]));
    }

    #[test]
    fn rows_of_equal_values_keep_their_order() {
        for column in columns() {
            let column: Vec<f64> = column.into_iter().filter(|it| !it.is_nan()).collect();
            let mut expected: Vec<usize> = (0..column.len()).collect();
            expected.sort_by(|a, b| column[*a].total_cmp(&column[*b]));
            assert_eq!(order(&column), expected);
        }
    }

    #[test]
    fn quantiles_lie_between_the_two_nearest_values() {
        let mut ascending = Ascending::of(&[4.0, f64::NAN, 1.0, 3.0, 2.0, 5.0]);
        let found = [-0.1, 0.0, 0.05, 0.5, 0.9, 1.0, 1.1].map(|p| ascending.quantile(p));
        assert_eq!(found, [1.0, 1.0, 1.2, 3.0, 4.6, 5.0, 5.0]);
    }

    #[test]
    fn a_time_is_reached_by_a_share_of_values_or_never() {
        let never = f64::INFINITY;
        let mut ascending = Ascending::of(&[40.0, never, 30.0, never, f64::NAN]);
        let reached = [0.0, 0.25, 0.26, 0.5, 0.51, 1.0].map(|p| ascending.reached_by(p));
        assert_eq!(reached, [30.0, 30.0, 40.0, 40.0, never, never]);
        let between = [0.0, 0.2, 1.0 / 3.0, 0.5, 1.0].map(|p| ascending.quantile(p));
        assert_eq!(between, [30.0, 36.0, 40.0, never, never]);
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        let mut ascending = Ascending::of(&twenty);
        assert_eq!(
            (1..=20).map(|index| ascending.reached_by(f64::from(index) / 20.0)).collect::<Vec<_>>(),
            twenty
        );
    }

    #[test]
    fn ordinals_stand_as_their_numbers_do() {
        let ascending =
            [f64::NEG_INFINITY, -2.0, -1.0, -1e-310, -0.0, 0.0, 1e-310, 1.0, 2.0, f64::INFINITY];
        assert!(
            ascending.windows(2).all(|ascending| ordinal(ascending[0]) < ordinal(ascending[1]))
        );
        assert!(ascending.iter().all(|it| number(ordinal(*it)).to_bits() == it.to_bits()));
    }
}
