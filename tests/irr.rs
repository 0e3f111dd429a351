//! Rates of return, present values and paybacks against other people's arithmetic.
//!
//! `irr/make.py` draws the same flows, and says by which libraries `irr/oracle.csv` was worked out.

use std::fs;

use kinward::ledger::{Ledger, Party, Purpose};
use kinward::returns::{InvestorReturn, Irr, irr};
use kinward::units::Money;

use crate::common::root;

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound.unsigned_abs()).cast_signed()
    }

    /// A whole number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// A month before this one.
    fn month(&mut self, before: usize) -> usize {
        let before = i64::try_from(before).expect("months");
        usize::try_from(self.below(before)).expect("not below 0")
    }
}

/// Pence paid in over some months, then `percent` of it back over the rest, unevenly.
fn conventional(draws: &mut Draws, paid: i64, months: i64, percent: i64) -> Vec<i64> {
    let draw_months = draws.between(1, months / 2);
    let mut flows: Vec<i64> =
        (0..draw_months).map(|_| -draws.between(1, 1 + 2 * paid / draw_months)).collect();
    let drawn = -flows.iter().sum::<i64>();
    let mut weights: Vec<i64> = (draw_months..months).map(|_| draws.below(10)).collect();
    *weights.last_mut().expect("months are left") += 1;
    let sum: i64 = weights.iter().sum();
    let back = |weight: &i64| {
        let exact = i128::from(drawn) * i128::from(percent * weight) / i128::from(100 * sum);
        i64::try_from(exact).expect("an amount of money")
    };
    flows.extend(weights.iter().map(back));
    flows
}

/// The flows of one row, in pence.
fn flows_of(kind: &str, number: u64) -> Vec<i64> {
    let draws = &mut Draws(number);
    let months = draws.between(6, 96);
    match kind {
        "conventional" => {
            let paid = draws.between(10_000, 5_000_000) * 100;
            let percent = draws.between(20, 250);
            conventional(draws, paid, months, percent)
        }
        "long" => {
            let percent = draws.between(50, 300);
            conventional(draws, 300_000_000, 240, percent)
        }
        "second_draw" => {
            let percent = draws.between(50, 150);
            let mut flows = conventional(draws, 100_000_000, months, percent);
            let percent = draws.between(50, 150);
            let second = conventional(draws, 50_000_000, months, percent);
            let gap = draws.month(12);
            flows.extend(std::iter::repeat_n(0, gap));
            flows.extend(second);
            flows
        }
        "tail" => {
            let percent = draws.between(50, 200);
            let mut flows = conventional(draws, 200_000_000, months, percent);
            let tail = draws.between(1, 24);
            flows.extend((0..tail).map(|_| -draws.between(1, 300_000)));
            flows
        }
        "inflow_first" => {
            let percent = draws.between(50, 200);
            let flows = conventional(draws, 100_000_000, months, percent);
            let first = draws.between(1, 10_000_000);
            [vec![first], flows].concat()
        }
        "near_total_loss" => {
            let mut flows = conventional(draws, 300_000_000, months, 0);
            *flows.last_mut().expect("months") = draws.between(1, 1_000);
            flows
        }
        "rates_high" => {
            let months = draws.between(4, 12);
            let percent = draws.between(500, 100_000);
            conventional(draws, 100_000, months, percent)
        }
        "rates_low" => {
            let months = draws.between(4, 24);
            let percent = draws.between(1, 12);
            conventional(draws, 100_000_000, months, percent)
        }
        "tiny" => {
            let paid = draws.between(2, 60);
            let percent = draws.between(90, 300);
            conventional(draws, paid, months, percent)
        }
        "huge" => {
            let percent = draws.between(50, 200);
            conventional(draws, 5_000_000_000_000, months, percent)
        }
        "gaps" => {
            let mut flows = vec![0; 240];
            for _ in 0..draws.between(2, 8) {
                let month = draws.month(120);
                flows[month] -= draws.between(1, 100_000) * 100;
            }
            for _ in 0..draws.between(2, 8) {
                let month = 120 + draws.month(120);
                flows[month] += draws.between(1, 200_000) * 100;
            }
            flows
        }
        "several" => {
            let mut flows = vec![0; usize::try_from(months).expect("months")];
            for _ in 0..draws.between(3, 7) {
                let month = draws.month(flows.len());
                flows[month] += draws.between(-100_000, 100_000) * 100;
            }
            flows
        }
        "close_pair" => {
            let step = 1 + draws.month(24);
            let a = draws.between(100_000, 120_000);
            let b =
                a + draws.between(1, 3) * 10_i64.pow(u32::try_from(draws.below(4)).expect("few"));
            let mut flows = vec![0; 2 * step + 1];
            flows[0] = -10_i64.pow(10);
            flows[step] = (a + b) * 100_000;
            flows[2 * step] = -a * b;
            flows
        }
        "anything" => {
            (0..months).map(|_| draws.between(-100_000, 100_000) * draws.below(2)).collect()
        }
        "loan" => {
            let percent = draws.between(50, 200);
            conventional(draws, 10_000_000, months, percent).into_iter().map(|it| -it).collect()
        }
        "total_loss" => conventional(draws, 10_000_000, months, 0),
        _ => panic!("no flows of kind {kind}"),
    }
}

/// What the libraries say of one row.
struct Oracle<'a> {
    number: u64,
    kind: &'a str,
    losses: usize,
    gains: usize,
    rate: Option<f64>,
    libraries: [Option<f64>; 2],
}

impl<'a> Oracle<'a> {
    fn of(line: &'a str) -> Self {
        let cells: Vec<&str> = line.split(',').collect();
        let count = |at: usize| cells[at].parse().expect("a count");
        let rate = |at: usize| cells[at].parse().ok();
        Self {
            number: cells[0].parse().expect("a number"),
            kind: cells[1],
            losses: count(2),
            gains: count(3),
            rate: rate(4),
            libraries: [rate(5), rate(6)],
        }
    }
}

fn money(pence: &[i64]) -> Vec<Money> {
    pence.iter().copied().map(Money::from_pence).collect()
}

/// Whether two annual rates agree to so much of what a pound grows to; near -100% to the last digits that
/// a rate is written with.
fn agree(rate: f64, other: f64, relative: f64) -> bool {
    (rate - other).abs() <= relative * (1.0 + other) + 1e-15
}

/// The net present value of flows at an annual rate, as numpy-financial's `npv` has it, in pounds.
fn npv(flows: &[i64], rate: f64) -> f64 {
    let at = |(month, flow): (usize, &i64)| {
        *flow as f64 / 100.0 / (1.0 + rate).powf(month as f64 / 12.0)
    };
    flows.iter().enumerate().map(at).sum()
}

/// Whether a rate brings the value to nothing, as far as its parts are known.
fn is_root(flows: &[i64], rate: f64) -> bool {
    let sizes: Vec<i64> = flows.iter().map(|flow| flow.abs()).collect();
    npv(flows, rate).abs() <= 1e-9 * npv(&sizes, rate)
}

/// Where there is one rate above -100% it is found to 1e-8 and better, relative to 1 + rate: a root in
/// the monthly factor x is sought to 1e-15, which twelve powers and an x of 0.03 (a rate of 1e17) make
/// some 1e-12; 1e-8 is what two thousandths of a penny on a pound are. Every other row is reported as
/// what it is, by the counts of roots alone.
#[test]
fn rates_of_return_are_those_of_other_libraries() {
    let file = fs::read_to_string(root().join("tests/irr/oracle.csv")).expect("an oracle");
    let (mut compared, mut counted) = ([0; 2], [0; 5]);
    for line in file.lines().skip(1) {
        let row = Oracle::of(line);
        let flows = flows_of(row.kind, row.number);
        let found = irr(&money(&flows));
        let first = flows.iter().find(|flow| **flow != 0);
        let is_loan = first.is_some_and(|it| *it > 0);
        let zeros = usize::from(flows.iter().sum::<i64>() == 0);
        let (low, high) = (row.losses, row.gains + zeros);
        let variant = match (is_loan, low, high) {
            _ if !flows.iter().any(|flow| *flow < 0) => matches!(found, Irr::NothingInvested),
            _ if !flows.iter().any(|it| *it > 0) => matches!(found, Irr::TotalLoss),
            (false, _, 1) | (false, 1.., 0) => matches!(found, Irr::Unique(_)),
            (_, 0, 0) => matches!(found, Irr::NoRate),
            (true, low, high) if low + high == 1 => matches!(found, Irr::NoRate),
            (true, low, high) => {
                matches!(found, Irr::Ambiguous { roots, .. } if roots == low + high)
            }
            (false, _, high) => matches!(found, Irr::Ambiguous { roots, .. } if roots == high),
        };
        assert!(variant, "{line}: {found:?}");
        counted[match found {
            Irr::Unique(_) => 0,
            Irr::Ambiguous { .. } => 1,
            Irr::TotalLoss => 2,
            Irr::NothingInvested => 3,
            Irr::NoRate => 4,
        }] += 1;
        if let Irr::Unique(rate) | Irr::Ambiguous { nearest: rate, .. } = found {
            // Nearer to -100% a rate has too few digits for it.
            assert!(rate < -0.99 || is_root(&flows, rate), "{line}: {rate} is no root");
        }
        let (Irr::Unique(found), Some(rate)) = (found, row.rate) else { continue };
        assert!(agree(found, rate, 1e-10), "{line}: {found}");
        for (library, count) in row.libraries.into_iter().zip(&mut compared) {
            if let Some(rate) = library {
                assert!(agree(found, rate, 1e-8), "{line}: {found}");
                *count += 1;
            }
        }
    }
    assert!(compared.iter().all(|it| *it > 2_000), "rates compared: {compared:?}");
    let [unique, ambiguous, total_loss, _, no_rate] = counted;
    assert!(unique > 2_000 && ambiguous > 200 && total_loss > 200 && no_rate > 400, "{counted:?}");
}

/// One investor's payments in and out, before a fund's fee, over so many months.
fn invested(drawn: &[i64], returned: &[i64], hurdle: f64) -> InvestorReturn {
    let mut ledger = Ledger::default();
    let (investor, vehicle) = (Party::Investor(0), Party::Vehicle);
    for (month, (drawn, returned)) in money(drawn).into_iter().zip(money(returned)).enumerate() {
        ledger.pay(month, investor, vehicle, drawn, Purpose::Drawdown);
        ledger.pay(month, vehicle, investor, returned, Purpose::Capital);
    }
    InvestorReturn::before_fee(&ledger, drawn.len(), hurdle)
}

/// Present values, payback and the peak against sums made month by month, on the oracle's flows with a
/// draw and a payment of the same amount added to each month, which change what is paid and returned
/// gross and nothing else.
#[test]
fn what_an_investor_has_is_what_adding_up_gives() {
    let file = fs::read_to_string(root().join("tests/irr/oracle.csv")).expect("an oracle");
    for line in file.lines().skip(1).filter(|line| !line.contains("huge")) {
        let row = Oracle::of(line);
        let flows = flows_of(row.kind, row.number);
        let both = Draws(row.number).below(3) * 5_000;
        let drawn: Vec<i64> = flows.iter().map(|flow| both + (-flow).max(0)).collect();
        let returned: Vec<i64> = flows.iter().map(|flow| both + flow.max(&0)).collect();
        for hurdle in [0.0, 0.08, 0.3] {
            let result = invested(&drawn, &returned, hurdle);
            let expected = npv(&flows, hurdle);
            let gross = drawn.iter().sum::<i64>() as f64 / 100.0;
            assert!((result.npv_at_hurdle - expected).abs() <= 1e-12 * gross + 1e-9, "{line}");
        }
        let result = invested(&drawn, &returned, 0.08);
        let position = |until: usize| flows[..until].iter().sum::<i64>();
        let months = flows.len();
        let peak = (0..=months).map(|index| -position(index)).max().expect("a month");
        assert_eq!(result.peak_drawn.pence(), peak, "{line}");
        let is_back = |from: usize| (from.max(1)..=months).all(|index| position(index) >= 0);
        let payback = (0..=months).find(|index| is_back(*index));
        assert_eq!(result.payback, payback.filter(|_| drawn.iter().any(|it| *it > 0)), "{line}");
        let (paid, back) = (drawn.iter().sum::<i64>(), returned.iter().sum::<i64>());
        assert_eq!((result.drawn.pence(), result.returned.pence()), (paid, back));
        assert_eq!(result.loss().pence(), (paid - back).max(0));
    }
}
