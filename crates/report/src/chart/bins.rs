//! Values gathered into equal bins with round edges.

use super::axis::{step, tame};

/// Counts in neighbouring bins. The first and the last also hold what lies beyond them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bins {
    /// Lower edge of the first bin.
    pub(super) start: f64,
    pub(super) width: f64,
    pub(super) counts: Vec<usize>,
    /// Whether the first bin holds values below its lower edge.
    pub(super) is_open_below: bool,
    pub(super) is_open_above: bool,
    /// Whether each bin holds one whole number, which stands in its middle.
    pub(super) is_counted: bool,
}

/// At most about this many bins, at least two fifths of it.
const WANTED: u32 = 48;
/// What lies outside of the central 99.8% goes to the end bins.
const TAIL: f64 = 0.001;

impl Bins {
    /// Bins of the finite ones among `values`; none when there are none. An edge of a bin lies at
    /// `edge`, so that no bar stands astride a threshold.
    pub(super) fn new(values: &[f64], edge: f64) -> Option<Self> {
        let mut sorted: Vec<f64> =
            values.iter().copied().filter(|x| x.is_finite()).map(tame).collect();
        sorted.sort_by(f64::total_cmp);
        let (&least, &most) = (sorted.first()?, sorted.last()?);
        let (low, high) = (quantile(&sorted, TAIL), quantile(&sorted, 1.0 - TAIL));
        let size = low.abs().max(high.abs());
        let range = if (size * 1e-9).max(1e-9) < high - low { high - low } else { 0.0 };
        let whole = sorted.iter().all(|x| x.fract().abs() < 1e-9) && range < 1e4 && 0.0 < range;
        let width = match range {
            0.0 if size < 1e-9 => 0.05,
            0.0 => step(size, WANTED),
            range if whole => step(range, WANTED).max(1.0),
            range => step(range, WANTED),
        };
        // Whole numbers stand in the middle of a bin as wide as they are apart.
        let is_counted = whole && width < 1.5;
        let origin = if is_counted { -0.5 } else { tame(edge) };
        let spare = if range > 0.0 { 0.0 } else { 8.0 };
        let first = ((low - origin) / width + 1e-9).floor() - spare;
        let beyond = ((high - origin) / width - 1e-9).ceil().max(first + 1.0 + spare) + spare;
        let start = origin + first * width;
        let mut counts = vec![0; index(beyond - first, 400).max(1)];
        for &x in &sorted {
            let bin = index((x - start) / width + 1e-9, counts.len() - 1);
            counts[bin] += 1;
        }
        let end = start + width * counts.len() as f64;
        let slack = width * 1e-6;
        Some(Self {
            start,
            width,
            counts,
            is_open_below: least < start - slack,
            is_open_above: end + slack < most,
            is_counted,
        })
    }

    pub(super) fn end(&self) -> f64 {
        self.lower_edge(self.counts.len())
    }

    pub(super) fn lower_edge(&self, bin: usize) -> f64 {
        self.start + self.width * bin as f64
    }

    pub(super) fn largest(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0)
    }
}

/// The value at the share `p` of `sorted`, which is not empty.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let last = sorted.len() - 1;
    sorted[index((p * last as f64).round(), last)]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of the index"
)]
fn index(x: f64, last: usize) -> usize {
    x.clamp(0.0, last as f64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_a_bin_and_an_edge_lies_at_the_threshold() {
        let values: Vec<f64> = (0..5000).map(|i| f64::from(i) * 1_733.0 - 1e6).collect();
        let bins = Bins::new(&values, 0.0).unwrap();
        assert_eq!(bins.counts.iter().sum::<usize>(), values.len());
        assert!((bins.start / bins.width).fract().abs() < 1e-9);
    }

    #[test]
    fn outliers_are_gathered_at_the_ends() {
        let mut values: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 100.0).collect();
        values.extend([-1e6, 1e6]);
        let bins = Bins::new(&values, 0.0).unwrap();
        assert!(bins.is_open_below && bins.is_open_above);
        assert!(bins.counts.len() < 100);
        assert_eq!(bins.counts.iter().sum::<usize>(), values.len());
    }

    #[test]
    fn whole_numbers_stand_in_the_middle_of_their_bins() {
        let bins = Bins::new(&[3.0, 4.0, 4.0, 5.0], 0.0).unwrap();
        assert_eq!((bins.start, bins.width), (2.5, 1.0));
        assert_eq!(bins.counts, [1, 2, 1]);
    }

    #[test]
    fn odd_values_have_bins() {
        assert_eq!(Bins::new(&[], 0.0), None);
        assert_eq!(Bins::new(&[f64::NAN, f64::INFINITY], 0.0), None);
        for value in [0.0, -3e6, 5.0, f64::MAX, 1e-300] {
            let bins = Bins::new(&[value; 3], 0.0).unwrap();
            assert_eq!(bins.largest(), 3, "{value}");
            assert!(bins.start.is_finite() && 0.0 < bins.width);
        }
        assert!(Bins::new(&[f64::MIN, f64::MAX], f64::NAN).is_some());
    }
}
