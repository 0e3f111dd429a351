//! Nominal, real and present values.

/// One pound of each month in the money of a price year, and as a present value.
///
/// Everything in a month is valued at its first day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discounting {
    real: Vec<f64>,
    present: Vec<f64>,
}

impl Discounting {
    /// With yearly `inflation`, the `years` of each month from the price year's middle, and a
    /// yearly real discount `rate` from the start of the contract:
    /// `real = (1 + inflation)^-years` and `present = real × (1 + rate)^-(month / 12)`.
    pub fn new(inflation: f64, rate: f64, years: impl Iterator<Item = f64>) -> Self {
        let (inflation, rate) = (libm::log1p(inflation), libm::log1p(rate));
        let real: Vec<f64> = years.map(|years| libm::exp(-inflation * years)).collect();
        let present = real
            .iter()
            .enumerate()
            .map(|(month, real)| real * libm::exp(-rate * month as f64 / 12.0))
            .collect();
        Self { real, present }
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
    use super::*;

    /// An annuity of 100 a month for two years at 3.5%: `100 (1 - v^24) / (1 - v)` with
    /// `v = 1.035^(-1/12)`.
    #[test]
    fn a_present_value_is_that_of_an_annuity() {
        let factors = Discounting::new(0.0, 0.035, std::iter::repeat_n(0.0, 24));
        let v = 1.035_f64.powf(-1.0 / 12.0);
        let annuity = 100.0 * (1.0 - v.powi(24)) / (1.0 - v);
        assert!((factors.present(&[100.0; 24]) - annuity).abs() < 1e-9);
        assert!((factors.real(&[100.0; 24]) - 2_400.0).abs() < 1e-9);
    }
}
