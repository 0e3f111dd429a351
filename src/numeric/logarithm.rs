//! The natural logarithm by table, for the draws of the family loop.

/// Intervals into which the mantissa is cut, by its first bits.
const CELLS: usize = 128;

/// Of each cell's middle: its inverse, and the logarithm of what that inverse is the inverse of.
static MIDDLES: [(f64, f64); CELLS] = {
    let mut middles = [(0.0, 0.0); CELLS];
    let mut cell = 0;
    while cell < CELLS {
        let inverse = 1.0 / (1.0 + (cell as f64 + 0.5) / CELLS as f64);
        middles[cell] = (inverse, -series(inverse));
        cell += 1;
    }
    middles
};

/// `ln x` of a number near 1 by `2 artanh((x - 1) / (x + 1))`, before the program runs.
const fn series(x: f64) -> f64 {
    let ratio = (x - 1.0) / (x + 1.0);
    let square = ratio * ratio;
    let mut sum = 0.0;
    let mut term = 41;
    while term > 0 {
        sum = sum * square + 1.0 / term as f64;
        term -= 2;
    }
    2.0 * ratio * sum
}

/// `ln x` of a positive, normal number: three roundings, and so within 7 × 10⁻¹⁶ of the result, or
/// of 1 where that is more.
///
/// With `x = 2^e m` and `c` the middle of the cell of `m`, it is
/// `e ln 2 + ln c + ln(m / c)`, and `m / c` is so near 1 that a short series has every digit:
/// a quarter of the instructions of `libm::log`, and like it the same on every machine.
#[inline]
pub fn ln(x: f64) -> f64 {
    const ONE: u64 = 1.0_f64.to_bits();
    let bits = x.to_bits();
    let cell = (bits >> 45) as usize % CELLS;
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | ONE);
    #[expect(clippy::cast_possible_wrap, reason = "the sign bit is clear")]
    let exponent = ((bits >> 52) as i64 - 1_023) as f64;
    let (inverse, ln_middle) = MIDDLES[cell];
    let r = mantissa * inverse - 1.0;
    let tail = r * (1.0 / 3.0 - r * (0.25 - r * (0.2 - r * (1.0 / 6.0 - r * (1.0 / 7.0)))));
    exponent * std::f64::consts::LN_2 + ln_middle + (r - r * r * (0.5 - tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against `libm::log` over the whole range of a draw, densest where it is near 0 or 1.
    #[test]
    fn every_draw_has_its_logarithm_to_the_last_digits() {
        let tiny = (1..=1_000).map(|index| f64::from(index) * 2.0_f64.powi(-53));
        let near_one = (1..=1_000).map(|index| 1.0 - f64::from(index) * 2.0_f64.powi(-53));
        let between = (1..1_000_000).map(|index| f64::from(index) / 1e6);
        let scales = (-60..0).map(|index| 1.37 * 2.0_f64.powi(index));
        for x in tiny.chain(near_one).chain(between).chain(scales) {
            let (found, right) = (ln(x), libm::log(x));
            assert!((found - right).abs() <= 7e-16 * right.abs().max(1.0), "{x}: {found} {right}");
            assert!(found < 0.0, "{x}: {found}");
        }
    }
}
