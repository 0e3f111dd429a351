//! Where labels go, so that none covers another.

/// Where a labelled upright line has its flag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flag {
    /// 0 is the row nearest to the plot; the line reaches up to this row.
    pub(super) level: usize,
    /// Left end of the text.
    pub(super) start: f64,
    pub(super) width: f64,
    /// Whether the text ends at the line instead of beginning there.
    pub(super) is_left: bool,
}

/// Between a line and its flag.
pub(super) const GAP: f64 = 5.0;
/// Above this number of lines the sides are not searched through.
const FEW: usize = 8;

/// Places the flags of upright lines, each given by its place and the width of its text, between
/// `left` and `right`.
///
/// A flag stands beside its line. No two flags overlap and no line runs through another's flag;
/// of the arrangements with these properties, the flattest is taken.
pub(super) fn flags(lines: &[(f64, f64)], left: f64, right: f64) -> Vec<Flag> {
    let sides = if lines.len() <= FEW { 1_usize << lines.len() } else { 1 };
    (0..sides)
        .filter_map(|sides| {
            let flag = |(place, &(x, width)): (usize, &(f64, f64))| {
                let fits_right = x + GAP + width <= right;
                let fits_left = left <= x - GAP - width;
                let is_left = fits_left && (!fits_right || sides >> place.min(FEW) & 1 == 1);
                let start = match () {
                    () if is_left => x - GAP - width,
                    () if fits_right => x + GAP,
                    () => (right - width).min(x).max(left),
                };
                Flag { level: 0, start, width, is_left }
            };
            let mut flags: Vec<Flag> = lines.iter().enumerate().map(flag).collect();
            raise(&mut flags, lines).then_some(flags)
        })
        .min_by_key(|flags| {
            let highest = flags.iter().map(|flag| flag.level).max();
            let sum: usize = flags.iter().map(|flag| flag.level).sum();
            (highest, sum, flags.iter().filter(|flag| flag.is_left).count())
        })
        .unwrap_or_else(|| one_row_each(lines, left, right))
}

/// Raises flags until all are apart; false when they cannot be, since two lines run through each
/// other's flags.
fn raise(flags: &mut [Flag], lines: &[(f64, f64)]) -> bool {
    let count = flags.len();
    for _ in 0..=count * count {
        let mut is_settled = true;
        for i in 0..count {
            for j in 0..count {
                let (here, there) = (flags[i], flags[j]);
                let is_crossed = covers(&here, lines[j].0) && here.level <= there.level;
                let is_hidden = j < i && overlap(&here, &there) && here.level == there.level;
                if i != j && (is_crossed || is_hidden) {
                    flags[i].level = there.level + 1;
                    is_settled = false;
                }
            }
        }
        if is_settled {
            return true;
        }
    }
    false
}

fn covers(flag: &Flag, x: f64) -> bool {
    flag.start - 2.0 < x && x < flag.start + flag.width + 2.0
}

fn overlap(flag: &Flag, other: &Flag) -> bool {
    flag.start < other.start + other.width + 2.0 * GAP
        && other.start < flag.start + flag.width + 2.0 * GAP
}

/// What remains when there are very many lines: no two flags overlap, though lines may cross them.
fn one_row_each(lines: &[(f64, f64)], left: f64, right: f64) -> Vec<Flag> {
    let flag = |(level, &(x, width)): (usize, &(f64, f64))| {
        let start = (x + GAP).min(right - width).max(left);
        Flag { level, start, width, is_left: false }
    };
    lines.iter().enumerate().map(flag).collect()
}

/// Moves blocks, each given by its wanted centre and its height, as little as needed so that they
/// do not overlap and stay between `top` and `bottom` where they all fit. Returns the centres.
pub(super) fn nudge(blocks: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by(|&a, &b| blocks[a].0.total_cmp(&blocks[b].0).then(a.cmp(&b)));
    let mut centres: Vec<f64> = blocks.iter().map(|block| block.0).collect();
    let mut floor = bottom;
    // First as high as the blocks below allow, then down to where they are wanted.
    for &index in order.iter().rev() {
        let half = blocks[index].1 / 2.0;
        centres[index] = centres[index].min(floor - half);
        floor = centres[index] - half;
    }
    let mut ceiling = top;
    for &index in &order {
        let half = blocks[index].1 / 2.0;
        centres[index] = centres[index].max(ceiling + half);
        ceiling = centres[index] + half;
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_flags_are_apart(lines: &[(f64, f64)], left: f64, right: f64) -> Vec<Flag> {
        let flags = flags(lines, left, right);
        for (i, flag) in flags.iter().enumerate() {
            assert!(left <= flag.start && flag.start + flag.width <= right, "{flag:?}");
            for (j, other) in flags.iter().enumerate().filter(|(j, _)| *j != i) {
                assert!(!(overlap(flag, other) && flag.level == other.level), "{flags:?}");
                assert!(!covers(flag, lines[j].0) || other.level < flag.level, "{flags:?}");
            }
        }
        flags
    }

    #[test]
    fn distant_flags_share_a_row() {
        let flags = assert_flags_are_apart(&[(100.0, 60.0), (300.0, 60.0)], 0.0, 500.0);
        assert!(flags.iter().all(|flag| flag.level == 0));
    }

    #[test]
    fn close_flags_are_staggered() {
        let lines = [(100.0, 90.0), (110.0, 90.0), (150.0, 120.0), (151.0, 40.0), (160.0, 50.0)];
        assert_flags_are_apart(&lines, 0.0, 700.0);
    }

    #[test]
    fn flags_at_the_rim_turn_inwards() {
        assert_flags_are_apart(&[(495.0, 90.0), (480.0, 90.0), (20.0, 90.0)], 0.0, 500.0);
    }

    #[test]
    fn many_flags_do_not_overlap() {
        let lines: Vec<(f64, f64)> = (0..30).map(|i| (f64::from(i) * 16.0, 80.0)).collect();
        let flags = flags(&lines, 0.0, 500.0);
        for (i, flag) in flags.iter().enumerate() {
            assert!(
                flags[..i].iter().all(|other| other.level != flag.level || !overlap(flag, other))
            );
        }
    }

    #[test]
    fn blocks_are_moved_apart_and_kept_inside() {
        let centres = nudge(&[(50.0, 20.0), (52.0, 20.0), (199.0, 20.0)], 0.0, 200.0);
        assert!(20.0 <= centres[1] - centres[0] && centres[2] <= 190.0, "{centres:?}");
    }

    #[test]
    fn blocks_with_room_are_left_alone() {
        assert_eq!(nudge(&[(50.0, 20.0), (90.0, 20.0)], 0.0, 200.0), [50.0, 90.0]);
    }
}
