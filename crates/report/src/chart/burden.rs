//! Who bears which risk under each arrangement.

use plotters::style::RGBColor;

use super::axis::{Axis, Fit, tame};
use super::canvas::{Canvas, Drawing, Heading, Letters, Point};
use super::frame::{self, Key, Plot, RowNames};
use super::letters;
use super::scale::{self, Scale};
use super::style::{AXIS, INK, LABEL, LEADING, MARGIN, MUTED, PAPER, Role, WIDTH};

/// The results of the parties, a panel each.
#[derive(Clone, Debug)]
pub struct Burden {
    pub heading: Heading,
    /// What the level axis measures.
    pub x_label: String,
    pub parties: Vec<BurdenParty>,
}

/// A party under every arrangement.
#[derive(Clone, Debug)]
pub struct BurdenParty {
    pub name: String,
    pub role: Role,
    pub rows: Vec<BurdenRow>,
}

/// The result of one party under one arrangement over the trials, in pounds.
#[derive(Clone, Debug)]
pub struct BurdenRow {
    pub label: String,
    pub p05: f64,
    pub p25: f64,
    pub p75: f64,
    pub p95: f64,
    pub mean: f64,
    /// The mean of the worst 5% of the trials.
    pub worst: f64,
    /// The party's share of the variance, in [0, 1], where it has one.
    pub share: Option<f64>,
}

/// Draws the results of the parties.
pub fn burden(chart: &Burden) -> Drawing {
    draw(chart).drawing()
}

/// Height of a panel's title.
const TITLE: f64 = 26.0;
/// Room for the numbers below an axis.
const NUMBERS: f64 = 26.0;
const GAP: f64 = 8.0;
/// With more rows than this the numbers below the last panel would be far from the first.
const FEW: usize = 16;
/// Between two columns of figures.
const BETWEEN: f64 = 16.0;
/// Half the height of the box for half of the trials.
const HALF: f64 = 4.5;
/// Whoever's results cover less of the axis than this is magnified.
const SEEN: f64 = 1.0 / 20.0;
/// Zero is in sight unless that makes the axis this many times as long.
const REACH: f64 = 3.0;
/// Nobody is magnified where that makes the axis more than this many times as long.
const STRETCH: f64 = 1.4;

fn draw(chart: &Burden) -> Canvas {
    let mut canvas = Canvas::new(&chart.heading);
    let rows = || chart.parties.iter().flat_map(|party| &party.rows);
    if rows().next().is_none() {
        frame::nothing(&mut canvas);
        return canvas;
    }
    key(&mut canvas);
    let names = RowNames::new(rows().map(|row| row.label.as_str()));
    let columns = Columns::new(&chart.parties);
    let (left, right) = (MARGIN + names.width + 14.0, columns.left - 18.0);
    let axes = Axes::new(&chart.parties, left, right);
    columns.write_heads(&mut canvas);

    let has_numbers = axes.are_apart() || FEW < rows().count();
    let mut first = 0;
    for (place, party) in chart.parties.iter().enumerate() {
        canvas.below += TITLE;
        let height = if names.are_broken() { 33.0 } else { 25.0 };
        let bottom = canvas.below + height * party.rows.len() as f64;
        let plot = Plot { left, top: canvas.below, right, bottom };
        party.write_name(&mut canvas, axes.note(place), plot.top - TITLE / 2.0 + 2.0);
        let x = &axes.axes[place];
        draw_ground(&mut canvas, x, plot);
        for (row, it) in party.rows.iter().enumerate() {
            let y = plot.top + height * (row as f64 + 0.5);
            names.write(&mut canvas, first + row, left - 14.0, y);
            it.draw(&mut canvas, party.role, x, y);
            columns.write(&mut canvas, first + row, y);
            canvas.describe(&format!(
                "{}, {}: {}",
                party.name,
                it.label,
                columns.sentence(first + row)
            ));
        }
        first += party.rows.len();
        canvas.below = bottom + GAP;
        if has_numbers || place + 1 == chart.parties.len() {
            frame::level_axis(&mut canvas, x, plot, &[]);
            canvas.below = bottom + NUMBERS;
        }
    }
    write_axis_name(&mut canvas, chart, f64::midpoint(left, right));
    canvas
}

/// What the marks mean, in no party's colour.
fn key(canvas: &mut Canvas) {
    let mut key = Key::new(canvas);
    let (x, y) = key.entry(canvas, 10.0, "Mean");
    canvas.dot((x + 5.0, y), 4.6, MUTED);
    let (x, y) = key.entry(canvas, 22.0, "Half of the trials");
    canvas.rectangle((x, y - HALF), (x + 22.0, y + HALF), Role::StatusQuo.tint(0.62));
    let (x, y) = key.entry(canvas, 22.0, "90% of the trials");
    canvas.line(&[(x, y), (x + 22.0, y)], 1.6, MUTED);
    let (x, y) = key.entry(canvas, 10.0, "Mean of the worst 5% of the trials");
    canvas.polygon(diamond((x + 5.0, y)), worst_colour(), 1.0);
    key.end(canvas);
}

/// The grid, the rules between rows and the line at zero of one panel.
fn draw_ground(canvas: &mut Canvas, x: &Axis, plot: Plot) {
    canvas.line(&[(MARGIN, plot.top), (WIDTH - MARGIN, plot.top)], 0.8, AXIS);
    frame::upright_grid(canvas, x, plot);
    if x.contains(0.0) {
        canvas.line(&[(x.at(0.0), plot.top), (x.at(0.0), plot.bottom)], 1.2, AXIS);
    }
}

fn diamond((x, y): Point) -> Vec<Point> {
    vec![(x - 5.2, y), (x, y - 5.2), (x + 5.2, y), (x, y + 5.2)]
}

fn worst_colour() -> RGBColor {
    Role::Loss.ink()
}

/// The axis of each party: zero stands in one place and the same pounds are as long for all,
/// but for those who are magnified.
struct Axes {
    axes: Vec<Axis>,
    /// How many times as long the pounds of each party are drawn; 1 where they are not magnified.
    times: Vec<f64>,
}

impl Axes {
    fn new(parties: &[BurdenParty], left: f64, right: f64) -> Self {
        let all = parties.iter().map(BurdenParty::range).fold(Range::EMPTY, Range::and);
        let all = all.with_zero();
        let times: Vec<f64> = parties.iter().map(|party| party.magnification(all)).collect();
        let drawn = parties.iter().zip(&times).map(|(party, &times)| party.range().times(times));
        let all = drawn.fold(all, Range::and).padded();
        let axis = |&times: &f64| {
            let own = all.times(1.0 / times);
            Axis::new(Scale::Pounds, own.low, own.high, 6, Fit::Tight).along(left, right)
        };
        Self { axes: times.iter().map(axis).collect(), times }
    }

    fn are_apart(&self) -> bool {
        self.times.iter().any(|&times| 1.0 < times)
    }

    /// Said where a party is magnified.
    fn note(&self, party: usize) -> Option<String> {
        let times = self.times[party];
        (1.0 < times).then(|| format!("drawn {times} times as large"))
    }
}

/// Pounds from the worst to the best that is drawn.
#[derive(Clone, Copy, Debug)]
struct Range {
    low: f64,
    high: f64,
}

impl Range {
    const EMPTY: Self = Self { low: f64::MAX, high: f64::MIN };

    fn and(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }

    /// Up to zero, where it is not too far away; zero alone, where there is nothing.
    fn with_zero(self) -> Self {
        let zero = Self { low: 0.0, high: 0.0 };
        let longer = self.and(zero);
        match () {
            () if self.high < self.low => zero,
            () if longer.width() <= REACH * self.width() => longer,
            () => self,
        }
    }

    /// With a little room at the ends.
    fn padded(self) -> Self {
        let pad = self.width() * 0.03;
        Self { low: self.low - pad, high: self.high + pad }
    }

    fn width(self) -> f64 {
        self.high - self.low
    }
}

impl BurdenParty {
    fn known(&self) -> impl Iterator<Item = &BurdenRow> {
        self.rows.iter().filter(|row| row.is_known())
    }

    fn range(&self) -> Range {
        self.known().map(BurdenRow::range).fold(Range::EMPTY, Range::and)
    }

    /// Pounds from one end to the other of the longest row; 0 where there is no risk.
    fn widest(&self) -> f64 {
        self.known().map(|row| row.range().width()).fold(0.0, f64::max)
    }

    /// How many times as large the party is drawn on an axis over `all`.
    ///
    /// A small risk should look small, but not be squeezed to nothing: whoever covers less than
    /// [`SEEN`] of the axis is drawn 10, 100 or 1,000 times as large, unless that would stretch the
    /// axis too far for the others. Who bears no risk has nothing to be squeezed.
    fn magnification(&self, all: Range) -> f64 {
        let widest = self.widest();
        if widest < 1.0 {
            return 1.0;
        }
        let is_seen = |times: &f64| SEEN * all.width() <= widest * times;
        let times = [1.0, 10.0, 100.0].into_iter().find(is_seen).unwrap_or(1000.0);
        let stretched = all.and(self.range().times(times));
        if stretched.width() <= STRETCH * all.width() { times } else { 1.0 }
    }

    fn write_name(&self, canvas: &mut Canvas, note: Option<String>, y: f64) {
        let letters = Letters::new(LABEL + 1.0, self.role.ink()).bold();
        let name = letters::shorten(&self.name, letters.size, WIDTH * 0.35);
        canvas.text(&name, (MARGIN, y), letters);
        if let Some(note) = note {
            let at = (MARGIN + letters.width(&name) + 8.0, y);
            canvas.describe(&format!("{name}: {note}"));
            canvas.text(&note, at, Letters::new(LABEL, MUTED));
        }
    }
}

impl BurdenRow {
    fn is_known(&self) -> bool {
        ![self.p05, self.p25, self.p75, self.p95, self.mean, self.worst].iter().any(|x| x.is_nan())
    }

    fn range(&self) -> Range {
        let places = [self.p05, self.p95, self.mean, self.worst].map(tame);
        places.into_iter().fold(Range::EMPTY, |range, x| range.and(Range { low: x, high: x }))
    }

    fn draw(&self, canvas: &mut Canvas, role: Role, x: &Axis, y: f64) {
        if !self.is_known() {
            return;
        }
        let ink = role.ink();
        canvas.line(&[(x.at(self.p05), y), (x.at(self.p95), y)], 1.6, ink);
        for end in [self.p05, self.p95] {
            canvas.line(&[(x.at(end), y - 4.0), (x.at(end), y + 4.0)], 1.6, ink);
        }
        let (from, to) = (x.at(self.p25), x.at(self.p75));
        canvas.rectangle((from, y - HALF), (to, y + HALF), role.tint(0.62));
        canvas.polygon(diamond((x.at(self.worst), y)), worst_colour(), 1.0);
        canvas.dot((x.at(self.mean), y), 5.8, PAPER);
        canvas.dot((x.at(self.mean), y), 4.6, ink);
    }
}

/// The figures at the right of the rows.
struct Columns {
    columns: Vec<Column>,
    left: f64,
}

struct Column {
    head: &'static [&'static str],
    right: f64,
    /// One a row, over all parties.
    figures: Vec<String>,
}

const HEADS: [&[&str]; 3] = [&["Mean"], &["Worst 5%"], &["Share of the", "variance"]];
const NONE: &str = "–";

impl Columns {
    fn new(parties: &[BurdenParty]) -> Self {
        let rows: Vec<[String; 3]> = parties.iter().flat_map(BurdenParty::figures).collect();
        let has_shares =
            parties.iter().flat_map(|party| &party.rows).any(|row| row.share.is_some());
        let mut columns = Vec::new();
        let mut right = WIDTH - MARGIN;
        for (place, head) in HEADS.into_iter().enumerate().rev() {
            if place == 2 && !has_shares {
                continue;
            }
            let figures: Vec<String> = rows.iter().map(|row| row[place].clone()).collect();
            let texts = figures.iter().map(String::as_str).chain(head.iter().copied());
            let width = texts.map(|text| letters::bold_width(text, LABEL)).fold(0.0, f64::max);
            columns.push(Column { head, right, figures });
            right -= width + BETWEEN;
        }
        columns.reverse();
        Self { columns, left: right + BETWEEN }
    }

    fn write_heads(&self, canvas: &mut Canvas) {
        let letters = Letters::new(LABEL, MUTED).ending();
        let bottom = canvas.below + LABEL * LEADING;
        for column in &self.columns {
            for (place, line) in column.head.iter().rev().enumerate() {
                canvas.text(line, (column.right, bottom - LABEL * LEADING * place as f64), letters);
            }
        }
    }

    fn write(&self, canvas: &mut Canvas, row: usize, y: f64) {
        for (place, column) in self.columns.iter().enumerate() {
            let letters = Letters::new(LABEL, INK).ending();
            let letters = if place == 0 { letters.bold() } else { letters };
            canvas.text(&column.figures[row], (column.right, y), letters);
        }
    }

    /// The row in a sentence.
    fn sentence(&self, row: usize) -> String {
        let part = |column: &Column| format!("{} {}", column.head.join(" "), column.figures[row]);
        self.columns.iter().map(part).collect::<Vec<_>>().join(", ").to_lowercase()
    }
}

impl BurdenParty {
    /// The mean, the mean of the worst 5% and the share of each row; the pounds in one unit.
    fn figures(&self) -> Vec<[String; 3]> {
        let pounds: Vec<f64> = self.known().flat_map(|row| [row.mean, row.worst]).collect();
        let mut pounds = Scale::Pounds.values(&pounds).into_iter();
        let mut figure = |row: &BurdenRow| {
            let figure = if row.is_known() { pounds.next() } else { None };
            figure.unwrap_or_else(|| NONE.to_owned())
        };
        let share = |row: &BurdenRow| {
            let share = row.share.filter(|share| share.is_finite());
            share.map_or_else(|| NONE.to_owned(), scale::whole_percent)
        };
        self.rows.iter().map(|row| [figure(row), figure(row), share(row)]).collect()
    }
}

fn write_axis_name(canvas: &mut Canvas, chart: &Burden, middle: f64) {
    let name = letters::shorten(&chart.x_label, LABEL, WIDTH - 2.0 * MARGIN);
    let half = letters::width(&name, LABEL) / 2.0;
    let middle = middle.clamp(MARGIN + half, WIDTH - MARGIN - half);
    canvas.text(&name, (middle, canvas.below + 10.0), Letters::new(LABEL, MUTED).centred());
    canvas.below += 28.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, mean: f64, spread: f64) -> BurdenRow {
        BurdenRow {
            label: label.to_owned(),
            p05: mean - 2.0 * spread,
            p25: mean - spread,
            p75: mean + spread,
            p95: mean + 2.0 * spread,
            mean,
            worst: mean - 3.0 * spread,
            share: Some(0.25),
        }
    }

    fn chart(parties: &[(f64, f64)]) -> Burden {
        let party = |&(mean, spread): &(f64, f64)| BurdenParty {
            name: "Norfolk County Council".to_owned(),
            role: Role::Council,
            rows: vec![
                row("Fees", mean, spread),
                row("A hybrid of a block fee and of payments by outcomes", mean, spread / 2.0),
            ],
        };
        Burden {
            heading: Heading {
                file: "chart.svg",
                title: "The investor bears what the council no longer bears".to_owned(),
                subtitle: "Results over the trials".to_owned(),
            },
            x_label: "Result, against doing nothing".to_owned(),
            parties: parties.iter().map(party).collect(),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd = [0.0, 1e-9, -4e6, 1e14, f64::NAN, f64::MIN, f64::INFINITY];
        draw(&chart(&[])).assert_tidy();
        for mean in odd {
            for spread in odd {
                for party in [&[][..], &[(1e6, 4e5)], &[(f64::NAN, 1.0); 7]] {
                    let parties: Vec<(f64, f64)> =
                        party.iter().copied().chain([(mean, spread)]).collect();
                    let mut chart = chart(&parties);
                    draw(&chart).assert_tidy();
                    assert_eq!(burden(&chart), burden(&chart));
                    chart.parties[0].rows[0].share = None;
                    chart.parties[0].rows[1].share = Some(mean);
                    draw(&chart).assert_tidy();
                    chart.parties[0].rows.clear();
                    draw(&chart).assert_tidy();
                }
            }
        }
    }

    fn times(parties: &[(f64, f64)]) -> Vec<f64> {
        Axes::new(&chart(parties).parties, 0.0, 300.0).times
    }

    #[test]
    fn only_a_party_that_would_be_squeezed_to_nothing_is_magnified() {
        assert_eq!(times(&[(2e6, 1e6), (1e5, 1e5)]), [1.0, 1.0]);
        assert_eq!(times(&[(2e6, 4e6), (1e5, 1e5)]), [1.0, 10.0]);
        assert_eq!(times(&[(2e6, 4e6), (1e4, 1e4)]), [1.0, 100.0]);
        // Who bears no risk has nothing to be squeezed.
        assert_eq!(times(&[(2e6, 4e6), (1e5, 0.0)]), [1.0, 1.0]);
        // A hundred times as large it would be far from everything else.
        assert_eq!(times(&[(2e6, 4e6), (5e6, 1e4)]), [1.0, 1.0]);
        // All below zero, but for the small one, which needs some room above.
        assert_eq!(times(&[(-40e6, 4e6), (1e5, 2e5)]), [1.0, 10.0]);
        let svg = burden(&chart(&[(2e6, 4e6), (1e5, 1e5)])).svg;
        assert_eq!(svg.matches(">drawn 10 times as large</text>").count(), 1);
    }

    #[test]
    fn zero_stands_in_one_place_and_magnified_pounds_are_ten_times_as_long() {
        let axes = Axes::new(&chart(&[(2e6, 4e6), (1e5, 1e5)]).parties, 0.0, 300.0).axes;
        let length = |axis: &Axis, pounds: f64| axis.at(pounds) - axis.at(0.0);
        assert!((axes[0].at(0.0) - axes[1].at(0.0)).abs() < 1e-9);
        assert!((length(&axes[0], 2e6) - length(&axes[1], 2e5)).abs() < 1e-9);
        assert!(0.0 < length(&axes[0], 2e6));
    }

    #[test]
    fn zero_is_in_sight_where_it_is_near() {
        let axis =
            |mean: f64| Axes::new(&chart(&[(mean, 1e6)]).parties, 0.0, 300.0).axes[0].clone();
        assert!(axis(5e6).contains(0.0) && !axis(50e6).contains(0.0));
    }

    #[test]
    fn each_row_has_its_figures() {
        let svg = burden(&chart(&[(2e6, 1e6)])).svg;
        for figure in ["£2.0m", "−£1.0m", "£0.5m", "25%"] {
            assert!(svg.contains(&format!(">{figure}</text>")), "{figure}");
        }
        assert!(svg.contains("Fees: mean £2.0m, worst 5% −£1.0m, share of the variance 25%."));
    }

    #[test]
    fn a_result_that_is_not_known_is_not_drawn() {
        let svg = burden(&chart(&[(f64::NAN, 1.0)])).svg;
        assert!(svg.contains(">–</text>") && !svg.contains("NaN") && !svg.contains("£0.0"));
    }
}
