//! The internal rate of return, or why there is none.

use crate::numeric::root;
use crate::units::Money;

/// The internal rate of return of a series of monthly flows, as an annual effective rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Irr {
    /// Exactly one rate brings the net present value to zero.
    Unique(f64),
    /// Several do, because the flows change sign more than once; this is the one nearest zero.
    Ambiguous { nearest: f64, roots: usize },
    /// Money went in and none came back: -100%.
    TotalLoss,
    /// Nothing was ever invested: a return on nothing has no meaning.
    NothingInvested,
    /// No rate brings the net present value to zero, or money came back before any was paid in.
    NoRate,
}

impl Irr {
    /// The rate, where there is exactly one; a total loss is -1.
    pub fn rate(self) -> Option<f64> {
        match self {
            Self::Unique(rate) => Some(rate),
            Self::TotalLoss => Some(-1.0),
            Self::Ambiguous { .. } | Self::NothingInvested | Self::NoRate => None,
        }
    }
}

/// The highest monthly discount factor looked at: a loss of all but a millionth each month.
const FURTHEST_FACTOR: f64 = 1e6;

/// The internal rate of return of monthly flows, received positive and paid negative.
///
/// With `x` the monthly discount factor, the net present value is the polynomial `Σ flow × x^k`
/// and the annual rate `x^-12 - 1`. One change of sign means exactly one positive root (Descartes),
/// found inside a bracket. With more changes the roots are looked for on a fine grid of rates; a
/// cumulative flow that changes sign once and ends positive also has only one above -100%
/// (Norstrom, 1972).
pub fn irr(flows: &[Money]) -> Irr {
    let first = flows.iter().position(|it| *it != Money::ZERO).unwrap_or(flows.len());
    let last = flows.iter().rposition(|it| *it != Money::ZERO).map_or(first, |it| it + 1);
    let flows: Vec<f64> = flows[first..last].iter().map(|it| it.pounds()).collect();
    if !flows.iter().any(|it| *it < 0.0) {
        return Irr::NothingInvested;
    }
    if !flows.iter().any(|it| *it > 0.0) {
        return Irr::TotalLoss;
    }
    let npv = |factor: f64| present_value(&flows, factor);
    if sign_changes(&flows) == 1 {
        // Money that comes before any is paid in is a loan: its rate is not a return.
        return if flows[0] < 0.0 { Irr::Unique(annual(unique(npv))) } else { Irr::NoRate };
    }
    let rates: Vec<f64> = roots(npv).into_iter().map(annual).collect();
    match rates.as_slice() {
        [] => Irr::NoRate,
        [rate] => Irr::Unique(*rate),
        several => {
            let nearest = several.iter().copied().min_by(|a, b| a.abs().total_cmp(&b.abs()));
            Irr::Ambiguous { nearest: nearest.expect("several"), roots: several.len() }
        }
    }
}

/// `Σ flow × factor^k`, by Horner's rule: four sums of every fourth flow, since one alone would wait
/// for itself.
pub(super) fn present_value(flows: &[f64], factor: f64) -> f64 {
    let fourth = (factor * factor) * (factor * factor);
    let (fours, rest) = flows.as_chunks::<4>();
    let mut sums = [0.0; 4];
    sums[..rest.len()].copy_from_slice(rest);
    for four in fours.iter().rev() {
        for (sum, flow) in sums.iter_mut().zip(four) {
            *sum = *sum * fourth + flow;
        }
    }
    sums.into_iter().rev().fold(0.0, |sum, it| sum * factor + it)
}

fn annual(factor: f64) -> f64 {
    factor.powi(-12) - 1.0
}

fn sign_changes(flows: &[f64]) -> usize {
    let signs: Vec<bool> = flows.iter().filter(|it| **it != 0.0).map(|it| *it > 0.0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// The only positive root of a polynomial that has one, or the furthest factor looked at.
fn unique(npv: impl Fn(f64) -> f64) -> f64 {
    let mut low = 0.0;
    let mut high = 1.0;
    let mut step = 0.01;
    while npv(high) < 0.0 {
        if high > FURTHEST_FACTOR {
            return FURTHEST_FACTOR;
        }
        low = high;
        high += step;
        step *= 2.0;
    }
    root::bracketed(low, high, 1e-14, npv).unwrap_or(high)
}

/// All roots that a grid of annual rates from -99.99% to 10,000% shows.
fn roots(npv: impl Fn(f64) -> f64) -> Vec<f64> {
    const POINTS: i32 = 600;
    // Even steps in the logarithm of 1 + rate, from 10,000% down.
    let (highest, lowest) = (libm::log(101.0), libm::log(1e-4));
    let factor = |i: i32| {
        libm::exp(-(highest + (lowest - highest) * f64::from(i) / f64::from(POINTS)) / 12.0)
    };
    (0..POINTS)
        .filter_map(|i| {
            let (low, high) = (factor(i), factor(i + 1));
            // A root on the grid belongs to the interval that it opens.
            if npv(high) == 0.0 { None } else { root::bracketed(low, high, 1e-14, &npv) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pounds: &[i64]) -> Irr {
        irr(&pounds.iter().map(|it| Money::from_pence(it * 100)).collect::<Vec<_>>())
    }

    fn unique(pounds: &[i64]) -> f64 {
        match of(pounds) {
            Irr::Unique(rate) => rate,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn two_flows_have_a_closed_form() {
        let mut flows = vec![0; 25];
        flows[0] = -1_000;
        flows[24] = 1_210;
        assert!((unique(&flows) - 0.10).abs() < 1e-10);
        flows[24] = 100;
        assert!((unique(&flows) - (0.1_f64.sqrt() - 1.0)).abs() < 1e-10, "most of it lost");
        flows[24] = 1_000;
        assert!(unique(&flows).abs() < 1e-10, "money back and no more");
    }

    #[test]
    fn leading_months_without_flows_do_not_count() {
        let mut early = vec![0; 13];
        early[0] = -100;
        early[12] = 108;
        let mut late = vec![0; 5];
        late.extend(&early);
        assert!((unique(&late) - unique(&early)).abs() < 1e-12);
    }

    #[test]
    fn nearly_everything_lost_is_still_a_rate() {
        let mut flows = vec![-1_000_000; 20];
        flows.push(1);
        assert!(unique(&flows) < -0.99);
    }

    #[test]
    fn the_hard_cases_are_reported_as_what_they_are() {
        assert_eq!(of(&[-100, 0, -50]), Irr::TotalLoss);
        assert_eq!(of(&[0, 0]), Irr::NothingInvested);
        assert_eq!(of(&[0, 50]), Irr::NothingInvested);
        assert_eq!(of(&[50, -40]), Irr::NoRate, "a loan");
        // 1 - 2x + 1.5x² has no real root.
        assert_eq!(of(&[100, -200, 150]), Irr::NoRate);
        // (1 - 1.1x)(1 - 1.2x), in yearly steps: 10% and 20%.
        let mut flows = vec![0; 25];
        (flows[0], flows[12], flows[24]) = (-100, 230, -132);
        let Irr::Ambiguous { nearest, roots: 2 } = of(&flows) else { panic!("{:?}", of(&flows)) };
        assert!((nearest - 0.10).abs() < 1e-9, "{nearest}");
    }

    #[test]
    fn a_second_draw_does_not_make_a_rate_ambiguous_by_itself() {
        let mut flows = vec![0; 37];
        (flows[0], flows[12], flows[24], flows[36]) = (-1_000, 300, -100, 1_100);
        let rate = unique(&flows);
        let v = 1.0 / (1.0 + rate);
        let npv = -1_000.0 + 300.0 * v - 100.0 * v.powi(2) + 1_100.0 * v.powi(3);
        assert!(npv.abs() < 1e-6, "{rate}: {npv}");
    }
}
