//! Whole numbers of small positive ones, in one addition.

/// Above 2⁵² a number has no fraction, so that adding this rounds and leaves the whole number in
/// the lowest bits; a cast would take ten instructions to look for what does not fit.
const SHIFT: f64 = (1_u64 << 52) as f64;

/// The nearest whole number, ties to even, of a number from 0 to `most`; what lies outside, and what
/// is infinite, is cut to these.
#[inline]
pub fn nearest(value: f64, most: u32) -> u32 {
    let most = f64::from(most);
    // Comparisons rather than `clamp`: each is one instruction.
    let below = if value < most { value } else { most };
    let within = if 0.0 < below { below } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are the number")]
    {
        (within + SHIFT).to_bits() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_a_cast_would_and_cuts_what_lies_outside() {
        for (value, whole) in
            [(0.0, 0), (0.49, 0), (0.51, 1), (2.5, 2), (3.5, 4), (7_304.6, 7_305), (9e9, 10_000)]
        {
            assert_eq!(nearest(value, 10_000), whole, "{value}");
        }
        assert_eq!(nearest(f64::INFINITY, 7), 7);
        assert_eq!(nearest(-1.0, 7), 0);
    }
}
