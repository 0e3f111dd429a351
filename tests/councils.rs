//! Several councils in one contract: each with its own families, prices and payments.

use kinward::results::{List, Metric, OfEntry};

use crate::common::{PROGRAMME, SMALL, Scene, Simulated};

const TWO: &str = r#"
[[councils]]
name = "Ashford"
share = 0.5

[[councils]]
name = "Brill"
share = 0.5
"#;

fn scene(councils: &str) -> Scene {
    Scene::small()
        .set("therapies.talk.effect.care_entry=[{ until_month = 12, hazard_ratio = 0.5 }]")
        .with(councils)
}

fn part(simulated: &Simulated, figure: OfEntry, council: usize) -> &[f64] {
    simulated.of(figure(council))
}

/// In every trial, what is counted or paid of two councils adds up to the whole.
#[test]
fn the_parts_of_councils_add_up() {
    let simulated = scene(TWO).run();
    let figures: [(OfEntry, Metric); 7] = [
        (Metric::CouncilReferrals, Metric::Referrals),
        (Metric::CouncilStarts, Metric::Starts),
        (Metric::CouncilCompletions, Metric::Completions),
        (Metric::CouncilDaysOutOfCare, Metric::DaysOutOfCare),
        (Metric::CouncilPayments, Metric::PaymentsByCouncil),
        (Metric::CouncilCareCostSaved, Metric::CareCostSaved),
        (Metric::CouncilNetSaving, Metric::NetSaving),
    ];
    for (figure, of_all) in figures {
        let whole = simulated.of(of_all);
        for (trial, all) in whole.iter().enumerate() {
            let parts = part(&simulated, figure, 0)[trial] + part(&simulated, figure, 1)[trial];
            assert!((parts - all).abs() < 1e-6, "{of_all:?} in trial {trial}: {parts} of {all}");
        }
    }
}

/// Half the referrals each: the counts of 40 trials of 100 expected referrals have a standard
/// error of 1.6 for the whole and 1.1 for a part; four of them.
#[test]
fn shares_divide_the_referrals_of_the_file() {
    let simulated = scene(TWO).run();
    let mean = |it: &[f64]| it.iter().sum::<f64>() / it.len() as f64;
    assert!((simulated.mean(Metric::Referrals) - 100.0).abs() < 6.4);
    assert!((mean(part(&simulated, Metric::CouncilReferrals, 0)) - 50.0).abs() < 4.5);
    let families = part(&simulated, Metric::CouncilReferrals, 0);
    assert_ne!(
        families,
        part(&simulated, Metric::CouncilReferrals, 1),
        "each has families of its own"
    );
}

/// A council that refers nobody leaves the other as it would be alone, to the bit.
#[test]
fn a_council_lives_as_if_alone() {
    let alone = scene("\n[[councils]]\nname = \"Ashford\"\nreferrals.volume = 1\n").run();
    let with = scene(
        "\n[[councils]]\nname = \"Ashford\"\nreferrals.volume = 1\n\n[[councils]]\nname = \"Brill\"\nreferrals.volume = 1e-12\n",
    )
    .run();
    for metric in Metric::of_entry(List::Councils, 0) {
        let bits = |simulated: &Simulated| {
            simulated.of(metric).iter().map(|it| it.to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(bits(&alone), bits(&with), "{metric:?}");
    }
}

/// A line for one council is paid by that one, for its own families.
#[test]
fn each_council_pays_for_its_own() {
    let simulated = scene(TWO).set("contract.payments.out_of_care.councils=[\"Brill\"]").run();
    let days = part(&simulated, Metric::CouncilDaysOutOfCare, 1);
    assert!(part(&simulated, Metric::CouncilPayments, 0).iter().all(|it| *it == 0.0));
    assert_eq!(part(&simulated, Metric::CouncilPayments, 1), days, "a pound a day");
}

/// Only Brill pays £1,400 a week: twice its saving, and Ashford's as before.
#[test]
fn prices_are_a_councils_own() {
    let same = scene(TWO).run();
    let dear = scene(
        &TWO.replace("name = \"Brill\"", "name = \"Brill\"\nplacements.foster.weekly_cost = 1400"),
    )
    .run();
    let saved = Metric::CouncilCareCostSaved;
    assert_eq!(part(&same, saved, 0), part(&dear, saved, 0));
    for (once, twice) in part(&same, saved, 1).iter().zip(part(&dear, saved, 1)) {
        assert!((2.0 * once - twice).abs() < 1e-6, "{once} {twice}");
    }
}

/// Brill's families are offered a therapy that nobody completes, Ashford's the one of the file.
#[test]
fn what_families_are_offered_is_a_councils_own() {
    let second = "therapies.walk={ duration_months = { min = 3, max = 3 }, completes = 0.0 }";
    let offered =
        scene(&format!("{TWO}\n[[councils.pathways]]\nname = \"edge\"\ntherapy = \"walk\"\n"))
            .set(second)
            .set("pathways.edge.therapy=\"talk\"")
            .run();
    let of = |figure, council| part(&offered, figure, council);
    assert_eq!(of(Metric::CouncilCompletions, 0), of(Metric::CouncilStarts, 0));
    assert!(of(Metric::CouncilCompletions, 1).iter().all(|it| *it == 0.0));
    assert!(of(Metric::CouncilStarts, 1).iter().all(|it| *it > 0.0));
}

/// A council that lays over one of a mix's placements has a whole mix of its own, whose shares add
/// up to 1 in each trial; the file's own is untouched.
#[test]
fn a_mix_is_a_councils_own_as_a_whole() {
    let mix = |a: u32| format!("placements = {{ dirichlet = {{ foster = {a}, home_b = 3 }} }}");
    let text = SMALL.replace("placements = { shares = { foster = 1.0 } }", &mix(5));
    let text = format!(
        "{text}\n[placements.home_b]\nweekly_cost = 100\nprices_of = 2020\n{TWO}\n[[councils.pathways]]\nname = \"edge\"\n{}\n",
        mix(6)
    );
    let simulated = Scene::of(&text).run();
    for part in ["", "councils.brill."] {
        let shares = ["foster", "home_b"]
            .map(|it| simulated.drawn(&format!("{part}pathways.edge.placements.dirichlet.{it}")));
        for (a, b) in shares[0].iter().zip(&shares[1]) {
            assert!((a + b - 1.0).abs() < 1e-12, "{part}: {a} {b}");
        }
    }
}

/// Its own cap on what it pays, a window of its own, a limit on its starts, a later beginning.
#[test]
fn terms_are_a_councils_own() {
    let simulated = scene(&TWO.replace(
        "name = \"Brill\"\nshare = 0.5",
        "name = \"Brill\"\nshare = 0.5\nlimit = 7\njoins_month = 3\ncontract.tracking = { from = \"referral\", months = 2 }\ncontract.caps.council = 300",
    ))
    .run();
    assert!(part(&simulated, Metric::CouncilStarts, 1).iter().all(|it| *it == 7.0));
    assert!(part(&simulated, Metric::CouncilPayments, 1).iter().all(|it| *it == 300.0));
    let longest = 7.0 * 61.0;
    assert!(part(&simulated, Metric::CouncilDaysOutOfCare, 1).iter().all(|it| *it <= longest));
    assert!(part(&simulated, Metric::CouncilDaysOutOfCare, 0).iter().all(|it| *it > longest));
    let starts = |month| simulated.month(PROGRAMME, kinward::results::Series::Starts, month);
    let of_ashford = part(&simulated, Metric::CouncilStarts, 0);
    assert_eq!(starts(2), of_ashford, "Brill has not joined yet");
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (councils, expected) in [
        (TWO.replace("share = 0.5\n\n", "share = 0.7\n\n"), "add up to 1.2, not to 1"),
        (TWO.replacen("share = 0.5", "", 1), "some councils have a `share`"),
        (TWO.replace("Brill", "Ashford"), "two councils called `Ashford`"),
        (TWO.replace("Brill", "edge"), "two metrics called `net_saving.edge`"),
        (format!("{TWO}\ntherapies.talk.completes = 0.5\n"), "`therapies` cannot be changed here"),
        (format!("{TWO}\ncontract.lag_months = 2\n"), "`lag_months` cannot be changed here"),
        (
            format!("{TWO}\nplacements.hotel = {{ weekly_cost = 1, prices_of = 2020 }}\n"),
            "a council cannot add to `placements`",
        ),
        (
            format!("{TWO}\nreferrals.limit = 3\n"),
            "the limit of one council stands beside its name",
        ),
        (
            format!(
                "{TWO}\n[[council.costs]]\nname = \"staff\"\nper = \"therapist_month\"\namount = 1\n"
            ),
            "therapists are the contract's",
        ),
        (TWO.replace("share = 0.5", ""), "would have all the referrals"),
        (
            TWO.replacen(
                "share = 0.5",
                "share = 0.5\nreferrals.monthly = [{ from_month = 0, rate = 1 }]",
                1,
            ),
            "a share of the file's referrals and referrals of its own",
        ),
        (TWO.replacen("share = 0.5", "share = 0.5\njoin_month = 2", 1), "unknown key `join_month`"),
    ] {
        let loaded = scene(&councils).load();
        let titles: Vec<&str> =
            loaded.findings.iter().map(|finding| finding.title.as_str()).collect();
        assert!(titles.iter().any(|title| title.contains(expected)), "{expected}: {titles:?}");
    }
}

/// The same distribution written by each of two councils is a risk of each, not one that they share.
#[test]
fn what_a_council_lays_over_is_drawn_apart_even_where_it_is_alike() {
    let volume = "referrals.volume = { uniform = { low = 0.8, high = 1.2 } }";
    let councils = TWO.replace("share = 0.5", &format!("share = 0.5\n{volume}"));
    let scene = Scene::small().set("referrals.volume={ uniform = { low = 0.8, high = 1.2 } }");
    let simulated = scene.with(&councils).run();
    let volume = |council: &str| simulated.drawn(&format!("councils.{council}.referrals.volume"));
    assert_ne!(volume("ashford"), volume("brill"));
}

/// Three councils, two of them alike, two lines that name some of them each, a co-payer's limit and caps
/// that bind, places that families wait for, and a surplus and a guarantee that the councils share.
const THREE: [&str; 3] = [
    "[[councils]]\nname = \"Ashford\"\nshare = 0.4\ncontract.caps.council = 1_500\n",
    "[[councils]]\nname = \"Brill\"\nshare = 0.4\ncontract.caps.council = 1_500\n",
    "[[councils]]\nname = \"Cove\"\nshare = 0.2\nplacements.foster.weekly_cost = 900\n",
];

const LINES: [&str; 2] = [
    "{ name = \"days\", kind = \"per_period\", rate = 1.37 }",
    "{ name = \"done\", kind = \"milestone\", on = \"completion\", rate = 23.45 }",
];

/// In whatever order a file lists its councils and its lines, each pays to the penny what it pays in any
/// other, and nothing else changes but the last digits of sums.
#[test]
fn the_order_of_councils_and_lines_changes_nothing() {
    let run = |councils: [usize; 3], lines: [usize; 2], every: u32| {
        let tables: String = councils.map(|council| THREE[council]).concat();
        let simulated = scene(&tables)
            .set(&format!("contract.payments=[{}, {}]", LINES[lines[0]], LINES[lines[1]]))
            .set("contract.co_payers=[{ name = \"fund\", share = 0.31, limit = 1_000 }]")
            .set("providers.charity.costs=[{ name = \"delivery\", per = \"start\", amount = 400 }]")
            .set("contract.caps={ total = 6_000, per_year = 4_000, per_child = 300 }")
            .set(&format!("contract.settled_every_months={every}"))
            .set("therapies.talk.capacity={ therapists = [{ from_month = 0, number = 4 }], caseload = 4, longest_wait_months = 2 }")
            .set("investor={ commitment = 9_000, hurdle = 0.05, surplus = { investor = 0.25, provider = 0.25, council = 0.5 }, protected_share = 0.9, guaranteed_by = \"council\" }")
            .run();
        let mut found: Vec<Vec<f64>> = [
            Metric::Starts,
            Metric::Payments,
            Metric::UnpaidByCaps,
            Metric::PaymentsByCoPayer(0),
            Metric::InvestorReturned,
            Metric::Protection,
            Metric::CareDaysAvoided,
        ]
        .map(|metric| simulated.of(metric).to_vec())
        .to_vec();
        for name in [0, 1] {
            let at = lines.iter().position(|line| *line == name).expect("a line");
            found.push(simulated.of(Metric::PaymentsForLine(at)).to_vec());
        }
        for name in [0, 1, 2] {
            let at = councils.iter().position(|council| *council == name).expect("a council");
            for figure in [Metric::CouncilStarts, Metric::CouncilPayments, Metric::CouncilNetSaving]
            {
                found.push(part(&simulated, figure, at).to_vec());
            }
        }
        found
    };
    for every in [1, 3, 5] {
        let listed = run([0, 1, 2], [0, 1], every);
        let binds = |index: usize| listed[index].iter().any(|it| *it > 0.0);
        assert!(binds(2) && binds(3) && binds(5), "caps, the co-payer and the guarantee are met");
        assert!(listed[3].contains(&1_000.0), "the co-payer's limit binds");
        for (councils, lines) in [([1, 0, 2], [0, 1]), ([2, 1, 0], [1, 0]), ([1, 2, 0], [1, 0])] {
            for (index, (found, listed)) in
                run(councils, lines, every).iter().zip(&listed).enumerate()
            {
                for (found, listed) in found.iter().zip(listed) {
                    assert!(
                        (found - listed).abs() < 1e-6,
                        "{councils:?} {lines:?} {every} {index}: {found} {listed}"
                    );
                }
            }
        }
    }
}

/// Two councils that earn alike have alike of a co-payer's limit, whichever is listed first: £50 each of
/// £100, where the first listed had £60 and the other what it left.
#[test]
fn equal_councils_pay_alike() {
    let fee = "contract.payments=[{ name = \"fee\", kind = \"input\", per = \"month\", rate = 200, until_month = 3 }]";
    let simulated = scene(TWO)
        .set(fee)
        .set("contract.co_payers=[{ name = \"fund\", share = 0.6, limit = 100 }]")
        .trials(2)
        .run();
    for council in [0, 1] {
        assert!(
            part(&simulated, Metric::CouncilPayments, council).iter().all(|paid| *paid == 250.0)
        );
    }
}
