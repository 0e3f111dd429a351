//! The zero line of a surface that is known on a grid.

use super::axis::tame;
use super::canvas::Point;

/// Pieces of the line on which a surface is zero, by marching squares (Lorensen and Cline 1987, in
/// the plane): linear between neighbours of the grid.
///
/// `values[row][column]` stands at the point (column, row). A square with a corner that is not
/// known has no line.
pub(super) fn zero_line(values: &[Vec<f64>]) -> Vec<[Point; 2]> {
    let rows = values.windows(2).enumerate();
    rows.flat_map(|(row, pair)| {
        let columns = pair[0].windows(2).zip(pair[1].windows(2)).enumerate();
        columns.flat_map(move |(column, (below, above))| {
            let pieces =
                Square { below: [below[0], below[1]], above: [above[0], above[1]] }.pieces();
            let there = move |(x, y): Point| (x + column as f64, y + row as f64);
            pieces.into_iter().map(move |piece| piece.map(there))
        })
    })
    .collect()
}

/// The corners of one square, each pair from left to right.
struct Square {
    below: [f64; 2],
    above: [f64; 2],
}

impl Square {
    fn pieces(&self) -> Vec<[Point; 2]> {
        let corners = || self.below.into_iter().chain(self.above);
        if corners().any(f64::is_nan) {
            return Vec::new();
        }
        // In the order of a walk around the square.
        let crossings: Vec<Point> = [
            crossing(self.below[0], self.below[1]).map(|share| (share, 0.0)),
            crossing(self.below[1], self.above[1]).map(|share| (1.0, share)),
            crossing(self.above[0], self.above[1]).map(|share| (share, 1.0)),
            crossing(self.below[0], self.above[0]).map(|share| (0.0, share)),
        ]
        .into_iter()
        .flatten()
        .collect();
        match crossings[..] {
            [a, b] => vec![[a, b]],
            // A saddle: the two corners that agree with the middle are joined.
            [below, right, above, left] => {
                let middle: f64 = corners().map(tame).sum();
                if is_gain(middle) == is_gain(self.below[0]) {
                    vec![[below, right], [above, left]]
                } else {
                    vec![[left, below], [right, above]]
                }
            }
            _ => Vec::new(),
        }
    }
}

/// How far from `a` to `b` the line crosses, as a share; nothing where both have the same sign.
fn crossing(a: f64, b: f64) -> Option<f64> {
    let (a, b) = (tame(a), tame(b));
    (is_gain(a) != is_gain(b)).then(|| a / (a - b))
}

/// Nothing lost is no loss.
fn is_gain(x: f64) -> bool {
    0.0 <= x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of `surface` at whole points, from 0 to 4 both ways.
    fn grid(surface: impl Fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
        let at =
            |row: u32| (0..5).map(|column| surface(f64::from(column), f64::from(row))).collect();
        (0..5).map(at).collect()
    }

    #[test]
    fn the_zero_line_of_a_plane_is_straight() {
        let pieces = zero_line(&grid(|x, y| x + 2.0 * y - 3.25));
        assert_eq!(pieces.len(), 5);
        for (x, y) in pieces.into_iter().flatten() {
            assert!((x + 2.0 * y - 3.25).abs() < 1e-12, "({x}, {y})");
        }
    }

    #[test]
    fn pieces_meet_at_their_ends() {
        let pieces = zero_line(&grid(|x, y| 1.7 - (x - 2.0).hypot(y - 2.0)));
        let ends: Vec<Point> = pieces.iter().flatten().copied().collect();
        for end in &ends {
            let meeting =
                ends.iter().filter(|other| (end.0 - other.0).hypot(end.1 - other.1) < 1e-9);
            assert_eq!(meeting.count(), 2, "a closed curve has no loose end: {end:?}");
        }
        assert_eq!(pieces.len(), 12);
    }

    #[test]
    fn a_surface_without_a_change_of_sign_has_no_line() {
        assert!(zero_line(&grid(|_, _| 1.0)).is_empty());
        assert!(zero_line(&grid(|_, _| 0.0)).is_empty());
        assert!(zero_line(&grid(|_, _| f64::NAN)).is_empty());
        assert!(zero_line(&[]).is_empty() && zero_line(&[vec![], vec![1.0]]).is_empty());
    }

    #[test]
    fn a_saddle_joins_the_corners_that_agree_with_its_middle() {
        let gains = zero_line(&[vec![3.0, -1.0], vec![-1.0, 3.0]]);
        assert_eq!(gains, [[(0.75, 0.0), (1.0, 0.25)], [(0.25, 1.0), (0.0, 0.75)]]);
        let losses = zero_line(&[vec![1.0, -3.0], vec![-3.0, 1.0]]);
        assert_eq!(losses, [[(0.0, 0.25), (0.25, 0.0)], [(1.0, 0.75), (0.75, 1.0)]]);
    }

    #[test]
    fn what_is_not_known_leaves_a_hole() {
        let mut values = grid(|x, _| x - 1.5);
        assert_eq!(zero_line(&values).len(), 4);
        values[2][1] = f64::NAN;
        assert_eq!(zero_line(&values).len(), 2);
    }
}
