//! A contract worked by hand, to the penny: a spreadsheet's arithmetic that an outsider can check.
//!
//! The contract begins on 1 January 2020 (days 0 to 30 are January, 31 to 59 February, 60 to 90
//! March, 91 to 120 April). It pays £10.01 for each completed week at home within 60 days of the
//! start, less 30% for deadweight, and £100 for each completion; at most £60 a child; settled
//! every two months, paid a month later; a fund bears a quarter, up to £20.
//!
//! | child | therapy | life | weeks completed on days | other |
//! | --- | --- | --- | --- | --- |
//! | A | days 10–40, completes | home 0–37, care 37–44, home 44– | 16, 23, 30, (37 is in care); 50, 57, 64 | completes on day 40 |
//! | B | days 20–50, drops out | home 0–200 | 26, 33, 40, 47, 54, 61, 68, 75 | – |
//!
//! A's window is days 10 to 69: from day 10 three weeks end on days 16, 23 and 30 and the fourth
//! would end on day 37, the first in care; from day 44 weeks end on days 50, 57 and 64, and the
//! next would end past the window. B's window is days 20 to 79: eight weeks, ending on days 26,
//! 33, 40, 47, 54, 61, 68 and 75.
//!
//! A week is worth 10.01 × 0.7 = £7.007, a completion £100.
//!
//! | month | A | B | units of the weekly line | over the cap of £60 |
//! | --- | --- | --- | --- | --- |
//! | January | 3 weeks: £21.021 | 1 week: £7.007 | 4 | – |
//! | February | 2 weeks, £14.014, and the completion, £100, of which £38.979 are left together: the weeks have £4.7911, the completion £34.1879 | 4 weeks: £28.028 | 6 | £9.2229 of A's weeks, £65.8121 of its completion |
//! | March | 1 week, all of it over | 3 weeks: £21.021 | 4 | £7.007 of A's week |
//!
//! B comes to £56.056 and stays below its cap. Weekly invoices: January 4 × 7.007 = £28.03,
//! February 6 × 7.007 − 9.2229 = £32.82, March 4 × 7.007 − 7.007 = £21.02. Completion: February £34.19.
//!
//! Settled in February (January and February) and paid in March: weekly £60.85, completion £34.19,
//! together £95.04, of which a quarter is £23.76, but the fund pays no more than £20. Of these the
//! weekly line has 20 × 60.85 / 95.04 = 12.805…, the completion 7.194…: £12.80 and £7.19, and the penny
//! that is left goes to the first, for 6085 / 1281 is above 3419 / 720. Settled in April and paid in May:
//! weekly £21.02, all the council's.

use kinward::cohort::{Activity, Stay};
use kinward::contract::{
    Caps, Clock, CoPayer, Line, Measure, Milestone, Outcomes, Price, Ranks, Terms, Treated, Window,
    settle,
};
use kinward::family::{Family, Place, Spell};
use kinward::ledger::{Ledger, Party, Purpose};
use kinward::units::{Calendar, Money};

use crate::common::family;

fn terms() -> Terms {
    let week = Measure::PerPeriod {
        counts: vec![true, false],
        period_days: 7,
        window: Some(Window { from: Clock::Start, after: 0, days: 60 }),
        most_per_child: None,
        forgives_days: 0,
        begins_again: true,
        past_eighteen: false,
    };
    let line = |measure, rate, deadweight| Line {
        measure,
        prices: Price::throughout(rate, deadweight),
        baseline: 0.0,
        pathways: vec![true],
        councils: vec![true],
    };
    Terms {
        lines: vec![
            line(week, 10.01, 0.3),
            line(Measure::Milestone(Milestone::Completion), 100.0, 0.0),
        ],
        tracking: vec![Window { from: Clock::Start, after: 0, days: 60 }],
        parts: vec![1.0],
        ranks: Ranks::as_listed(2, 1),
        caps: Caps { per_child: Some(Money::from_pence(60_00)), ..Caps::default() },
        co_payers: vec![CoPayer {
            share: 0.25,
            limit: Some(Money::from_pence(20_00)),
            councils: vec![true],
        }],
        settled_every_months: 2,
        lag_months: 1,
        indexation: 0.0,
    }
}

fn home(from: u32, until: u32) -> Spell {
    Spell { place: Place::HOME, from, until }
}

fn care(from: u32, until: u32) -> Spell {
    Spell { place: Place::placement(0), from, until }
}

#[test]
fn a_contract_worked_by_hand_comes_out_to_the_penny() {
    let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 12);
    let terms = terms();
    let stay = |starts, ends, completes| Stay { therapy: 0, starts, ends, completes };
    let (a, b) = (stay(10, 40, true), stay(20, 50, false));
    let lives =
        [vec![home(0, 37), care(37, 44), home(44, 3_000)], vec![home(0, 200), care(200, 3_000)]];
    let mut outcomes = Outcomes::default();
    outcomes.reset(&terms, 1, &calendar);
    let family = family();
    for (stay, life) in [&a, &b].into_iter().zip(&lives) {
        let tracking = terms.tracking[0];
        let treated = Treated { family: &family, stay, life, achieved: &[], tracking };
        outcomes.add(&terms, &calendar, &treated);
    }
    let earned = outcomes.add_up(&terms, &calendar);
    assert_eq!(earned.by_month(0, 0)[..4], [4.0, 6.0, 4.0, 0.0]);
    let mut activity = Activity::default();
    activity.count(
        [(&family, &a), (&family, &b)].into_iter(),
        (1, 1),
        &calendar,
        calendar.months(),
    );
    let invoices = earned.invoices(&terms, &activity);
    let pence =
        |line: usize| invoices[line][0][..4].iter().map(|it| it.pence()).collect::<Vec<_>>();
    assert_eq!(pence(0), [28_03, 32_82, 21_02, 0]);
    assert_eq!(pence(1), [0, 34_19, 0, 0]);

    let mut ledger = Ledger::default();
    let settlement = settle(&terms, &invoices, &mut ledger);
    assert_eq!(settlement.unpaid, Money::ZERO, "what is over a child's cap was never earned");
    let paid = |month: usize, from: Party, line: usize| {
        ledger
            .total(|ledger| {
                ledger.month == month
                    && ledger.from == from
                    && ledger.purpose == Purpose::Line(line)
            })
            .pence()
    };
    let (council, fund) = (Party::Council(0), Party::CoPayer(0));
    assert_eq!((paid(2, fund, 0), paid(2, council, 0)), (12_81, 48_04));
    assert_eq!((paid(2, fund, 1), paid(2, council, 1)), (7_19, 27_00));
    assert_eq!((paid(4, fund, 0), paid(4, council, 0)), (0, 21_02));
    assert_eq!(ledger.total(|_| true), Money::from_pence(11_606));
}

/// £70.07 and £24.97 under a cap of £50 on the year and £30 on the council. Of £95.04 the fund bears £20, its
/// limit, and the council £30 of the rest: just what the year allows. The lines have 50 × 70.07 / 95.04 =
/// 36.863… and 13.136…: £36.87 and £13.13, for 7007 / 3687 is above 2497 / 1314.
#[test]
fn a_cap_on_the_year_is_applied_before_the_shares() {
    let terms = Terms {
        caps: Caps {
            per_year: Some(Money::from_pence(50_00)),
            councils: vec![Some(Money::from_pence(30_00))],
            ..Caps::default()
        },
        ..terms()
    };
    let month = |pence: &[i64]| pence.iter().map(|it| Money::from_pence(*it)).collect::<Vec<_>>();
    let invoices = [vec![month(&[28_03, 42_04, 21_02, 0])], vec![month(&[0, 24_97, 0, 0])]];
    let mut ledger = Ledger::default();
    let settlement = settle(&terms, &invoices, &mut ledger);
    assert_eq!(ledger.total(|ledger| ledger.from == Party::CoPayer(0)), Money::from_pence(20_00));
    assert_eq!(ledger.total(|ledger| ledger.from == Party::Council(0)), Money::from_pence(30_00));
    let line = |index| ledger.total(|ledger| ledger.purpose == Purpose::Line(index)).pence();
    assert_eq!([line(0), line(1)], [36_87, 13_13]);
    assert_eq!(settlement.unpaid, Money::from_pence(66_06));
}

/// Places other than home may count, a broken run begins again, and 18 may end the window or not.
#[test]
fn runs_are_broken_and_windows_end_as_the_terms_say() {
    let calendar = Calendar::new(jiff::civil::date(2020, 1, 1), 24);
    let stay = Stay { therapy: 0, starts: 0, ends: 90, completes: true };
    let life =
        [home(0, 10), care(10, 13), Spell { place: Place::placement(1), from: 13, until: 30 }];
    let family = Family { eighteen: 30, ..family() };
    let units = |counts: [bool; 3], past_eighteen: bool, most_per_child: Option<u32>| {
        let measure = Measure::PerPeriod {
            counts: counts.to_vec(),
            period_days: 7,
            window: Some(Window { from: Clock::Start, after: 0, days: 50 }),
            most_per_child,
            forgives_days: 0,
            begins_again: true,
            past_eighteen,
        };
        let terms = Terms {
            lines: vec![Line {
                measure,
                prices: Price::throughout(1.0, 0.0),
                baseline: 0.0,
                pathways: vec![true],
                councils: vec![true],
            }],
            ..terms()
        };
        let terms = Terms { caps: Caps::default(), ..terms };
        let mut outcomes = Outcomes::default();
        outcomes.reset(&terms, 1, &calendar);
        let tracking = terms.tracking[0];
        outcomes.add(
            &terms,
            &calendar,
            &Treated { family: &family, stay: &stay, life: &life, achieved: &[], tracking },
        );
        outcomes.add_up(&terms, &calendar).by_month(0, 0).iter().sum::<f64>()
    };
    assert_eq!(units([true, false, false], false, None), 1.0, "ten days at home are one week");
    assert_eq!(units([true, true, true], false, None), 4.0, "thirty days anywhere are four weeks");
    assert_eq!(
        units([true, false, true], false, None),
        3.0,
        "a stay in the first placement breaks the run"
    );
    assert_eq!(
        units([true, false, false], true, None),
        3.0,
        "twenty days from 18 to the window's end are two weeks more"
    );
    assert_eq!(units([true, true, true], false, Some(2)), 2.0, "at most two a child");
}
