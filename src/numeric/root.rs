//! A root inside a bracket.

/// Where a continuous function crosses zero between `low` and `high`, at which its signs differ.
///
/// The bracket is the invariant: it always holds a sign change, and each step makes it smaller.
/// Steps are regula falsi with the Illinois rule (halve the stale end's value when the same end
/// moves twice), and a bisection whenever three steps have not halved the bracket, so that
/// convergence never depends on the function's shape. Ends when the bracket is narrower than
/// `tolerance × max(1, |root|)`.
///
/// `None` when both ends have the same sign: there is nothing to find.
pub fn bracketed(
    mut low: f64,
    mut high: f64,
    tolerance: f64,
    f: impl Fn(f64) -> f64,
) -> Option<f64> {
    let (mut at_low, mut at_high) = (f(low), f(high));
    if at_low == 0.0 {
        return Some(low);
    }
    if at_high == 0.0 {
        return Some(high);
    }
    if at_low.is_nan() || at_high.is_nan() || at_low.signum() == at_high.signum() {
        return None;
    }
    let mut width_three_ago = high - low;
    for step in 1..200 {
        if high - low <= tolerance * low.abs().max(high.abs()).max(1.0) {
            break;
        }
        let bisect = step % 3 == 0 && high - low > 0.5 * width_three_ago;
        if step % 3 == 0 {
            width_three_ago = high - low;
        }
        let secant = low - at_low * (high - low) / (at_high - at_low);
        let next = if bisect || !(low < secant && secant < high) {
            f64::midpoint(low, high)
        } else {
            secant
        };
        let value = f(next);
        if value == 0.0 {
            return Some(next);
        }
        if value.signum() == at_low.signum() {
            low = next;
            at_low = value;
            at_high *= 0.5;
        } else {
            high = next;
            at_high = value;
            at_low *= 0.5;
        }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_root_of_awkward_functions() {
        type Row = (f64, f64, f64, fn(f64) -> f64);
        let rows: [Row; 4] = [
            (0.0, 2.0, 2.0_f64.sqrt(), |x| x * x - 2.0),
            (-10.0, 10.0, 0.0, |x| x.powi(9)),
            (0.0, 1.0, 0.999, |x| if x < 0.999 { -1e-9 } else { 1e9 }),
            (0.0, 1.0, 1.0, |x| 1.0 - x),
        ];
        for (row, (low, high, root, f)) in rows.into_iter().enumerate() {
            let found = bracketed(low, high, 1e-12, f).expect("a sign change");
            // A ninth power is flat near its root: any value within its rounding is as good.
            assert!((found - root).abs() < 1e-9, "row {row}: {found}");
        }
    }

    #[test]
    fn says_when_there_is_nothing_to_find() {
        assert_eq!(bracketed(0.0, 1.0, 1e-12, |x| x + 1.0), None);
    }
}
