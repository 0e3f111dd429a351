//! Moves between placements, and what therapy does to them.

use super::Place;

/// Moves between placements, within a stay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    /// For each placement: moves a day to each other placement, summed up along the list.
    to: Vec<Vec<f64>>,
}

impl Moves {
    /// From the moves a day from each placement (rows) to each other (columns).
    pub fn new(per_day: &[Vec<f64>]) -> Self {
        Self { to: per_day.iter().map(|row| running(row)).collect() }
    }

    /// Moves a day from a placement, summed up along the list of destinations.
    fn from(&self, place: Place) -> &[f64] {
        self.to.get(place.lane() - 1).map_or(&[][..], Vec::as_slice)
    }

    /// Days until a child that has come to a placement moves on, and the rates to each destination
    /// in force then. `target` is the cumulative rate at which it moves.
    #[inline]
    pub(super) fn next(&self, place: Place, target: impl FnOnce() -> f64) -> (f64, &[f64]) {
        let rates = self.from(place);
        let rate = total(rates);
        (if rate > 0.0 { target() / rate } else { f64::INFINITY }, rates)
    }
}

/// One step of what therapy does to the moves from one placement to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoveStep {
    /// Positions in the list of placements.
    pub from: usize,
    pub to: usize,
    /// Days since therapy started.
    pub until: f64,
    pub change: MoveChange,
}

/// What a step does to a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MoveChange {
    /// So many moves a day in its place.
    PerDay(f64),
    /// So many times as much.
    HazardRatio(f64),
}

impl MoveChange {
    /// A rate under this change, for a family that has the part `strength` of the effect: of the
    /// log hazard ratio, or of the difference between the rates.
    fn of(self, natural: f64, strength: f64) -> f64 {
        match self {
            Self::PerDay(rate) => (natural + strength * (rate - natural)).max(0.0),
            Self::HazardRatio(ratio) => natural * libm::pow(ratio, strength),
        }
    }
}

/// Moves by days since therapy started; the natural ones before the start and after the last step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangedMoves {
    /// For each placement, its segments in order; none where nothing is changed.
    from: Vec<Vec<Segment>>,
}

/// Rates that hold for a time.
#[derive(Clone, Debug, PartialEq)]
struct Segment {
    /// Days since therapy started.
    until: f64,
    /// Moves a day to each placement, summed up along the list.
    to: Vec<f64>,
}

impl ChangedMoves {
    /// What these steps make of the natural moves a day from each placement (rows) to each other
    /// (columns), for a family that has the part `strength` of the effect. The steps of one pair
    /// of placements ascend.
    pub fn new(natural: &[Vec<f64>], steps: &[MoveStep], strength: f64) -> Self {
        let from: Vec<Vec<Segment>> = natural
            .iter()
            .enumerate()
            .map(|(place, rates)| {
                let own: Vec<&MoveStep> = steps.iter().filter(|step| step.from == place).collect();
                segments(rates, &own, strength)
            })
            .collect();
        let unchanged = from.iter().all(Vec::is_empty);
        Self { from: if unchanged { Vec::new() } else { from } }
    }

    /// Whether every rate stays what it is: then a life is walked as if untreated, and is the same
    /// to the last bit.
    pub(super) fn is_none(&self) -> bool {
        self.from.is_empty()
    }

    /// As [`Moves::next`], for a child that came to the placement so many days after therapy
    /// started, or before it.
    ///
    /// The rates gather over the few segments until they reach the target, so that the inversion
    /// is exact.
    pub(super) fn next<'a>(
        &'a self,
        natural: &'a Moves,
        place: Place,
        since_start: f64,
        target: impl FnOnce() -> f64,
    ) -> (f64, &'a [f64]) {
        let segments = &self.from[place.lane() - 1];
        let untreated = natural.from(place);
        if segments.last().is_none_or(|segment| segment.until <= since_start) {
            return natural.next(place, target);
        }
        let mut remaining = target();
        let mut elapsed = 0.0;
        let before = std::iter::once((0.0, untreated));
        let treated = segments.iter().map(|segment| (segment.until, segment.to.as_slice()));
        for (until, rates) in before.chain(treated) {
            let lasts = until - since_start - elapsed;
            if lasts <= 0.0 {
                continue;
            }
            let (rate, gathered) = (total(rates), total(rates) * lasts);
            if rate > 0.0 && remaining <= gathered {
                return (elapsed + remaining / rate, rates);
            }
            remaining -= gathered;
            elapsed += lasts;
        }
        let rate = total(untreated);
        (if rate > 0.0 { elapsed + remaining / rate } else { f64::INFINITY }, untreated)
    }
}

/// The segments of the moves from one placement; none if no rate is changed in any.
fn segments(natural: &[f64], steps: &[&MoveStep], strength: f64) -> Vec<Segment> {
    let mut ends: Vec<f64> = steps.iter().map(|step| step.until).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    let rate = |to: usize, until: f64| {
        let in_force = steps.iter().find(|step| step.to == to && until <= step.until);
        in_force.map_or(natural[to], |it| it.change.of(natural[to], strength))
    };
    let rates_until =
        |until: f64| -> Vec<f64> { (0..natural.len()).map(|to| rate(to, until)).collect() };
    let rates: Vec<Vec<f64>> = ends.iter().map(|until| rates_until(*until)).collect();
    if rates.iter().all(|rate| rate == natural) {
        return Vec::new();
    }
    ends.into_iter().zip(rates).map(|(until, it)| Segment { until, to: running(&it) }).collect()
}

/// Running sums.
fn running(rates: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    rates
        .iter()
        .map(|rate| {
            sum += rate;
            sum
        })
        .collect()
}

fn total(running: &[f64]) -> f64 {
    running.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [f64; 2] = [100.0, 300.0];

    fn step(to: usize, until: f64, change: MoveChange) -> MoveStep {
        MoveStep { from: 0, to, until, change }
    }

    /// From the first of three placements: 0.01 a day to the second until day 100 and 0.02 until
    /// day 300 in place of 0.004, half the natural 0.002 to the third until day 300.
    fn changed(strength: f64) -> (Vec<Vec<f64>>, ChangedMoves) {
        let natural = vec![vec![0.0, 0.004, 0.002], vec![0.0; 3], vec![0.0; 3]];
        let steps = [
            step(1, DAYS[0], MoveChange::PerDay(0.01)),
            step(2, DAYS[1], MoveChange::HazardRatio(0.5)),
            step(1, DAYS[1], MoveChange::PerDay(0.02)),
        ];
        let changed = ChangedMoves::new(&natural, &steps, strength);
        (natural, changed)
    }

    fn next(
        changed: &ChangedMoves,
        natural: &Moves,
        since_start: f64,
        target: f64,
    ) -> (f64, Vec<f64>) {
        let (time, rates) = changed.next(natural, Place::placement(0), since_start, || target);
        (time, rates.to_vec())
    }

    /// Rates of 0.006 before the start, 0.011 until day 100, 0.021 until day 300 and 0.006 again.
    /// A child that came 50 days before the start has gathered 0.3 by then, 1.4 by day 100 and 5.6
    /// by day 300.
    #[test]
    fn the_time_of_a_move_is_where_the_rates_have_gathered_enough() {
        let (natural, changed) = changed(1.0);
        let natural = Moves::new(&natural);
        let rows = [
            (-50.0, 0.15, 25.0, 0.006),
            (-50.0, 0.3 + 0.55, 100.0, 0.011),
            (-50.0, 1.4 + 2.1, 250.0, 0.021),
            (-50.0, 5.6 + 0.6, 450.0, 0.006),
            (60.0, 0.44 + 1.05, 90.0, 0.021),
            (300.0, 0.6, 100.0, 0.006),
        ];
        for (since_start, target, time, rate) in rows {
            let (found, rates) = next(&changed, &natural, since_start, target);
            assert!((found - time).abs() < 1e-9, "{found} {time}");
            assert!((total(&rates) - rate).abs() < 1e-15, "{rates:?} {rate}");
        }
    }

    #[test]
    fn a_drop_out_keeps_its_part_of_each_change() {
        let (natural, changed) = changed(0.25);
        let (_, rates) = next(&changed, &Moves::new(&natural), 0.0, 0.001);
        let expected = [0.0, 0.004 + 0.25 * 0.006, 0.0055 + 0.002 * 0.5_f64.powf(0.25)];
        for (found, expected) in rates.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{rates:?}");
        }
    }

    #[test]
    fn what_changes_no_rate_is_no_change() {
        let natural = vec![vec![0.0, 0.004], vec![0.003, 0.0]];
        for change in [MoveChange::PerDay(0.004), MoveChange::HazardRatio(1.0)] {
            assert!(ChangedMoves::new(&natural, &[step(1, 100.0, change)], 1.0).is_none());
        }
        let halved = step(1, 100.0, MoveChange::HazardRatio(0.5));
        assert!(ChangedMoves::new(&natural, &[halved], 0.0).is_none(), "nothing is kept");
        assert!(!ChangedMoves::new(&natural, &[halved], 1.0).is_none());
    }

    /// Where nobody moves by nature, moves end with the therapy's last step.
    #[test]
    fn without_natural_moves_nobody_moves_after_the_last_step() {
        let natural = vec![vec![0.0, 0.0], vec![0.0, 0.0]];
        let steps = [step(1, 100.0, MoveChange::PerDay(0.01))];
        let changed = ChangedMoves::new(&natural, &steps, 1.0);
        let moves = Moves::default();
        assert!((next(&changed, &moves, 0.0, 0.9).0 - 90.0).abs() < 1e-9);
        assert!(next(&changed, &moves, 0.0, 1.1).0.is_infinite());
        assert!((next(&changed, &moves, -20.0, 0.9).0 - 110.0).abs() < 1e-9);
    }
}
