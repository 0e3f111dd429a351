//! Quantiles of any distribution that can be made are finite, and never fall.
#![no_main]

use kinward::assumption::Spread;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, f64, f64, f64, u32, u32)| {
    let (form, a, b, c, one, other) = input;
    let made = match form % 9 {
        0 => Spread::beta_from_counts(a, b),
        1 => Spread::beta_from_moments(a, b),
        2 => Spread::gamma(a, b),
        3 => Spread::lognormal_from_moments(a, b),
        4 => Spread::lognormal_from_interval(a, [b, c]),
        5 => Spread::normal(a, b),
        6 => Spread::uniform(a, b),
        7 => Spread::triangular(a, b, c),
        _ => Spread::pert(a, b, c),
    };
    let Some(spread) = made.ok().filter(|it| it.drawable().is_ok()) else { return };
    let share = |number: u32| (f64::from(number) + 0.5) / 4_294_967_296.0;
    let at = [one.min(other), one.max(other)].map(|number| spread.quantile(share(number)));
    assert!(at.iter().all(|value| value.is_finite()), "{spread:?}: {at:?}");
    assert!(at[0] <= at[1], "{spread:?}: {at:?}");
});
