//! Quantiles of betas and gammas against values by another program (`tests/quantiles/make.py`) and
//! against `statrs`, over the plane of their shapes.

use kinward::numeric::hash::{GOLDEN, mix64};
use kinward::numeric::quantile;
use kinward::numeric::standard::Standard;
use kinward::numeric::table::Table;
use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal};

/// The rows of the oracle: distribution, probability, value.
fn oracle() -> Vec<(Standard, f64, f64)> {
    let text = include_str!("quantiles/oracle.csv");
    let number = |text: &str| text.parse::<f64>().expect("a number");
    text.lines()
        .skip(1)
        .map(|line| {
            let [a, b, u, value] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("four columns: {line}")
            };
            let of = if b.is_empty() {
                Standard::Gamma { shape: number(a) }
            } else {
                Standard::Beta { a: number(a), b: number(b) }
            };
            (of, number(u), number(value))
        })
        .collect()
}

/// The search has twelve digits everywhere, from shapes of 0.01 to a million millions and in both tails
/// as far as a draw goes; so has every table.
#[test]
fn every_quantile_has_twelve_digits() {
    let rows = oracle();
    assert!(rows.len() > 1_000, "{}", rows.len());
    let (mut worst, mut tables) = ((0.0, String::new()), 0);
    for (of, u, expected) in rows {
        let table = Table::new(of).and_then(|new| new.at(u));
        tables += usize::from(table.is_some());
        for found in [Some(of.quantile(u)), table].into_iter().flatten() {
            let error = if found == expected { 0.0 } else { (found / expected - 1.0).abs() };
            assert!(!error.is_nan(), "{of:?} at {u}: {found} for {expected}");
            if error > worst.0 {
                worst = (error, format!("{of:?} at {u}: {found} for {expected}"));
            }
        }
    }
    assert!(worst.0 < 1e-12, "{worst:?}");
    assert!(tables > 500, "{tables}");
}

/// Shapes at random over the plane, from a hundredth to a million millions, the same in every run.
fn shapes(from: f64) -> impl Iterator<Item = Standard> {
    let mut word = 17_u64;
    let mut unit = move || {
        word = mix64(word.wrapping_add(GOLDEN));
        (word >> 11) as f64 / (1_u64 << 53) as f64
    };
    let exponent = from.log10();
    let mut shape = move || 10_f64.powf(exponent + (12.0 - exponent) * unit());
    let mut is_beta = false;
    std::iter::from_fn(move || {
        is_beta = !is_beta;
        let (a, b) = (shape(), shape());
        Some(if is_beta { Standard::Beta { a, b } } else { Standard::Gamma { shape: a } })
    })
}

/// Every shape from 1 on has a table, and it is the search to twelve digits. Among them those from 143
/// to 171, over which the density overflowed when it was no logarithm, and the table was a constant.
#[test]
fn a_table_is_the_search_that_it_replaces_over_the_whole_plane() {
    let overflowed =
        (0..300).map(|index| Standard::Gamma { shape: 130.0 + f64::from(index) / 5.0 });
    for of in overflowed.chain(shapes(1.0).take(600)) {
        let table = Table::new(of).unwrap_or_else(|| panic!("{of:?} has no table"));
        for percent in [1e-9, 0.1, 2.5, 31.0, 50.0, 77.0, 97.5, 99.9, 100.0 - 1e-9] {
            let u = percent / 100.0;
            let (found, expected) = (table.at(u).expect("not so far out"), of.quantile(u));
            assert!((found / expected - 1.0).abs() < 1e-12, "{of:?} {u}: {found} {expected}");
        }
    }
}

/// Over the whole plane quantiles rise with the probability, and the probability of more than a quantile
/// is one less that of the quantile: to eleven digits, where the shapes are so that sixteen digits of
/// a value can say it (from 10⁸ on a value's last digit is more than that).
#[test]
fn a_quantile_is_the_inverse_of_its_distribution_over_the_whole_plane() {
    for of in shapes(0.01).take(1_500) {
        let mut before = 0.0;
        for u in [1e-12, 1e-6, 0.01, 0.2, 0.5, 0.8, 0.99, 1.0 - 1e-6] {
            let value = of.quantile(u);
            assert!(value >= before && value.is_finite(), "{of:?} {u}: {value} after {before}");
            before = value;
            let greatest = match of {
                Standard::Beta { a, b } => a.max(b),
                Standard::Gamma { shape } => shape,
            };
            // A beta near 1, or a value below the least of all, has lost the digits that it needs.
            if greatest < 1e8 && f64::MIN_POSITIVE < value && value < 0.5 {
                let above = of.above(value);
                assert!((above - (1.0 - u)).abs() < 1e-11, "{of:?} {u}: {value} {above}");
            }
        }
    }
}

/// Where `statrs` is good: its distribution functions give back the probability of our quantiles to ten
/// digits, for shapes from 0.05 to 100.
#[test]
fn another_library_agrees() {
    let is_middling = |of: &Standard| match *of {
        Standard::Beta { a, b } => (0.05..100.0).contains(&a) && (0.05..100.0).contains(&b),
        Standard::Gamma { shape } => (0.05..100.0).contains(&shape),
    };
    let mut looked_at = 0;
    for of in shapes(0.01).take(20_000).filter(is_middling) {
        for u in [0.001, 0.1, 0.5, 0.9, 0.999] {
            let value = of.quantile(u);
            let found = match of {
                Standard::Beta { a, b } => Beta::new(a, b).expect("shapes").cdf(value),
                Standard::Gamma { shape } => Gamma::new(shape, 1.0).expect("a shape").cdf(value),
            };
            // A value so near 1 that its distance from it has lost its digits says nothing.
            if value < 0.99 || matches!(of, Standard::Gamma { .. }) {
                assert!((found - u).abs() < 1e-10, "{of:?} {u}: {value} {found}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 5_000, "{looked_at}");
    for u in [1e-300, 1e-16, 0.001, 0.07, 0.3, 0.5, 0.93, 1.0 - 1e-15] {
        let (found, expected) = (quantile::normal(u), Normal::standard().inverse_cdf(u));
        assert!((found - expected).abs() <= 1e-14 * expected.abs(), "{u}: {found} {expected}");
        let (found, expected) = (quantile::normal_cdf(found), u);
        assert!((found / expected - 1.0).abs() < 1e-12, "{u}: {found}");
    }
}

/// `statrs` had 9 × 10⁻¹⁰ here.
#[test]
fn the_far_tail_of_a_small_shape_has_its_digits() {
    let found = Standard::Gamma { shape: 0.3 }.quantile(1e-6);
    assert!(6.9e-21 < found && found < 7.1e-21, "{found}");
}
