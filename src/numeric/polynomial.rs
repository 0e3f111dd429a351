//! A polynomial's values, and all its roots between 0 and 1.

use super::root;

/// `Σ coefficients[k] × x^k`, by Horner's rule: four sums of every fourth coefficient, since one alone
/// would wait for itself.
pub fn value(coefficients: &[f64], x: f64) -> f64 {
    let fourth = (x * x) * (x * x);
    let (fours, rest) = coefficients.as_chunks::<4>();
    let mut sums = [0.0; 4];
    sums[..rest.len()].copy_from_slice(rest);
    for four in fours.iter().rev() {
        for (sum, coefficient) in sums.iter_mut().zip(four) {
            *sum = *sum * fourth + coefficient;
        }
    }
    sums.into_iter().rev().fold(0.0, |sum, it| sum * x + it)
}

/// Roots closer together than this are not told apart.
const CLOSEST: f64 = 1e-13;

/// The roots of `Σ coefficients[k] × x^k` with 0 < x < 1, ascending. Neither 0 nor 1 is a root.
/// Two that agree to some seven digits cannot be told from none by numbers of sixteen, and may be
/// counted as either.
///
/// Descartes: a power series has no more roots between 0 and 1 than its coefficients change sign, and
/// less only by an even number. The series `Σ coefficients[k] × x^k / (1 - x)`, whose coefficients
/// are cumulative sums, mostly tells at once that there is one root or none. Otherwise the rule is
/// applied to the Bernstein coefficients of ever smaller intervals (Lane and Riesenfeld, 1981).
pub fn roots_below_one(coefficients: &[f64]) -> Vec<f64> {
    let cumulative = coefficients.iter().scan(0.0, |sum, it| {
        *sum += it;
        Some(*sum)
    });
    let mut roots = Vec::new();
    match sign_changes(cumulative) {
        0 => {}
        1 => roots.push(only_root(coefficients, 0.0, 1.0)),
        _ => isolate(coefficients, &bernstein(coefficients), (0.0, 1.0), &mut roots),
    }
    roots
}

/// How often the sign changes, zeros left out.
fn sign_changes(numbers: impl Iterator<Item = f64>) -> usize {
    let mut signs = numbers.filter(|number| *number != 0.0).map(|number| number > 0.0);
    let Some(mut last) = signs.next() else { return 0 };
    signs.filter(|sign| std::mem::replace(&mut last, *sign) != *sign).count()
}

/// The root between two numbers where there is one.
fn only_root(coefficients: &[f64], low: f64, high: f64) -> f64 {
    let f = |x: f64| value(coefficients, x);
    // Rounding hides the change of sign only where an end is itself as good as a root.
    root::bracketed(low, high, 1e-15, f).unwrap_or(if f(low).abs() < f(high).abs() {
        low
    } else {
        high
    })
}

/// The coefficients over the Bernstein polynomials of 0 to 1: with n the degree,
/// `b[j] = Σ C(j, i) / C(n, i) × coefficients[i]`.
fn bernstein(coefficients: &[f64]) -> Vec<f64> {
    let degree = coefficients.len() - 1;
    let mut choose = 1.0;
    let scaled = coefficients.iter().enumerate().map(|(i, coefficient)| {
        let scaled = coefficient / choose;
        choose *= (degree - i) as f64 / (i + 1) as f64;
        scaled
    });
    let mut sums: Vec<f64> = scaled.collect();
    for first in 1..=degree {
        for j in (first..=degree).rev() {
            sums[j] += sums[j - 1];
        }
    }
    sums
}

/// Finds the roots between two numbers, over which `bernstein` are the coefficients.
fn isolate(coefficients: &[f64], bernstein: &[f64], (low, high): (f64, f64), roots: &mut Vec<f64>) {
    match sign_changes(bernstein.iter().copied()) {
        0 => {}
        1 => roots.push(only_root(coefficients, low, high)),
        several if high - low < CLOSEST => {
            roots.extend(std::iter::repeat_n(f64::midpoint(low, high), several));
        }
        _ => {
            // An end is never a root: where the middle is, the halves are a little unlike.
            let half = split(bernstein, 0.5);
            let uneven = half.0.last() == Some(&0.0);
            let at = if uneven { 0.46 } else { 0.5 };
            let (left, right) = if uneven { split(bernstein, at) } else { half };
            let middle = low + at * (high - low);
            isolate(coefficients, &left, (low, middle), roots);
            isolate(coefficients, &right, (middle, high), roots);
        }
    }
}

/// The Bernstein coefficients over the part of an interval below `at`, a share of it, and over that
/// above: de Casteljau's algorithm.
fn split(bernstein: &[f64], at: f64) -> (Vec<f64>, Vec<f64>) {
    let mut right = bernstein.to_vec();
    let mut left = Vec::with_capacity(right.len());
    for length in (1..=right.len()).rev() {
        left.push(right[0]);
        for j in 1..length {
            right[j - 1] += at * (right[j] - right[j - 1]);
        }
    }
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The coefficients of `Π (1 - x / root)`.
    fn with_roots(roots: &[f64]) -> Vec<f64> {
        let mut product = vec![1.0];
        for root in roots {
            product.push(0.0);
            for k in (1..product.len()).rev() {
                product[k] -= product[k - 1] / root;
            }
        }
        product
    }

    #[test]
    fn a_value_is_the_sum_of_its_powers() {
        for length in 0..12 {
            let coefficients: Vec<f64> = (0..length).map(|k| f64::from(k * k) - 5.0).collect();
            let powers = coefficients.iter().zip(0..).map(|(it, k)| it * 1.5_f64.powi(k));
            assert_eq!(value(&coefficients, 1.5), powers.sum::<f64>(), "{length}");
        }
    }

    #[test]
    fn roots_that_are_close_are_both_found() {
        for (roots, expected) in [
            (vec![0.7, 0.700_01], 2),
            (vec![0.5, 0.25, 0.125], 3),
            (vec![0.9, 1.5, -0.3], 1),
            (vec![0.2, 0.999, 1.001], 2),
        ] {
            let found = roots_below_one(&with_roots(&roots));
            assert_eq!(found.len(), expected, "{roots:?}: {found:?}");
            for root in found {
                assert!(roots.iter().any(|it| (it - root).abs() < 1e-7), "{root} of {roots:?}");
            }
        }
    }

    #[test]
    fn a_polynomial_that_comes_near_to_nothing_and_no_nearer_has_no_root() {
        // (1 - 2x)² + 0.000001.
        assert_eq!(roots_below_one(&[1.000_001, -4.0, 4.0]), Vec::<f64>::new());
    }

    proptest! {
        /// Roots drawn anywhere, in factors of three or fewer so that the product is known to some
        /// twelve digits: as many are found between 0 and 1 as were put there.
        #[test]
        fn all_roots_are_found(roots in prop::collection::vec(0.05..2.0_f64, 1..7)) {
            let gap = |a: f64, b: f64| (a - b).abs() > 0.01;
            let apart = |at: usize| roots[..at].iter().all(|it| gap(*it, roots[at]));
            prop_assume!((0..roots.len()).all(apart) && roots.iter().all(|root| gap(*root, 1.0)));
            let mut inside: Vec<f64> = roots.iter().copied().filter(|root| *root < 1.0).collect();
            inside.sort_by(f64::total_cmp);
            let found = roots_below_one(&with_roots(&roots));
            prop_assert_eq!(found.len(), inside.len());
            for (found, root) in found.iter().zip(&inside) {
                prop_assert!((found - root).abs() < 1e-6, "{} {}", found, root);
            }
        }
    }
}
