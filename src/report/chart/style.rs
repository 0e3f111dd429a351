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

pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
pub(super) const INK: RGBColor = RGBColor(24, 32, 46);
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
}

impl Role {
    pub(super) fn colour(self) -> RGBColor {
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
            Self::Council | Self::StatusQuo | Self::Programme | Self::Claim | Self::Assumptions => {
                self.colour()
            }
        }
    }

    /// The colour diluted with paper, opaque so that no grid shows through; `strength` in [0, 1].
    pub(super) fn tint(self, strength: f64) -> RGBColor {
        mix(PAPER, self.colour(), strength)
    }
}

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
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
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
        for role in roles {
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
