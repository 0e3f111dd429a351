//! Beta and gamma distributions over the whole plane of their shapes, on `libm` alone, so that every
//! processor agrees on them to the last bit.
//!
//! Both are looked at on one scale. For a gamma variate `x` of shape `a` let `s = ln(x / a)`; for a
//! beta variate of shapes `a` and `b` let `s = ln(x / (1 - x)) - ln(a / b)`. On that scale either
//! density is smooth, greatest at `s = 0` and has a concave logarithm whatever the shapes, so the
//! logarithms of both tails are concave too, and Newton's steps on them cannot run away.

use std::f64::consts::PI;

use super::quantile::{normal, normal_cdf};

/// A beta distribution on [0, 1] or a gamma distribution of scale 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standard {
    Beta { a: f64, b: f64 },
    Gamma { shape: f64 },
}

/// A point of a distribution.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// On the scale on which the density is greatest at 0.
    s: f64,
    pub(super) value: f64,
    /// `1 - value`, of a beta, with all its digits.
    pub(super) rest: f64,
}

/// Shapes from here on are so nearly normal that a tail is integrated over a few panels.
const NEARLY_NORMAL: f64 = 100.0;

/// More than a search ever takes: it is a bound, so that nothing can hang.
const MOST_STEPS: usize = 200;

impl Standard {
    /// The value at cumulative probability `u`, in (0, 1).
    pub fn quantile(self, u: f64) -> f64 {
        let tail = (u, 1.0 - u);
        self.found(self.guess(normal(u), tail), tail).value
    }

    /// The probability of more than a value.
    pub fn above(self, value: f64) -> f64 {
        if value <= 0.0 {
            return 1.0;
        }
        if matches!(self, Self::Beta { .. }) && value >= 1.0 {
            return 0.0;
        }
        libm::exp(self.ln_tails(self.point(self.on_the_scale(value))).1)
    }

    /// The point at a normal score, from a guess at its value where there is one.
    pub(super) fn at_score(self, z: f64, guess: Option<f64>) -> Point {
        let tails = (normal_cdf(z), normal_cdf(-z));
        let s = guess.map(|value| self.on_the_scale(value)).filter(|s| s.is_finite());
        self.found(s.unwrap_or_else(|| self.guess(z, tails)), tails)
    }

    /// Where a value is on the scale on which the density is greatest at 0.
    fn on_the_scale(self, value: f64) -> f64 {
        match self {
            Self::Gamma { shape } => libm::log(value / shape),
            Self::Beta { a, b } => libm::log(value / a * (b / (1.0 - value))),
        }
    }

    /// The density of the value there.
    pub(super) fn density(self, at: Point) -> f64 {
        let on_the_scale = libm::exp(self.ln_density(at.s));
        match self {
            Self::Gamma { .. } => on_the_scale / at.value,
            Self::Beta { .. } => on_the_scale / (at.value * at.rest),
        }
    }

    /// Where so much probability is below and above: by Newton's steps on the logarithm of the smaller
    /// tail, inside a bracket, from a guess on.
    fn found(self, mut s: f64, (below, above): (f64, f64)) -> Point {
        let is_lower = below <= above;
        let target = libm::log(if is_lower { below } else { above });
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for _ in 0..MOST_STEPS {
            let (ln_below, ln_above) = self.ln_tails(self.point(s));
            let missing = target - if is_lower { ln_below } else { ln_above };
            // Both tails rise towards the middle: the lower with `s`, the upper against it.
            let is_too_low = (missing > 0.0) == is_lower;
            if is_too_low {
                low = s;
            } else {
                high = s;
            }
            let ln_slope = self.ln_density(s) - if is_lower { ln_below } else { ln_above };
            let step = missing / libm::exp(ln_slope) * if is_lower { 1.0 } else { -1.0 };
            let next = s + step;
            if step.abs() <= 1e-8 * self.width(s).min(1.0) {
                return self.point(next);
            }
            s = if low < next && next < high { next } else { between(low, high) };
        }
        self.point(s)
    }

    /// Where a search begins, for a normal score with its probabilities below and above.
    fn guess(self, z: f64, (below, above): (f64, f64)) -> f64 {
        let tail = (below <= above, libm::log(below.min(above)));
        match self {
            Self::Gamma { shape } => gamma_guess(shape, z, tail),
            Self::Beta { a, b } => {
                // The ratio of two gammas, of which the one with the smaller shape varies more.
                let sd = self.width(0.0);
                if a.min(b) >= 1.0 {
                    z * sd
                } else if a <= b {
                    gamma_guess(a, z, tail)
                } else {
                    -gamma_guess(b, -z, (!tail.0, tail.1))
                }
            }
        }
    }

    fn point(self, s: f64) -> Point {
        match self {
            Self::Gamma { shape } => Point { s, value: shape * libm::exp(s), rest: f64::NAN },
            Self::Beta { a, b } => {
                // The exponential never overflows.
                let small = libm::exp(-s.abs());
                let (for_value, for_rest) = if s > 0.0 { (a, b * small) } else { (a * small, b) };
                let all = for_value + for_rest;
                Point { s, value: for_value / all, rest: for_rest / all }
            }
        }
    }

    /// The logarithm of the density of `s`.
    fn ln_density(self, s: f64) -> f64 {
        self.ln_mode() + self.ln_relative(s)
    }

    /// The logarithm of the density of `s` at 0, where it is greatest, after Loader (2000): only the small
    /// errors of Stirling's formula are left, and nothing large cancels.
    fn ln_mode(self) -> f64 {
        match self {
            Self::Gamma { shape } => 0.5 * libm::log(shape / (2.0 * PI)) - stirling_error(shape),
            Self::Beta { a, b } => {
                0.5 * libm::log(a / (a + b) * b / (2.0 * PI)) + stirling_error(a + b)
                    - stirling_error(a)
                    - stirling_error(b)
            }
        }
    }

    /// The logarithm of the density of `s` to that at 0.
    fn ln_relative(self, s: f64) -> f64 {
        match self {
            Self::Gamma { shape } => shape * (s - libm::expm1(s)),
            Self::Beta { a, b } => {
                let n = a + b;
                let more = a / n * libm::expm1(s);
                let ln_mean = if -0.5 < more && more < 1.0 {
                    libm::log1p(more)
                } else if s > 0.0 {
                    s + libm::log(a / n + b / n * libm::exp(-s))
                } else {
                    libm::log(b / n + a / n * libm::exp(s))
                };
                a * s - n * ln_mean
            }
        }
    }

    /// The first derivative of the logarithm of the density of `s`, and the second without its sign.
    fn bends(self, at: Point) -> (f64, f64) {
        match self {
            Self::Gamma { shape } => (-shape * libm::expm1(at.s), at.value),
            Self::Beta { a, b } => (a * at.rest - b * at.value, (a + b) * at.value * at.rest),
        }
    }

    /// Over how much of `s` the density changes by about as much as itself.
    fn width(self, s: f64) -> f64 {
        let (slope, bend) = self.bends(self.point(s));
        1.0 / (slope.abs() + bend.sqrt())
    }

    /// The logarithms of the probabilities below and above a point, the smaller with all its digits.
    fn ln_tails(self, at: Point) -> (f64, f64) {
        let (is_lower, ln_tail) = match self {
            Self::Beta { a, b } if a > b => {
                let mirrored = Point { s: -at.s, value: at.rest, rest: at.value };
                let (below, above) = Self::Beta { a: b, b: a }.ln_tails(mirrored);
                return (above, below);
            }
            Self::Gamma { shape } | Self::Beta { a: shape, .. } if shape >= NEARLY_NORMAL => {
                self.integrated(at)
            }
            Self::Gamma { shape } if at.value < shape + 1.0 => {
                (true, self.ln_density(at.s) + libm::log(lower_gamma(shape, at.value)))
            }
            Self::Gamma { shape } => {
                (false, self.ln_density(at.s) + libm::log(upper_gamma(shape, at.value)))
            }
            Self::Beta { a, b } if at.value * (a + b + 2.0) < a + 1.0 => {
                (true, self.ln_density(at.s) + libm::log(lower_beta((a, b), at.value)))
            }
            // Here the fraction for the upper tail would lose its digits.
            Self::Beta { b, .. } if b >= NEARLY_NORMAL => self.integrated(at),
            Self::Beta { a, b } => {
                (false, self.ln_density(at.s) + libm::log(lower_beta((b, a), at.rest)))
            }
        };
        let ln_other = ln_one_less(ln_tail);
        if is_lower { (ln_tail, ln_other) } else { (ln_other, ln_tail) }
    }

    /// The tail that leads away from the middle, and whether it is the lower: Gauss and Legendre's rule
    /// over panels in each of which the density falls by some eight powers of e, and none longer than 1, over
    /// which the exponential of `s` is smooth.
    fn integrated(self, at: Point) -> (bool, f64) {
        let is_lower = at.s <= 0.0;
        let away = if is_lower { -1.0 } else { 1.0 };
        let here = self.ln_relative(at.s);
        let (mut from, mut sum) = (at, 0.0);
        loop {
            let (slope, bend) = self.bends(from);
            let slope = (-away * slope).max(0.0);
            let width = (16.0 / (slope + (slope * slope + 16.0 * bend).sqrt())).min(1.0);
            let middle = from.s + away * width / 2.0;
            let height =
                |node: f64| libm::exp(self.ln_relative(middle + node * width / 2.0) - here);
            let of_pair = |(node, weight): &(f64, f64)| weight * (height(*node) + height(-*node));
            let panel = width / 2.0 * LEGENDRE.iter().map(of_pair).sum::<f64>();
            sum += panel;
            // What is left falls faster yet. (No panel is a number where a point is none.)
            if panel <= 1e-18 * sum || panel.is_nan() {
                return (is_lower, self.ln_mode() + here + libm::log(sum));
            }
            from = self.point(from.s + away * width);
        }
    }
}

/// Where a bracket is open the search goes on in strides.
fn between(low: f64, high: f64) -> f64 {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => f64::midpoint(low, high),
        (true, false) => low + low.abs().max(1.0),
        (false, _) => high - high.abs().max(1.0),
    }
}

/// Wilson and Hilferty's cube (1931); where the shape is small or the tail far, the bounds
/// `P(x) < x^a / Γ(a + 1)` and, for shapes up to 1, `Q(x) < e^-x / Γ(a)` from `x = 1` on.
fn gamma_guess(shape: f64, z: f64, (is_lower, target): (bool, f64)) -> f64 {
    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    if shape >= 1.0 && root > 0.3 {
        3.0 * libm::log(root)
    } else if is_lower {
        (target + libm::lgamma(shape + 1.0)) / shape - libm::log(shape)
    } else {
        libm::log((-target - libm::lgamma(shape)).max(1.0) / shape)
    }
}

/// `ln(1 - e^y)` of a logarithm of a probability.
fn ln_one_less(y: f64) -> f64 {
    // A rounding may have made a probability more than 1.
    let y = y.min(-f64::MIN_POSITIVE);
    if y > -0.5 { libm::log(-libm::expm1(y)) } else { libm::log1p(-libm::exp(y)) }
}

/// `ln Γ(x)` less Stirling's `(x - 1/2) ln x - x + ln(2π) / 2`.
fn stirling_error(x: f64) -> f64 {
    // From 10 on, seven terms of the series have every digit; up to there by `Γ(x + 1) = x Γ(x)`.
    let mut up_to_ten = 0.0;
    let mut x = x;
    while x < 10.0 {
        up_to_ten += (x + 0.5) * libm::log1p(1.0 / x) - 1.0;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let terms = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1_260.0,
        -1.0 / 1_680.0,
        1.0 / 1_188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3_617.0 / 122_400.0,
    ];
    up_to_ten + terms.iter().rev().fold(0.0, |sum, term| sum * square + term) / x
}

/// The lower tail of a gamma to the density of `s`, by its power series.
fn lower_gamma(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0 / shape, 1.0 / shape, shape);
    while term > f64::EPSILON / 4.0 * sum {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    sum
}

/// The upper tail of a gamma to the density of `s`, by Legendre's continued fraction.
fn upper_gamma(shape: f64, x: f64) -> f64 {
    let start = x + 1.0 - shape;
    1.0 / lentz(start, |k| (-k * (k - shape), start + 2.0 * k))
}

/// The lower tail of a beta to the density of `s`, by its continued fraction (DLMF 8.17.22), where
/// `x` is not above its mean by much.
fn lower_beta((a, b): (f64, f64), x: f64) -> f64 {
    let fraction = lentz(1.0, |k| {
        let half = libm::floor(k / 2.0);
        let numerator = if k > 2.0 * half {
            -(a + half) / (a + k - 1.0) * ((a + b + half) / (a + k)) * x
        } else {
            half / (a + k - 1.0) * ((b - half) / (a + k)) * x
        };
        (numerator, 1.0)
    });
    1.0 / (a * fraction)
}

/// `start + a₁ / (b₁ + a₂ / (b₂ + …))` with `(a_k, b_k)` for `k` from 1: Lentz's method as Thompson and
/// Barnett (1986) mended it.
fn lentz(start: f64, terms: impl Fn(f64) -> (f64, f64)) -> f64 {
    let sound = |x: f64| if x == 0.0 { f64::MIN_POSITIVE } else { x };
    let mut value = sound(start);
    let (mut c, mut d) = (value, 0.0);
    for k in 1..10_000 {
        let (numerator, denominator) = terms(f64::from(k));
        d = 1.0 / sound(denominator + numerator * d);
        c = sound(denominator + numerator / c);
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// The positive nodes of Gauss and Legendre's rule of sixteen points on [-1, 1], with their weights.
const LEGENDRE: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];
