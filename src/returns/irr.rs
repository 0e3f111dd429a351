//! The internal rate of return, or why there is none.

use crate::numeric::polynomial;
use crate::units::Money;

/// The internal rate of return of a series of monthly flows, as an annual effective rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Irr {
    /// The rate: whatever money costs, from nothing up, the net present value is above zero where it
    /// costs less than this and below zero where it costs more.
    Unique(f64),
    /// No rate has that meaning: several of 0 or more bring the net present value to zero, or money
    /// came back before any was paid in. `nearest` is the one nearest zero.
    Ambiguous { nearest: f64, roots: usize },
    /// Money went in and none came back: -100%.
    TotalLoss,
    /// Nothing was ever invested: a return on nothing has no meaning.
    NothingInvested,
    /// No rate brings the net present value to zero, or only that of a loan: money came back before
    /// any was paid in.
    NoRate,
}

impl Irr {
    /// The rate, where there is one; a total loss is -1.
    pub fn rate(self) -> Option<f64> {
        match self {
            Self::Unique(rate) => Some(rate),
            Self::TotalLoss => Some(-1.0),
            Self::Ambiguous { .. } | Self::NothingInvested | Self::NoRate => None,
        }
    }
}

/// The internal rate of return of monthly flows, received positive and paid negative.
///
/// With `x` the monthly discount factor, the net present value is the polynomial `Σ flow × x^k` and
/// the annual rate `x^-12 - 1`; every root is found, of rates as high or as low as there are. Money
/// costs nothing or more, so where one rate is 0 or above it is the return, and one below, such as
/// payments after the last receipt bring about, is not: at each cost of money the net present value
/// goes by the former alone (as in Norstrom, 1972, for cumulative flows that change sign once). Where
/// all rates are below 0 the return is the highest, the one nearest to zero.
pub fn irr(flows: &[Money]) -> Irr {
    let flows = trimmed(flows);
    if !flows.iter().any(|flow| *flow < Money::ZERO) {
        return Irr::NothingInvested;
    }
    if !flows.iter().any(|flow| *flow > Money::ZERO) {
        return Irr::TotalLoss;
    }
    let Rates { below_zero, from_zero } = Rates::of(flows);
    let is_loan = flows[0] > Money::ZERO;
    match (from_zero.as_slice(), below_zero.as_slice()) {
        ([rate], _) | ([], [.., rate]) if !is_loan => Irr::Unique(*rate),
        ([_], []) | ([], [_] | []) => Irr::NoRate,
        (gains, losses) => {
            let counted = if is_loan { losses } else { &[] };
            let rates = || counted.iter().chain(gains).copied();
            let nearest = rates().min_by(|a, b| a.abs().total_cmp(&b.abs()));
            Irr::Ambiguous { nearest: nearest.expect("several"), roots: rates().count() }
        }
    }
}

/// `Σ flow × factor^k`.
pub(super) fn present_value(flows: &[f64], factor: f64) -> f64 {
    polynomial::value(flows, factor)
}

/// From the first month with a flow to the last.
fn trimmed(flows: &[Money]) -> &[Money] {
    let is_flow = |money: &Money| *money != Money::ZERO;
    match (flows.iter().position(is_flow), flows.iter().rposition(is_flow)) {
        (Some(first), Some(last)) => &flows[first..=last],
        _ => &[],
    }
}

/// All annual rates above -100% that bring the net present value to zero, ascending.
struct Rates {
    below_zero: Vec<f64>,
    from_zero: Vec<f64>,
}

impl Rates {
    fn of(flows: &[Money]) -> Self {
        let mut flows = flows.to_vec();
        let mut zeros = 0;
        // A rate of zero is the factor 1 - x: what it leaves is the cumulative flow.
        while flows.iter().copied().sum::<Money>() == Money::ZERO {
            zeros += 1;
            flows.pop();
            let mut sum = Money::ZERO;
            for flow in &mut flows {
                sum += *flow;
                *flow = sum;
            }
        }
        let mut pence: Vec<f64> = flows.iter().map(|flow| flow.pence() as f64).collect();
        let gains = polynomial::roots_below_one(&pence);
        pence.reverse();
        let losses = polynomial::roots_below_one(&pence);
        let gains = gains.into_iter().rev().map(|factor| libm::pow(factor, -12.0) - 1.0);
        Self {
            below_zero: losses.into_iter().map(|growth| libm::pow(growth, 12.0) - 1.0).collect(),
            from_zero: std::iter::repeat_n(0.0, zeros).chain(gains).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pounds: &[i64]) -> Irr {
        irr(&pounds.iter().map(|pound| Money::from_pence(pound * 100)).collect::<Vec<_>>())
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

    /// In yearly steps: 1,000 paid in, 1,500 back, then 10 a year of fees.
    #[test]
    fn payments_after_the_last_receipt_do_not_take_a_rate_away() {
        let mut flows = vec![0; 37];
        (flows[0], flows[12], flows[24], flows[36]) = (-1_000, 1_500, -10, -10);
        let rate = unique(&flows);
        assert!((0.485..0.5).contains(&rate), "{rate}");
        // -1000 + 500 x - 10 x², in yearly steps: x is 25 ± √525, a loss of 52% or of 98%.
        let mut lost = vec![0; 25];
        (lost[0], lost[12], lost[24]) = (-1_000, 500, -10);
        assert!((unique(&lost) - (1.0 / (25.0 - 525.0_f64.sqrt()) - 1.0)).abs() < 1e-10);
    }

    /// -100 (1 - 1.1 x)(1 - 1.1001 x), in yearly steps: the value is above zero between the two alone.
    #[test]
    fn two_rates_are_two_however_close() {
        let mut flows = vec![0; 25];
        (flows[0], flows[12], flows[24]) = (-10_000_000, 22_001_000, -12_101_100);
        assert!(matches!(of(&flows), Irr::Ambiguous { roots: 2, .. }), "{:?}", of(&flows));
    }

    #[test]
    fn money_that_comes_back_to_the_penny_has_a_rate_of_nothing() {
        assert_eq!(of(&[-100, 0, 70, 30]), Irr::Unique(0.0));
        // -100 (1 - x)²: twice.
        assert_eq!(of(&[-100, 200, -100]), Irr::Ambiguous { nearest: 0.0, roots: 2 });
    }

    #[test]
    fn no_rate_is_too_high_or_too_low() {
        let thousandfold = 1_000.0_f64.powi(12);
        assert!((unique(&[-1, 1_000]) / thousandfold - 1.0).abs() < 1e-9);
        assert!((unique(&[-1_000, 1]) + 1.0).abs() < 1e-15);
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
