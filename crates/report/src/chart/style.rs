//! How every chart looks: colours, letters and sizes, said once. Drawing is left to `canvas`.

use plotters::style::RGBColor;

/// Names a family that the report embeds, then what readers are likely to have.
pub(super) const FAMILY: &str = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// Width of every chart, in CSS pixels; heights follow from what is drawn.
pub(super) const WIDTH: f64 = 760.0;
/// White space at the rim.
pub(super) const MARGIN: f64 = 20.0;

pub(super) const TITLE: f64 = 18.0;
pub(super) const SUBTITLE: f64 = 12.5;
pub(super) const LABEL: f64 = 12.0;
pub(super) const SMALL: f64 = 11.0;
/// From one line of labels to the next, as a multiple of the letters' size.
pub(super) const LEADING: f64 = 1.32;

pub const PAPER: RGBColor = RGBColor(255, 255, 255);
pub const INK: RGBColor = RGBColor(24, 32, 46);
pub(super) const MUTED: RGBColor = RGBColor(84, 95, 110);
pub(super) const AXIS: RGBColor = RGBColor(132, 142, 156);
pub(super) const GRID: RGBColor = RGBColor(228, 232, 237);

/// Who or what a shape stands for. A role has the same colour in every chart.
///
/// The colours differ in lightness as well as in hue, so that they survive a black and white
/// print and the common kinds of colour blindness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The local authority that commissions the contract.
    Council,
    /// A central fund that tops up the council's payments.
    CoPayer,
    /// Whoever lends the working capital.
    Investor,
    /// Whoever delivers the therapy.
    Provider,
    /// The world without the programme; its lines are dashed.
    StatusQuo,
    /// The world with the programme.
    Programme,
    /// Trials that end below a threshold.
    Loss,
    /// What somebody has claimed, as opposed to what was simulated.
    Claim,
    /// What is not known: the inputs with a range.
    Assumptions,
    /// What cannot be known: the luck of a few hundred families.
    Chance,
    /// One of the arrangements that are compared, counted from 0; after eight the looks come again.
    Arrangement(usize),
}

/// How an arrangement is drawn.
struct Look {
    colour: RGBColor,
    ink: RGBColor,
    dashes: &'static [f64],
}

impl Look {
    const fn new(colour: [u8; 3], ink: [u8; 3], dashes: &'static [f64]) -> Self {
        let [red, green, blue] = colour;
        let colour = RGBColor(red, green, blue);
        let [red, green, blue] = ink;
        Self { colour, ink: RGBColor(red, green, blue), dashes }
    }

    fn of(arrangement: usize) -> &'static Self {
        &LOOKS[arrangement % LOOKS.len()]
    }
}

/// The first differ most. Any two differ in lightness and for those who see fewer colours, none is
/// a party's, and in grey the dashes tell them apart.
const LOOKS: [Look; 8] = [
    Look::new([45, 49, 167], [45, 49, 167], &[]),
    Look::new([114, 147, 6], [84, 109, 4], &[14.0, 4.0]),
    Look::new([85, 4, 69], [85, 4, 69], &[2.0, 3.0]),
    Look::new([96, 145, 255], [36, 90, 205], &[9.0, 3.0, 2.0, 3.0]),
    Look::new([6, 111, 0], [6, 111, 0], &[4.0, 4.0]),
    Look::new([78, 57, 4], [78, 57, 4], &[9.0, 3.0, 2.0, 3.0, 2.0, 3.0]),
    Look::new([156, 53, 142], [156, 53, 142], &[16.0, 3.0, 4.0, 3.0]),
    Look::new([0, 35, 3], [0, 35, 3], &[2.0, 6.0]),
];

impl Role {
    pub fn colour(self) -> RGBColor {
        match self {
            Self::Council => RGBColor(27, 54, 100),
            Self::CoPayer => RGBColor(70, 172, 188),
            Self::Investor => RGBColor(222, 146, 38),
            Self::Provider => RGBColor(136, 122, 166),
            Self::StatusQuo => RGBColor(112, 120, 132),
            Self::Programme => RGBColor(15, 125, 104),
            Self::Loss => RGBColor(232, 120, 98),
            Self::Claim => RGBColor(172, 18, 62),
            Self::Assumptions => RGBColor(42, 108, 166),
            Self::Chance => RGBColor(206, 211, 218),
            Self::Arrangement(index) => Look::of(index).colour,
        }
    }

    /// The same hue, dark enough for letters and thin lines on white.
    pub(super) fn ink(self) -> RGBColor {
        match self {
            Self::CoPayer => RGBColor(15, 110, 128),
            Self::Investor => RGBColor(150, 86, 0),
            Self::Provider => RGBColor(98, 82, 134),
            Self::Loss => RGBColor(178, 58, 36),
            Self::Chance => MUTED,
            Self::Arrangement(index) => Look::of(index).ink,
            Self::Council | Self::StatusQuo | Self::Programme | Self::Claim | Self::Assumptions => {
                self.colour()
            }
        }
    }

    /// How its lines are broken, so that they can be told apart in grey; empty for a whole line.
    pub(super) fn dashes(self) -> &'static [f64] {
        match self {
            Self::StatusQuo => &[7.0, 3.0],
            Self::Arrangement(index) => Look::of(index).dashes,
            _ => &[],
        }
    }

    /// The colour diluted with paper, opaque so that no grid shows through; `strength` in [0, 1].
    pub fn tint(self, strength: f64) -> RGBColor {
        mix(PAPER, self.colour(), strength)
    }
}

/// The ground of a gain; `size` in [0, 1]. Light enough for letters, and darker than a loss of the
/// same size.
pub(super) fn gain(size: f64) -> RGBColor {
    Role::Council.tint(0.20 + 0.36 * size)
}

/// The ground of a loss; `size` in [0, 1].
pub(super) fn loss(size: f64) -> RGBColor {
    Role::Loss.tint(0.13 + 0.51 * size)
}

/// The ground of what may be a gain or a loss.
pub(super) const NEITHER: RGBColor = RGBColor(238, 240, 242);

/// `from` at 0, `to` at 1.
fn mix(from: RGBColor, to: RGBColor, amount: f64) -> RGBColor {
    let channel = |a: u8, b: u8| byte(f64::from(a) + (f64::from(b) - f64::from(a)) * amount);
    RGBColor(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of a byte"
)]
fn byte(x: f64) -> u8 {
    x.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(colour: RGBColor) -> f64 {
        let [red, green, blue] = linear(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Red, green and blue in linear light.
    fn linear(colour: RGBColor) -> [f64; 3] {
        [colour.0, colour.1, colour.2].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn times(matrix: &[[f64; 3]; 3], [x, y, z]: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row[0] * x + row[1] * y + row[2] * z)
    }

    /// Lightness and the two colour axes of Oklab (Ottosson 2020); 0.02 is just noticeable.
    fn oklab(linear: [f64; 3]) -> [f64; 3] {
        let cones = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ];
        let axes = [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ];
        times(&axes, times(&cones, linear).map(|cone| cone.max(0.0).cbrt()))
    }

    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    /// Linear light as it is, and as readers without red and without green cones see it
    /// (Machado, Oliveira and Fernandes 2009, severity 1).
    const SIGHTS: [[[f64; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ];

    #[test]
    fn any_two_arrangements_can_be_told_apart_by_every_reader() {
        for (a, b) in (0..8).flat_map(|a| (0..a).map(move |b| (Look::of(a), Look::of(b)))) {
            let (colour, other) = (a.colour, b.colour);
            for sight in &SIGHTS {
                let [seen, other] = [colour, other].map(|it| oklab(times(sight, linear(it))));
                assert!(0.10 < distance(seen, other), "{:?} {:?}", a.colour, b.colour);
            }
            let [light, other] = [colour, other].map(|it| oklab(linear(it))[0]);
            assert!(0.03 < (light - other).abs(), "{:?} {:?}", a.colour, b.colour);
            assert_ne!(a.dashes, b.dashes);
        }
    }

    #[test]
    fn an_arrangement_has_nobody_elses_colour() {
        let others = [
            Role::Council,
            Role::CoPayer,
            Role::Investor,
            Role::Provider,
            Role::StatusQuo,
            Role::Programme,
            Role::Loss,
            Role::Claim,
        ];
        for (index, other) in (0..8).flat_map(|index| others.map(|other| (index, other))) {
            let [a, b] = [Role::Arrangement(index), other].map(|it| oklab(linear(it.colour())));
            assert!(0.10 < distance(a, b), "{index} {other:?}");
            assert_ne!(Role::Arrangement(index).dashes(), Role::StatusQuo.dashes());
        }
        assert_eq!(Role::Arrangement(8).colour(), Role::Arrangement(0).colour());
    }

    #[test]
    fn every_reader_can_tell_a_gain_from_a_loss_of_the_same_size_and_read_the_figure() {
        for size in [0.0, 0.25, 0.5, 0.75, 1.0] {
            for sight in &SIGHTS {
                let [a, b] = [gain(size), loss(size)].map(|it| oklab(times(sight, linear(it))));
                assert!(0.06 < distance(a, b), "{size}: {}", distance(a, b));
            }
            let [dark, light] = [gain(size), loss(size)].map(|it| oklab(linear(it))[0]);
            assert!(dark + 0.06 < light, "{size}: {dark} {light}");
            for ground in [gain(size), loss(size)] {
                assert!(4.5 <= (luminance(ground) + 0.05) / (luminance(INK) + 0.05));
            }
        }
    }

    #[test]
    fn letters_in_any_role_can_be_read_on_white() {
        let roles = [
            Role::Council,
            Role::CoPayer,
            Role::Investor,
            Role::Provider,
            Role::StatusQuo,
            Role::Programme,
            Role::Loss,
            Role::Claim,
            Role::Assumptions,
            Role::Chance,
        ];
        for role in roles.into_iter().chain((0..8).map(Role::Arrangement)) {
            let contrast = 1.05 / (luminance(role.ink()) + 0.05);
            assert!(4.4 <= contrast, "{role:?} has a contrast of {contrast:.2}");
        }
    }

    #[test]
    fn the_parties_of_one_stack_differ_in_lightness() {
        let parties = [Role::Council, Role::Provider, Role::CoPayer];
        let light: Vec<f64> = parties.iter().map(|role| luminance(role.colour())).collect();
        assert!(light.windows(2).all(|pair| pair[0] + 0.05 < pair[1]), "{light:?}");
    }

    #[test]
    fn a_mix_ends_where_it_should() {
        assert_eq!(mix(PAPER, INK, 0.0), PAPER);
        assert_eq!(mix(PAPER, INK, 1.0), INK);
    }
}
