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

/// The nearest whole number, halves up, of a number that is not negative: as a length of time is
/// rounded. The number below a half is added, so that only the cast rounds.
#[inline]
pub fn half_up(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what lies outside is cut to the ends"
    )]
    {
        (value + 0.5_f64.next_down()) as u32
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

    #[test]
    fn a_half_is_rounded_up() {
        let halves =
            [(0.0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (730.5, 731), (9e9, u32::MAX)];
        for (value, whole) in halves {
            assert_eq!(half_up(value), whole, "{value}");
        }
        assert_eq!(half_up(0.5_f64.next_down()), 0);
    }
}
