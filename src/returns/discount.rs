//! Nominal, real and present values.

use crate::units::{Calendar, Month};

/// One pound of each month in the money of a price year, and as a present value.
///
/// Everything in a month is valued at its first day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discounting {
    real: Vec<f64>,
    present: Vec<f64>,
}

impl Discounting {
    /// With yearly `inflation` from the middle of the price year and a yearly real discount `rate`
    /// from the start of the contract: `real = (1 + inflation)^-years` and
    /// `present = real × (1 + rate)^-(month / 12)`. Of the months before the `horizon`.
    pub fn new(
        (inflation, rate): (f64, f64),
        price_year: i16,
        calendar: &Calendar,
        horizon: Month,
    ) -> Self {
        let real = calendar.grown(-libm::log1p(inflation), price_year).take(horizon);
        let real: Vec<f64> = real.collect();
        let month = libm::exp(-libm::log1p(rate) / 12.0);
        let mut discount = 1.0;
        let present = real.iter().map(|real| {
            let before = discount;
            discount *= month;
            real * before
        });
        Self { present: present.collect(), real }
    }

    /// The sum of monthly pounds in the money of the price year.
    pub fn real(&self, monthly: &[f64]) -> f64 {
        weighted(&self.real, monthly)
    }

    /// The sum of monthly pounds as a present value at the start of the contract.
    pub fn present(&self, monthly: &[f64]) -> f64 {
        weighted(&self.present, monthly)
    }
}

fn weighted(factors: &[f64], monthly: &[f64]) -> f64 {
    factors.iter().zip(monthly).map(|(factor, amount)| factor * amount).sum()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// An annuity of 100 a month for two years at 3.5%: `100 (1 - v^24) / (1 - v)` with
    /// `v = 1.035^(-1/12)`.
    #[test]
    fn a_present_value_is_that_of_an_annuity() {
        let calendar = Calendar::new(date(2020, 1, 1), 24);
        let factors = Discounting::new((0.0, 0.035), 2020, &calendar, 24);
        let v = 1.035_f64.powf(-1.0 / 12.0);
        let annuity = 100.0 * (1.0 - v.powi(24)) / (1.0 - v);
        assert!((factors.present(&[100.0; 24]) - annuity).abs() < 1e-9);
        assert!((factors.real(&[100.0; 24]) - 2_400.0).abs() < 1e-9);
    }
}
