//! The sheet a chart is drawn on, in CSS pixels: a list of shapes that becomes an SVG at the end.

use plotters::backend::{DrawingBackend as _, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor};
use plotters::style::{ShapeStyle, TextStyle};

use super::axis::tame;
use super::letters;
use super::style::{FAMILY, INK, LEADING, MARGIN, MUTED, PAPER, SUBTITLE, TITLE, WIDTH};

/// plotters takes whole pixels alone, in which a curve would have steps, so everything is drawn this much
/// larger than it is shown.
const ZOOM: f64 = 8.0;
/// plotters is told the height of a line of letters, and writes it divided by this as their size. The
/// sizes in use come out whole.
const LETTER_FACTOR: f64 = 1.24;

pub(super) type Point = (f64, f64);

/// Which end of a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    pub(super) size: f64,
    pub(super) colour: RGBColor,
    pub(super) anchor: Anchor,
    pub(super) is_bold: bool,
}

impl Letters {
    pub(super) fn new(size: f64, colour: RGBColor) -> Self {
        Self { size, colour, anchor: Anchor::Start, is_bold: false }
    }

    pub(super) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(super) fn centred(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(super) fn ending(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        if self.is_bold {
            letters::bold_width(text, self.size)
        } else {
            letters::width(text, self.size)
        }
    }
}

#[derive(Clone, Debug)]
enum Shape {
    Rectangle { corners: [Point; 2], fill: RGBAColor },
    Polygon { points: Vec<Point>, fill: RGBAColor },
    Line { points: Vec<Point>, width: f64, colour: RGBColor },
    Dot { centre: Point, radius: f64, fill: RGBColor },
    Text { text: String, at: Point, letters: Letters },
}

/// What stands above a chart, and where it is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    /// Its name in `charts/`.
    pub file: &'static str,
    /// The finding, in a sentence.
    pub title: String,
    /// What is drawn, and over how many trials.
    pub subtitle: String,
}

impl Heading {
    pub fn new(file: &'static str, title: impl Into<String>, subtitle: impl Into<String>) -> Self {
        Self { file, title: title.into(), subtitle: subtitle.into() }
    }
}

/// A chart that is finished.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub heading: Heading,
    /// A document of its own, with title and subtitle.
    pub svg: String,
    /// The same without them, for a page that says them in its own letters.
    pub body: String,
}

#[derive(Clone, Debug)]
pub(super) struct Canvas {
    heading: Heading,
    /// How many shapes the heading has, and where it ends.
    head: (usize, f64),
    description: Vec<String>,
    shapes: Vec<Shape>,
    /// Where the next thing below the heading may begin; at the end, the height of the chart.
    pub(super) below: f64,
}

impl Canvas {
    /// A sheet with its heading. The subtitle opens the description for those who cannot see.
    pub(super) fn new(heading: &Heading) -> Self {
        let mut canvas = Self {
            heading: heading.clone(),
            head: (0, 0.0),
            description: Vec::new(),
            shapes: Vec::new(),
            below: MARGIN - 4.0,
        };
        canvas.describe(&heading.subtitle);
        canvas.paragraph(&heading.title, Letters::new(TITLE, INK).bold());
        canvas.below += 3.0;
        canvas.paragraph(&heading.subtitle, Letters::new(SUBTITLE, MUTED));
        canvas.head = (canvas.shapes.len(), canvas.below);
        canvas.below += 10.0;
        canvas
    }

    /// Adds a sentence to the description for those who cannot see.
    pub(super) fn describe(&mut self, sentence: &str) {
        let sentence = sentence.trim().trim_end_matches('.');
        if !sentence.is_empty() {
            self.description.push(format!("{sentence}."));
        }
    }

    /// Writes over the full width, in at most three lines of about the same length, below what is
    /// there.
    pub(super) fn paragraph(&mut self, text: &str, letters: Letters) {
        let full = WIDTH - 2.0 * MARGIN;
        // `wrap` knows nothing of bold letters.
        let full = if letters.is_bold { full / 1.06 } else { full };
        let lines = letters::wrap(text, letters.size, full, 3);
        // The narrowest column of as many lines leaves no single word alone on the last.
        let narrowest = if letters.is_bold { 50 } else { 78 };
        let lines = (narrowest..100)
            .map(|percent| letters::wrap(text, letters.size, full * f64::from(percent) / 100.0, 3))
            .find(|narrow| narrow.len() == lines.len() && 1 < lines.len() && !is_cut(narrow))
            .unwrap_or(lines);
        for line in lines {
            let height = letters.size * LEADING;
            self.text(&line, (MARGIN, self.below + height / 2.0), letters);
            self.below += height;
        }
    }

    pub(super) fn rectangle(&mut self, a: Point, b: Point, fill: RGBColor) {
        self.shapes.push(Shape::Rectangle { corners: [a, b], fill: fill.into() });
    }

    /// A ground of paper behind letters, through which a hint of what lies below remains.
    pub(super) fn veil(&mut self, a: Point, b: Point) {
        self.shapes.push(Shape::Rectangle { corners: [a, b], fill: PAPER.mix(0.85) });
    }

    /// The opacity is kept to hundredths.
    pub(super) fn polygon(&mut self, points: Vec<Point>, fill: RGBColor, opacity: f64) {
        self.shapes
            .push(Shape::Polygon { points, fill: fill.mix((opacity * 100.0).round() / 100.0) });
    }

    pub(super) fn line(&mut self, points: &[Point], width: f64, colour: RGBColor) {
        self.shapes.push(Shape::Line { points: points.to_vec(), width, colour });
    }

    /// A line in dashes and gaps, whose lengths `pattern` gives in turn; they run on around
    /// corners. Without a pattern the line has no gaps.
    pub(super) fn dashed(
        &mut self,
        points: &[Point],
        width: f64,
        colour: RGBColor,
        pattern: &[f64],
    ) {
        if pattern.is_empty() {
            self.line(points, width, colour);
        }
        for part in dashes(points, pattern) {
            self.shapes.push(Shape::Line { points: part, width, colour });
        }
    }

    pub(super) fn dot(&mut self, centre: Point, radius: f64, fill: RGBColor) {
        self.shapes.push(Shape::Dot { centre, radius, fill });
    }

    /// Writes one line; `at` is the middle of its height.
    pub(super) fn text(&mut self, text: &str, at: Point, letters: Letters) {
        if !text.is_empty() {
            self.shapes.push(Shape::Text { text: text.to_owned(), at, letters });
        }
    }

    pub(super) fn drawing(&self) -> Drawing {
        Drawing { heading: self.heading.clone(), svg: self.svg(), body: self.document(self.head) }
    }

    pub(super) fn svg(&self) -> String {
        self.document((0, 0.0))
    }

    /// The document without its first shapes, which end at `top`. Its first tag is ours, since that of
    /// plotters has no room for what a screen reader is told; it says the size of the sheet in attributes
    /// alone. How a chart shrinks with a page is the page's affair: a `style` on the root would be read by
    /// other programs as well, of which some then draw nothing.
    fn document(&self, (first, top): (usize, f64)) -> String {
        let (top, bottom) = (top.floor(), self.below.clamp(40.0, 20_000.0).round());
        let height = bottom - top;
        let mut drawn = String::new();
        let mut backend = SVGBackend::with_string(&mut drawn, (length(WIDTH), length(bottom)));
        let ground =
            Shape::Rectangle { corners: [(0.0, top), (WIDTH, bottom)], fill: PAPER.into() };
        for shape in std::iter::once(&ground).chain(&self.shapes[first..]) {
            shape.draw(&mut backend);
        }
        backend.present().expect("a string takes everything");
        drop(backend);
        let body = drawn.split_once(">\n").map_or("", |(_, body)| body);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 {} {} {}\" role=\"img\">\n\
             <title>{}</title>\n<desc>{}</desc>\n{}",
            top * ZOOM,
            WIDTH * ZOOM,
            height * ZOOM,
            escape(&self.heading.title),
            escape(&self.description.join(" ")),
            plain_letters(body),
        )
    }
}

impl Shape {
    fn draw(&self, backend: &mut SVGBackend<'_>) {
        let drawn = match self {
            Self::Rectangle { corners: [a, b], fill } => {
                let upper_left = pixel((a.0.min(b.0), a.1.min(b.1)));
                let lower_right = pixel((a.0.max(b.0), a.1.max(b.1)));
                backend.draw_rect(upper_left, lower_right, fill, true)
            }
            Self::Polygon { points, fill } => {
                backend.fill_polygon(points.iter().copied().map(pixel), fill)
            }
            Self::Line { points, width, colour } => {
                let style = ShapeStyle {
                    color: colour.to_rgba(),
                    filled: false,
                    stroke_width: length(*width),
                };
                backend.draw_path(points.iter().copied().map(pixel), &style)
            }
            Self::Dot { centre, radius, fill } => {
                backend.draw_circle(pixel(*centre), length(*radius), fill, true)
            }
            Self::Text { text, at, letters } => {
                let at = pixel((at.0, at.1 + letters.size * HALF_HEIGHT));
                backend.draw_text(&printable(text), &letters.style(), at)
            }
        };
        drawn.expect("a string takes everything");
    }
}

impl Letters {
    fn style(&self) -> TextStyle<'_> {
        let weight = if self.is_bold { FontStyle::Bold } else { FontStyle::Normal };
        let place = match self.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font =
            FontDesc::new(FontFamily::Name(FAMILY), self.size * ZOOM * LETTER_FACTOR, weight);
        TextStyle::from(font).color(&self.colour).pos(Pos::new(place, VPos::Center))
    }
}

/// From the middle of figures and capitals down to their base line, in the letters' size.
const HALF_HEIGHT: f64 = 0.355;

/// The text of an SVG as every renderer sets it alike: plotters raises each by `dy="0.5ex"`, though an
/// `ex` is not the same everywhere, and puts it on a line of its own, whose breaks are counted as letters
/// by some where they centre it. The point of a text is its base line here, as [`HALF_HEIGHT`] has it.
/// What shines through is always a fill, and `svglib` knows the opacity of fills alone.
fn plain_letters(body: &str) -> String {
    body.replace(" dy=\"0.5ex\"", "")
        .replace(" opacity=\"1\"", "")
        .replace(" opacity=", " fill-opacity=")
        .replace("\">\n", "\">")
        .replace("\n</text>", "</text>")
}

fn is_cut(lines: &[String]) -> bool {
    lines.iter().any(|line| line.ends_with('…'))
}

/// Walks along `points` and returns the parts that are not gaps.
fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut parts = Vec::new();
    let mut part: Vec<Point> = points.first().copied().into_iter().collect();
    let mut lengths = pattern.iter().map(|length| length.max(0.5)).cycle();
    let Some(mut left) = lengths.next() else { return parts };
    let mut is_dash = true;
    for pair in points.windows(2) {
        let (mut here, end) = (pair[0], pair[1]);
        loop {
            let distance = libm::hypot(end.0 - here.0, end.1 - here.1);
            if !(left < distance && distance < 10.0 * WIDTH) {
                left -= distance;
                break;
            }
            let share = left / distance;
            here = (here.0 + (end.0 - here.0) * share, here.1 + (end.1 - here.1) * share);
            if is_dash {
                part.push(here);
                parts.push(std::mem::take(&mut part));
            } else {
                part = vec![here];
            }
            is_dash = !is_dash;
            left = lengths.next().unwrap_or(left);
        }
        if is_dash {
            part.push(end);
        }
    }
    if is_dash && 1 < part.len() {
        parts.push(part);
    }
    parts
}

/// Far outside of the sheet, yet harmless to calculate with in 32 bits.
const FAR: f64 = 250_000.0;

#[expect(clippy::cast_possible_truncation, reason = "clamped to a part of the range of i32")]
fn pixel((x, y): Point) -> (i32, i32) {
    let whole = |x: f64| (tame(x) * ZOOM).round().clamp(-FAR, FAR) as i32;
    (whole(x), whole(y))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a part of the range of u32"
)]
fn length(x: f64) -> u32 {
    (tame(x) * ZOOM).round().clamp(1.0, FAR) as u32
}

/// Without the characters that XML cannot hold.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

fn escape(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
impl Canvas {
    /// Panics when a text leaves the sheet or covers another.
    #[track_caller]
    pub(super) fn assert_tidy(&self) {
        let mut boxes: Vec<(&str, Point, Point)> = Vec::new();
        for shape in &self.shapes {
            let Shape::Text { text, at, letters } = shape else { continue };
            let width = letters.width(text);
            let left = match letters.anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - width / 2.0,
                Anchor::End => at.0 - width,
            };
            let half = letters.size * 0.45;
            let (a, b) = ((left, at.1 - half), (left + width, at.1 + half));
            assert!(0.0 <= a.0 && b.0 <= WIDTH, "`{text}` leaves the sheet: {a:?} {b:?}");
            assert!(0.0 <= a.1 && b.1 <= self.below, "`{text}` leaves the sheet: {a:?} {b:?}");
            for (other, c, d) in &boxes {
                let apart = b.0 <= c.0 || d.0 <= a.0 || b.1 <= c.1 || d.1 <= a.1;
                assert!(apart, "`{text}` covers `{other}`");
            }
            boxes.push((text, a, b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tag_is_accessible_and_text_is_escaped() {
        let mut canvas =
            Canvas::new(&Heading::new("chart.svg", "Savings < costs & \"more\"", "10,000 trials"));
        canvas.describe("Median £3m.");
        let svg = canvas.svg();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\""));
        assert!(svg.contains("role=\"img\""));
        assert!(svg.contains("<title>Savings &lt; costs &amp; \"more\"</title>"));
        assert!(svg.contains("<desc>10,000 trials. Median £3m.</desc>"));
        assert!(svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<svg").count(), 1);
    }

    /// `CairoSVG`, `svglib`, `librsvg` and browsers were seen to draw these and no more alike.
    #[test]
    fn every_renderer_knows_what_is_used() {
        const TAGS: [&str; 8] =
            ["svg", "title", "desc", "rect", "text", "polyline", "polygon", "circle"];
        const ATTRIBUTES: [&str; 19] = [
            "xmlns",
            "width",
            "height",
            "viewBox",
            "role",
            "x",
            "y",
            "cx",
            "cy",
            "r",
            "points",
            "fill",
            "stroke",
            "stroke-width",
            "fill-opacity",
            "text-anchor",
            "font-family",
            "font-size",
            "font-weight",
        ];
        let mut canvas = Canvas::new(&Heading::default());
        canvas.rectangle((0.0, 0.0), (9.5, 9.5), INK);
        canvas.veil((0.0, 0.0), (9.0, 9.0));
        canvas.polygon(vec![(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)], INK, 0.4 / 7.0);
        canvas.dashed(&[(0.0, 0.0), (90.0, 9.0)], 1.5, INK, &[4.0, 2.0]);
        canvas.dot((5.0, 5.0), 3.0, INK);
        for size in [9.0, 10.0, 11.0, 12.0, 12.5, 18.0] {
            canvas.text("a < b & “c”", (50.0, 20.0), Letters::new(size, INK).centred());
            canvas.text("a < b & “c”", (50.0, 20.0), Letters::new(size, INK).ending());
        }
        let svg = canvas.svg();
        for line in svg.lines() {
            let tag = line.strip_prefix('<').expect("a line is one element");
            let (tag, rest) = tag.split_at(tag.find([' ', '>']).expect("a tag ends"));
            assert!(TAGS.contains(&tag.trim_start_matches('/')), "{line}");
            let opening = rest.split('>').next().unwrap_or_default();
            for (place, part) in opening.split('"').enumerate() {
                let name = part.trim().trim_end_matches('=').trim_end_matches('/');
                let is_name = place % 2 == 0 && !name.is_empty();
                assert!(!is_name || ATTRIBUTES.contains(&name), "`{name}` in {line}");
                // Lengths without units, colours without variables.
                let is_plain = !["em\"", "ex\"", "%", "var(", "currentColor", "url("]
                    .iter()
                    .any(|odd| format!("{part}\"").contains(odd));
                assert!(place % 2 == 0 || is_plain, "`{part}` in {line}");
                // Whole numbers and hundredths (opacity), without the remains of a division.
                let decimals = part.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                assert!(part.parse::<f64>().is_err() || decimals <= 2, "`{part}` in {line}");
            }
        }
        assert!(svg.contains(">a &lt; b &amp; “c”</text>"), "{svg}");
    }

    #[test]
    fn wild_coordinates_do_no_harm() {
        let mut canvas = Canvas::new(&Heading::default());
        let wild = [(f64::NAN, 0.0), (f64::INFINITY, f64::MIN), (-1e300, 1e300)];
        canvas.line(&wild, f64::NAN, INK);
        canvas.dashed(&wild, 1.0, INK, &[4.0, 0.0]);
        canvas.polygon(wild.to_vec(), INK, 0.5);
        canvas.rectangle(wild[1], wild[2], INK);
        canvas.dot(wild[0], f64::INFINITY, INK);
        canvas.text("\u{0}x\u{ffff}", wild[1], Letters::new(12.0, INK));
        assert!(!canvas.svg().contains("NaN"));
    }

    #[test]
    fn dashes_run_on_around_corners() {
        let parts = dashes(&[(0.0, 0.0), (5.0, 0.0), (5.0, 10.0)], &[4.0, 2.0]);
        let expected = [
            vec![(0.0, 0.0), (4.0, 0.0)],
            vec![(5.0, 1.0), (5.0, 5.0)],
            vec![(5.0, 7.0), (5.0, 10.0)],
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_pattern_is_followed_in_turn() {
        let parts = dashes(&[(0.0, 0.0), (12.0, 0.0)], &[4.0, 2.0, 1.0, 3.0]);
        let expected = [
            vec![(0.0, 0.0), (4.0, 0.0)],
            vec![(6.0, 0.0), (7.0, 0.0)],
            vec![(10.0, 0.0), (12.0, 0.0)],
        ];
        assert_eq!(parts, expected);
        assert!(dashes(&[(0.0, 0.0), (12.0, 0.0)], &[]).is_empty());
    }
}
