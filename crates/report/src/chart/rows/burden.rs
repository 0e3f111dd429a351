//! Who bears which risk under each arrangement.

use super::super::axis::Range;
use super::super::canvas::{Drawing, Heading};
use super::super::layout::Sign;
use super::super::scale::{self, Scale};
use super::super::style::{MUTED, Role};
use super::{Glyph, Panel, PanelName, Row, Rows, spread};

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
    /// At 5%, 25%, 50%, 75% and 95%.
    pub quantiles: [f64; 5],
    pub mean: f64,
    /// The mean of the worst 5% of the trials.
    pub worst: f64,
    /// The party's share of the variance, in [0, 1], where it has one.
    pub share: Option<f64>,
}

/// Draws the results of the parties.
pub fn burden(chart: &Burden) -> Drawing {
    rows(chart).draw().drawing()
}

/// Whoever's results cover less of the axis than this is magnified.
const SEEN: f64 = 1.0 / 20.0;
/// Zero is in sight unless that makes the axis this many times as long.
const REACH: f64 = 3.0;
/// Nobody is magnified where that makes the axis more than this many times as long.
const STRETCH: f64 = 1.4;
const NONE: &str = "–";

fn rows(chart: &Burden) -> Rows {
    let has_shares =
        chart.parties.iter().flat_map(|party| &party.rows).any(|row| row.share.is_some());
    let columns: [&'static [&'static str]; 3] =
        [&["Mean"], &["Worst 5%"], &["Share of the", "variance"]];
    let columns = &columns[..if has_shares { 3 } else { 2 }];
    let panel = |(party, drawn): (&BurdenParty, Magnified)| Panel {
        name: Some(PanelName { name: party.name.clone(), role: party.role, note: drawn.note() }),
        range: drawn.range,
        rows: party.drawn_rows(columns),
    };
    Rows {
        heading: chart.heading.clone(),
        // In no party's colour.
        key: vec![
            (Sign::Dot(MUTED), "Mean"),
            (Sign::Swatch(Role::StatusQuo.tint(0.62)), "Half of the trials"),
            (Sign::Line { ink: MUTED, width: 1.6 }, "90% of the trials"),
            (Sign::Diamond, "Mean of the worst 5% of the trials"),
        ],
        scale: Scale::Pounds,
        x_label: chart.x_label.clone(),
        columns: columns.to_vec(),
        panels: chart.parties.iter().zip(ranges(&chart.parties)).map(panel).collect(),
        marks: Vec::new(),
        height: 25.0,
    }
}

/// What the axis of a party holds, and how many times as long its pounds are drawn; 1 where they are
/// not magnified.
#[derive(Clone, Copy, Debug)]
struct Magnified {
    range: Range,
    times: f64,
}

impl Magnified {
    fn note(self) -> String {
        if 1.0 < self.times {
            format!("drawn {} times as large", self.times)
        } else {
            String::new()
        }
    }
}

/// Of each party: zero stands in one place and the same pounds are as long for all, but for those who
/// are magnified.
fn ranges(parties: &[BurdenParty]) -> Vec<Magnified> {
    let all = parties.iter().map(BurdenParty::range).fold(Range::EMPTY, Range::and);
    let all = if all.is_empty() { Range::of([0.0]) } else { all.reaching(0.0, REACH) };
    let times: Vec<f64> = parties.iter().map(|party| party.magnification(all)).collect();
    let drawn = parties.iter().zip(&times).map(|(party, &times)| party.range().times(times));
    let all = drawn.fold(all, Range::and).padded(0.03);
    times.into_iter().map(|times| Magnified { range: all.times(1.0 / times), times }).collect()
}

impl BurdenParty {
    fn known(&self) -> impl Iterator<Item = &BurdenRow> {
        self.rows.iter().filter(|row| row.is_known())
    }

    fn range(&self) -> Range {
        self.known().map(BurdenRow::range).fold(Range::EMPTY, Range::and)
    }

    /// How many times as large the party is drawn on an axis over `all`.
    ///
    /// A small risk should look small, but not be squeezed to nothing: whoever covers less than
    /// [`SEEN`] of the axis is drawn 10, 100 or 1,000 times as large, unless that would stretch the
    /// axis too far for the others. Who bears no risk has nothing to be squeezed.
    fn magnification(&self, all: Range) -> f64 {
        let widest = self.known().map(|row| row.range().width()).fold(0.0, f64::max);
        if widest < 1.0 {
            return 1.0;
        }
        let is_seen = |times: &f64| SEEN * all.width() <= widest * times;
        let times = [1.0, 10.0, 100.0].into_iter().find(is_seen).unwrap_or(1000.0);
        let stretched = all.and(self.range().times(times));
        if stretched.width() <= STRETCH * all.width() { times } else { 1.0 }
    }

    /// The rows with their figures; the pounds of all in one unit.
    fn drawn_rows(&self, columns: &[&[&str]]) -> Vec<Row> {
        let pounds: Vec<f64> = self.known().flat_map(|row| [row.mean, row.worst]).collect();
        let mut pounds = Scale::Pounds.values(&pounds).into_iter();
        let row = |row: &BurdenRow| {
            let mut figures = vec![NONE.to_owned(); 2];
            if row.is_known() {
                figures = pounds.by_ref().take(2).collect();
            }
            let share = row.share.filter(|share| share.is_finite());
            figures.push(share.map_or_else(|| NONE.to_owned(), scale::whole_percent));
            figures.truncate(columns.len());
            let said = columns.iter().zip(&figures);
            let said: Vec<String> =
                said.map(|(head, figure)| format!("{} {figure}", head.join(" "))).collect();
            let said = format!("{}, {}: {}", self.name, row.label, said.join(", ").to_lowercase());
            Row { figures, ..Row::new(row.label.clone(), row.glyphs(self.role), said) }
        };
        self.rows.iter().map(row).collect()
    }
}

impl BurdenRow {
    fn values(&self) -> impl Iterator<Item = f64> {
        self.quantiles.into_iter().chain([self.mean, self.worst])
    }

    fn is_known(&self) -> bool {
        !self.values().any(f64::is_nan)
    }

    fn range(&self) -> Range {
        Range::of(self.values())
    }

    fn glyphs(&self, role: Role) -> Vec<Glyph> {
        let mut glyphs = spread(self.quantiles, self.mean, role);
        glyphs.insert(2, Glyph::Diamond { at: self.worst });
        if self.is_known() { glyphs } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, mean: f64, spread: f64) -> BurdenRow {
        BurdenRow {
            label: label.to_owned(),
            quantiles: [-2.0, -1.0, 0.0, 1.0, 2.0].map(|by| mean + by * spread),
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
            heading: Heading::new(
                "chart.svg",
                "The investor bears what the council no longer bears",
                "Results over the trials",
            ),
            x_label: "Result, against doing nothing".to_owned(),
            parties: parties.iter().map(party).collect(),
        }
    }

    #[test]
    fn odd_values_give_a_tidy_chart() {
        let odd = [0.0, 1e-9, -4e6, 1e14, f64::NAN, f64::MIN, f64::INFINITY];
        rows(&chart(&[])).draw().assert_tidy();
        for mean in odd {
            for spread in odd {
                for party in [&[][..], &[(1e6, 4e5)], &[(f64::NAN, 1.0); 7]] {
                    let parties: Vec<(f64, f64)> =
                        party.iter().copied().chain([(mean, spread)]).collect();
                    let mut chart = chart(&parties);
                    rows(&chart).draw().assert_tidy();
                    assert_eq!(burden(&chart), burden(&chart));
                    chart.parties[0].rows[0].share = None;
                    chart.parties[0].rows[1].share = Some(mean);
                    rows(&chart).draw().assert_tidy();
                    chart.parties[0].rows.clear();
                    rows(&chart).draw().assert_tidy();
                }
            }
        }
    }

    fn times(parties: &[(f64, f64)]) -> Vec<f64> {
        ranges(&chart(parties).parties).into_iter().map(|range| range.times).collect()
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
        let [large, small] = ranges(&chart(&[(2e6, 4e6), (1e5, 1e5)]).parties)[..] else {
            panic!("two parties")
        };
        let zero = |range: Range| -range.low / range.width();
        assert!((zero(large.range) - zero(small.range)).abs() < 1e-9);
        assert!((large.range.width() / small.range.width() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn zero_is_in_sight_where_it_is_near() {
        let has_zero = |mean: f64| {
            let range = ranges(&chart(&[(mean, 1e6)]).parties)[0].range;
            range.low <= 0.0 && 0.0 <= range.high
        };
        assert!(has_zero(5e6) && !has_zero(50e6));
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
