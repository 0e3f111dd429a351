//! Every assumption of a scenario, once, and how a trial draws them.

use std::f64::consts::PI;
use std::ops::Index;

use rand_distr::{Distribution, Gamma};

use super::{Domain, Provenance, Spread};
use crate::numeric::quantile;
use crate::random::Trial;

/// One number of a scenario that may be uncertain.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Where it stands in the scenario, such as `therapies.fft_cw.completes`.
    pub name: String,
    /// The address of its random numbers, mostly its name: what is drawn as the same, in two worlds
    /// or before and after a change, is drawn at the same percentile.
    pub drawn_as: String,
    pub spread: Spread,
    pub domain: Domain,
    pub provenance: Provenance,
    /// The group whose members rise and fall together.
    pub group: Option<Group>,
}

/// A named group of assumptions with a rank correlation between every two of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: String,
    /// Spearman's, from 0 to 1.
    pub rank_correlation: f64,
}

/// A claim ticket for one value of a [`Draw`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter(usize);

/// All assumptions of one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    assumptions: Vec<Assumption>,
    /// Dirichlet mixes: their members are divided by their sum.
    mixes: Vec<Vec<usize>>,
}

/// One value for each assumption of a register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draw(Vec<f64>);

impl Index<Parameter> for Draw {
    type Output = f64;

    #[inline]
    fn index(&self, parameter: Parameter) -> &f64 {
        &self.0[parameter.0]
    }
}

impl Draw {
    /// The values in the order of the register.
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

impl Register {
    /// Enters an assumption.
    pub fn add(&mut self, assumption: Assumption) -> Parameter {
        self.assumptions.push(assumption);
        Parameter(self.assumptions.len() - 1)
    }

    /// Says that these shares make one Dirichlet mix.
    pub fn mix(&mut self, members: &[Parameter]) {
        self.mixes.push(members.iter().map(|it| it.0).collect());
    }

    /// The assumption of this name, if it is the very same.
    pub fn find(&self, wanted: &Assumption) -> Option<Parameter> {
        self.assumptions.iter().position(|it| it == wanted).map(Parameter)
    }

    /// In the order of entry.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// One assumption.
    pub fn get(&self, parameter: Parameter) -> &Assumption {
        &self.assumptions[parameter.0]
    }

    /// Every assumption at its mean.
    pub fn central(&self) -> Draw {
        let mut draw = Draw(self.assumptions.iter().map(|it| it.spread.mean()).collect());
        self.normalise_mixes(&mut draw);
        draw
    }

    fn normalise_mixes(&self, draw: &mut Draw) {
        for mix in &self.mixes {
            let total: f64 = mix.iter().map(|it| draw.0[*it]).sum();
            for &member in mix {
                draw.0[member] /= total;
            }
        }
    }
}

/// Draws the assumptions of several worlds, each shared one only once.
#[derive(Debug)]
pub struct Sampler<'a> {
    registers: Vec<&'a Register>,
    /// For each register but the first: where the first has the very same assumption.
    shared: Vec<Vec<Option<usize>>>,
}

impl<'a> Sampler<'a> {
    /// A sampler for these registers; the first is the base that others mostly share.
    pub fn new(registers: Vec<&'a Register>) -> Self {
        let base = registers[0];
        let shared = registers[1..]
            .iter()
            .map(|register| {
                let twin = |it: &Assumption| {
                    base.assumptions.iter().position(|other| {
                        other.drawn_as == it.drawn_as
                            && other.name == it.name
                            && other.spread == it.spread
                            && other.group == it.group
                    })
                };
                register.assumptions.iter().map(twin).collect()
            })
            .collect();
        Self { registers, shared }
    }

    /// One draw for each register.
    pub fn draw(&self, trial: Trial) -> Vec<Draw> {
        // Mixes are normalised last, so that a shared gamma variate is not divided twice.
        let base: Vec<f64> =
            self.registers[0].assumptions.iter().map(|it| drawn(it, trial)).collect();
        let mut draws = Vec::with_capacity(self.registers.len());
        for (register, shared) in self.registers[1..].iter().zip(&self.shared) {
            let values = register.assumptions.iter().zip(shared).map(|(it, twin)| match twin {
                Some(index) => base[*index],
                None => drawn(it, trial),
            });
            draws.push(Draw(values.collect()));
        }
        draws.insert(0, Draw(base));
        for (draw, register) in draws.iter_mut().zip(&self.registers) {
            register.normalise_mixes(draw);
        }
        draws
    }
}

/// The value of one assumption in one trial.
///
/// Correlation is a one-factor normal copula: `z = √r g + √(1 - r) e` with the group's `g`, the
/// assumption's own `e`, and Pearson's `r = 2 sin(π ρ / 6)` for rank correlation `ρ` (Pearson,
/// 1907).
fn drawn(assumption: &Assumption, trial: Trial) -> f64 {
    let own = trial.assumption(&assumption.drawn_as);
    let value = match (&assumption.spread, &assumption.group) {
        (Spread::Fixed(value), _) => *value,
        (Spread::Concentration(shape), _) => {
            // A share only once it is divided by the sum of its mix.
            return Gamma::new(*shape, 1.0)
                .expect("the shape is positive")
                .sample(&mut own.only_stream());
        }
        (spread, None) => spread.quantile(own.only()),
        (spread, Some(group)) => {
            let r = 2.0 * libm::sin(PI * group.rank_correlation / 6.0);
            let common =
                quantile::normal(trial.assumption(&format!("group {}", group.name)).only());
            let z = r.sqrt() * common + (1.0 - r).max(0.0).sqrt() * quantile::normal(own.only());
            spread.quantile(quantile::normal_cdf(z).clamp(f64::EPSILON, 1.0 - f64::EPSILON))
        }
    };
    assumption.domain.clamp(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assumption(name: &str, spread: Spread, group: Option<f64>) -> Assumption {
        Assumption {
            name: name.into(),
            drawn_as: name.into(),
            spread,
            domain: Domain::Quantity,
            provenance: Provenance::default(),
            group: group.map(|rank_correlation| Group { name: "prices".into(), rank_correlation }),
        }
    }

    fn ranks(values: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, index) in order.into_iter().enumerate() {
            ranks[index] = rank as f64;
        }
        ranks
    }

    /// Spearman's correlation of two grouped assumptions of different forms is the stated one
    /// (20,000 trials: one standard error is 0.006 at 0.6; the tolerance is four).
    #[test]
    fn a_group_has_its_rank_correlation() {
        let mut register = Register::default();
        let a = register.add(assumption("a", Spread::gamma(3_000.0, 400.0).unwrap(), Some(0.6)));
        let b = register.add(assumption("b", Spread::uniform(0.0, 1.0).unwrap(), Some(0.6)));
        let alone = register.add(assumption("c", Spread::uniform(0.0, 1.0).unwrap(), None));
        let sampler = Sampler::new(vec![&register]);
        let draws: Vec<Draw> =
            (0..20_000).map(|trial| sampler.draw(Trial::new(3, trial, 0)).remove(0)).collect();
        let column = |parameter| ranks(&draws.iter().map(|it| it[parameter]).collect::<Vec<_>>());
        let correlation = |x: &[f64], y: &[f64]| {
            let n = x.len() as f64;
            let mean = (n - 1.0) / 2.0;
            let covariance: f64 = x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum();
            covariance / (n * (n * n - 1.0) / 12.0)
        };
        let found = correlation(&column(a), &column(b));
        assert!((found - 0.6).abs() < 0.024, "{found}");
        let none = correlation(&column(a), &column(alone));
        assert!(none.abs() < 0.03, "{none}");
    }

    #[test]
    fn a_dirichlet_mix_sums_to_one_and_has_its_means() {
        let mut register = Register::default();
        let members: Vec<Parameter> = [25.0, 60.0, 15.0]
            .iter()
            .map(|it| {
                let share = assumption(&format!("mix.{it}"), Spread::Concentration(*it), None);
                register.add(Assumption { domain: Domain::Share, ..share })
            })
            .collect();
        register.mix(&members);
        let sampler = Sampler::new(vec![&register, &register]);
        let n = 5_000;
        let mut mean = 0.0;
        for trial in 0..n {
            let draws = sampler.draw(Trial::new(11, trial, 0));
            assert_eq!(draws[0], draws[1], "a shared mix is the same in every world");
            let total: f64 = members.iter().map(|it| draws[0][*it]).sum();
            assert!((total - 1.0).abs() < 1e-12);
            mean += draws[0][members[1]] / n as f64;
        }
        // sd of a share: √(0.6 · 0.4 / 101) = 0.049; four standard errors of 5,000 trials.
        assert!((mean - 0.6).abs() < 4.0 * 0.049 / (n as f64).sqrt(), "{mean}");
    }

    #[test]
    fn another_assumption_changes_no_other_draw() {
        let spread = || Spread::gamma(3_000.0, 400.0).unwrap();
        let mut few = Register::default();
        let b = few.add(assumption("b", spread(), None));
        let mut more = Register::default();
        more.add(assumption("a", spread(), None));
        let also_b = more.add(assumption("b", spread(), None));
        let trial = Trial::new(1, 0, 0);
        assert_eq!(
            Sampler::new(vec![&few]).draw(trial)[0][b],
            Sampler::new(vec![&more]).draw(trial)[0][also_b]
        );
    }
}
