//! Terms that change while the contract runs: at a date, at a review, by policy.

use kinward::results::{Metric, Series};

use crate::common::{INVESTED, PROGRAMME, Scene, Simulated};

fn by(simulated: &Simulated, series: Series, month: usize) -> Vec<f64> {
    simulated.month(PROGRAMME, series, month)
}

/// The metrics of the programme, but for those that say which changes came into force.
fn besides_changes(simulated: &Simulated) -> Vec<Vec<u64>> {
    let bits = simulated.bits()[PROGRAMME].metrics.clone();
    let all = simulated.0.metrics.iter().zip(bits);
    let others =
        all.filter(|(it, _)| !matches!(it, Metric::ReviewMet(_) | Metric::ChangeInForce(_)));
    others.map(|(_, column)| column).collect()
}

/// A change that lays over what is there already changes nothing, to the bit.
#[test]
fn a_change_to_the_same_numbers_changes_nothing() {
    let plain = Scene::small().run();
    let same = "\n[[changes]]\nname = \"same\"\nfrom_month = 1\ntherapies.talk.completes = 1.0\n";
    let simulated = Scene::small().with(same).run();
    assert_eq!(besides_changes(&plain), besides_changes(&simulated));
}

/// A pound a day until the end of month 5, three pounds in months 6 to 8, then one again.
#[test]
fn a_rate_changes_for_a_while() {
    let change = "\n[[changes]]\nname = \"dear\"\nfrom_month = 6\nuntil_month = 9\ncontract.payments = [{ name = \"out of care\", rate = 3 }]\n";
    let (plain, dear) = (Scene::small().run(), Scene::small().with(change).run());
    let earned = |simulated: &Simulated, until: usize| by(simulated, Series::Earned, until - 1);
    let days = |from: usize, until: usize| -> Vec<f64> {
        earned(&plain, until).iter().zip(earned(&plain, from)).map(|(b, a)| b - a).collect()
    };
    assert_eq!(earned(&plain, 6), earned(&dear, 6), "not before");
    let whole = earned(&dear, 24).into_iter().zip(earned(&plain, 24));
    for ((dear, plain), extra) in whole.zip(days(6, 9)) {
        assert_eq!(dear, plain + 2.0 * extra);
    }
}

/// Families that start from month 1 on are treated as the change says; those before it are not.
#[test]
fn a_family_has_the_therapy_of_the_day_it_starts() {
    let effect = "therapies.talk.effect.care_entry = [{ until_month = 60, hazard_ratio = 1e-9 }]";
    let from = |month: usize| {
        let change = format!("\n[[changes]]\nname = \"better\"\nfrom_month = {month}\n{effect}\n");
        Scene::small().with(&change).run()
    };
    let entries = |simulated: &Simulated| simulated.mean(Metric::EntriesToCare);
    let (all, half, none) = (from(0), from(1), from(2));
    assert_eq!(entries(&all), 0.0);
    assert_eq!(entries(&none), entries(&Scene::small().run()), "nobody starts so late");
    let share = entries(&half) / entries(&none);
    // Half of some 100 families a trial in 40 trials: a standard error of 0.8 points of the share
    // referred in the first month, and one of 1.5 of the entries among them.
    assert!((share - 0.5).abs() < 4.0 * 0.017, "{share}");
}

/// In a pause families wait; without an end the door is closed, and what was begun is still paid.
#[test]
fn a_pause_ends_and_an_end_does_not() {
    let change = |more: &str| {
        format!("\n[[changes]]\nname = \"stop\"\nfrom_month = 1\nstarts = false\n{more}")
    };
    let plain = Scene::small().run();
    let paused = Scene::small().with(&change("until_month = 4\n")).run();
    let ended = Scene::small().with(&change("")).run();
    let starts = |simulated: &Simulated, month| by(simulated, Series::Starts, month);
    assert_eq!(starts(&paused, 0), starts(&plain, 0));
    assert_eq!(starts(&paused, 3), starts(&plain, 0), "nobody starts in the pause");
    assert_eq!(starts(&paused, 4), starts(&plain, 1), "everybody who waited starts after it");
    assert_eq!(starts(&ended, 59), starts(&plain, 0));
    assert!(by(&ended, Series::Earned, 11) > by(&ended, Series::Earned, 1));
}

/// What is earned while payments are off is worth nothing; the rest is what it was.
#[test]
fn payments_can_be_suspended() {
    let off = "\n[[changes]]\nname = \"off\"\nfrom_month = 3\nuntil_month = 6\npayments = false\n";
    let (plain, simulated) = (Scene::small().run(), Scene::small().with(off).run());
    let earned = |simulated: &Simulated, month| by(simulated, Series::Earned, month);
    assert_eq!(earned(&simulated, 2), earned(&plain, 2));
    assert_eq!(earned(&simulated, 5), earned(&plain, 2));
    let lost: Vec<f64> =
        earned(&plain, 5).iter().zip(earned(&plain, 2)).map(|(b, a)| b - a).collect();
    for ((with, without), lost) in earned(&simulated, 20).iter().zip(earned(&plain, 20)).zip(lost) {
        assert_eq!(*with, without - lost);
    }
    assert_eq!(simulated.of(Metric::PaidDays), simulated.of(Metric::Payments), "a pound a day");
}

/// A review that always passes is the change itself; one that never does is no change.
#[test]
fn a_review_decides_on_what_came_before_it() {
    let change = |when: &str| {
        let text = format!(
            "\n[[changes]]\nname = \"review\"\nfrom_month = 2\n{when}contract.payments = [{{ name = \"out of care\", rate = 0 }}]\n"
        );
        Scene::small().with(&text).run()
    };
    let at = |when: &str| besides_changes(&change(when));
    let (held, plain) = (at(""), besides_changes(&Scene::small().run()));
    for (figure, always, never) in [
        ("starts", "at_least = 0", "below = 0"),
        ("home_share", "below = 1.0", "at_least = 1.0"),
        ("completion_share", "at_least = 0", "below = 0"),
    ] {
        let when = |bound: &str| format!("when = {{ figure = \"{figure}\", {bound} }}\n");
        assert_eq!(at(&when(never)), plain, "{figure} {never}");
        // No therapy of three months has ended before month 2: nothing is decided.
        let expected = if figure == "completion_share" { &plain } else { &held };
        assert_eq!(at(&when(always)), *expected, "{figure} {always}");
    }
}

/// Whether trials pass `starts ≥ 60` before month 1 is decided trial by trial, on exactly that.
#[test]
fn a_review_is_decided_in_each_trial() {
    let change = "\n[[changes]]\nname = \"review\"\nfrom_month = 1\nwhen = { figure = \"starts\", at_least = 50 }\nstarts = false\n";
    let (plain, simulated) = (Scene::small().run(), Scene::small().with(change).run());
    let before = by(&plain, Series::Starts, 0);
    assert!(before.iter().any(|it| *it >= 50.0) && before.iter().any(|it| *it < 50.0));
    for (trial, before) in before.iter().enumerate() {
        let expected = if *before >= 50.0 { *before } else { plain.of(Metric::Starts)[trial] };
        assert_eq!(simulated.of(Metric::Starts)[trial], expected, "trial {trial}");
    }
}

/// Where two changes hold at once, the later of the list is laid over the earlier; each other
/// number stays that of the change which made it.
#[test]
fn changes_are_laid_over_each_other_in_their_order() {
    let one = "\n[[changes]]\nname = \"one\"\nfrom_month = 0\ntherapies.talk.completes = 0.0\ncontract.payments = [{ name = \"out of care\", rate = 5 }]\n";
    let two = "\n[[changes]]\nname = \"two\"\nfrom_month = 0\ncontract.payments = [{ name = \"out of care\", rate = 2 }]\n";
    let simulated = Scene::small().with(one).with(two).run();
    assert_eq!(simulated.mean(Metric::Completions), 0.0);
    let days = Scene::small().set("therapies.talk.completes=0.0").run();
    let doubled: Vec<f64> = days.of(Metric::Payments).iter().map(|it| 2.0 * it).collect();
    assert_eq!(simulated.of(Metric::Payments), doubled);
    let names = &simulated.0.worlds[PROGRAMME].assumption_names;
    assert!(names.contains(&"changes.one.therapies.talk.completes".to_owned()), "{names:?}");
    assert!(!names.contains(&"changes.two.therapies.talk.completes".to_owned()), "{names:?}");
}

/// A changed number is drawn at the percentile of the one that it stands in for.
#[test]
fn a_changed_number_is_drawn_at_the_same_percentile() {
    let scene = Scene::small()
        .set("therapies.talk.completes={ uniform = { low = 0.0, high = 0.4 } }")
        .with("\n[[changes]]\nname = \"c\"\nfrom_month = 1\ntherapies.talk.completes = { uniform = { low = 0.5, high = 0.9 } }\n");
    let simulated = scene.run();
    let before = simulated.drawn("therapies.talk.completes");
    for (before, after) in before.iter().zip(simulated.drawn("changes.c.therapies.talk.completes"))
    {
        assert!((before + 0.5 - after).abs() < 1e-12, "{before} {after}");
    }
}

/// An extension lets in families that would otherwise be referred in vain.
#[test]
fn an_extension_opens_the_door() {
    let extended = |when: &str| {
        let change =
            format!("\n[[changes]]\nname = \"more\"\nfrom_month = 2\nextends_to_month = 6\n{when}");
        Scene::small().with(&change).run()
    };
    let (with, without) = (extended(""), extended("when = { figure = \"starts\", below = 0 }\n"));
    assert_eq!(with.of(Metric::Referrals), without.of(Metric::Referrals));
    assert_eq!(with.of(Metric::Starts), with.of(Metric::Referrals));
    assert_eq!(without.of(Metric::Starts), Scene::small().run().of(Metric::Starts));
}

/// A yearly chance of one half ends the starts before the second month in 1 - 0.5^(31/365.25) =
/// 5.7% of trials: 2,000 of them have a standard error of 0.5 points; four of those.
#[test]
fn an_early_end_has_its_yearly_chance() {
    let scene = Scene::small()
        .trials(2_000)
        .set("referrals.monthly=[{ from_month = 0, rate = 3 }]")
        .with("\n[contract.early_end]\nyearly_chance = 0.5\n");
    let simulated = scene.run();
    let world = &simulated.0.worlds[PROGRAMME];
    let years = simulated.drawn("contract.early_end");
    let ended = years.iter().filter(|year| **year <= 31.0 / 365.25).count() as f64 / 2_000.0;
    assert!((ended - 0.0571).abs() < 4.0 * 0.0052, "{ended}");
    let late = |trial: usize| {
        by(&simulated, Series::Starts, 59)[trial] - by(&simulated, Series::Starts, 0)[trial]
    };
    for (trial, years) in years.iter().enumerate().take(400) {
        assert!(31.0 / 365.25 < *years || late(trial) == 0.0, "trial {trial} starts after its end");
    }
    assert!(world.assumption_names.len() == world.assumptions.len());
}

/// With an investor, reviews and an end of money come to an end: the identities hold in each trial.
#[test]
fn reviews_and_an_empty_account_go_together() {
    let change = "\n[[changes]]\nname = \"review\"\nfrom_month = 4\nwhen = { figure = \"home_share\", below = 0.99 }\nstarts = false\npayments = false\n";
    let simulated =
        Scene::small().set(INVESTED).set("investor.commitment=3_000").with(change).run();
    assert!(simulated.mean(Metric::WorkStops) > 0.5);
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (change, expected) in [
        ("from_month = 3\nuntil_month = 3\nstarts = false", "ends before it begins"),
        ("from_month = 3", "changes nothing"),
        ("from_month = 1\nextends_to_month = 2", "without it families are referred for 2 months"),
        ("from_month = 3\nstarts = false\nwhen = { figure = \"home_share\" }", "needs one bound"),
        (
            "from_month = 3\nstarts = false\nwhen = { figure = \"home_share\", below = 70 }",
            "is not a share",
        ),
        ("from_month = 3\ntherapies.talk.provider = \"charity\"", "cannot change who delivers"),
        (
            "from_month = 3\nproviders.charity.costs = [{ name = \"laptops\", per = \"once\", amount = 1 }]",
            "would never be spent",
        ),
        ("from_month = 3\nextends_to_month = 9", "after the referrals have ended"),
        (
            "from_month = 1\nuntil_month = 4\nextends_to_month = 9",
            "an extension ends in its own month",
        ),
        ("from_mont = 3\nfrom_month = 3\nstarts = false", "unknown key `from_mont`"),
        ("from_month = 3\nreferrals.volume = 2", "`referrals` cannot be changed here"),
        ("from_month = 3\ncontract.lag_months = 2", "`lag_months` cannot be changed here"),
        ("from_month = 3\ntherapies.talk.completes = 2", "must be between 0 and 1"),
        (
            "from_month = 3\ntherapies.other = { duration_months = { min = 1, max = 1 }, completes = 1 }",
            "cannot add to `therapies`",
        ),
        (
            "from_month = 3\ncontract.payments = [{ name = \"out of care\", period_days = 7 }]",
            "cannot change what a line counts",
        ),
    ] {
        let text = format!("\n[[changes]]\nname = \"c\"\n{change}\n");
        let loaded = Scene::small().with(&text).load();
        let titles: Vec<&str> =
            loaded.findings.iter().map(|finding| finding.title.as_str()).collect();
        assert!(titles.iter().any(|title| title.contains(expected)), "{expected}: {titles:?}");
    }
}

/// Therapy that lasts longer under a change still ends on the calendar: the last window is paid.
#[test]
fn a_longer_therapy_has_its_months() {
    let longer = "\n[[changes]]\nname = \"longer\"\nfrom_month = 1\ntherapies.talk.duration_months = { min = 40, max = 40 }\n";
    let simulated = Scene::small()
        .set("contract.tracking={ from = \"completion\", months = 36 }")
        .set("contract.payments.out_of_care.ends_at_18=false")
        .set("pathways.edge.age_years={ min = 15, max = 16 }")
        .set("horizon_months=12")
        .with(longer)
        .run();
    assert_eq!(simulated.of(Metric::PaidDays), simulated.of(Metric::Payments), "a pound a day");
}

/// A single fee in the last month of all is paid.
#[test]
fn a_late_single_fee_is_paid() {
    let fee = |month: u32| {
        let line = format!(
            "contract.payments=[{{ name = \"fee\", kind = \"input\", per = \"once\", from_month = {month}, rate = 7 }}]"
        );
        Scene::small().set("horizon_months=3").set("contract.lag_months=3").set(&line).run()
    };
    for month in [0, 60, 200, 240] {
        assert!(fee(month).of(Metric::Payments).iter().all(|it| *it == 7.0), "month {month}");
    }
}

/// Days paid for and not added are those of the months with payments: of the first half of a year and of
/// what comes after they add up to those of all, whatever the line counts, where the programme adds days.
#[test]
fn days_paid_for_and_not_added_are_counted_in_the_months_with_payments() {
    let lines = [
        "kind = \"per_period\", rate = 1, deadweight = 0.3",
        "kind = \"per_period\", rate = 1, deadweight = 0.3, period_days = 7",
        "kind = \"per_period\", rate = 1, counts = [\"foster\"]",
        "kind = \"days_saved\", rate = 1, baseline = 0.4, deadweight = 0.1",
    ];
    for line in lines {
        let unpaid = |months: &str| {
            let simulated = Scene::small()
                .set("therapies.talk.effect.care_entry=[{ until_month = 24, hazard_ratio = 0.5 }]")
                .set(&format!("contract.payments=[{{ name = \"line\", {line} }}]"))
                .with(&format!("\n[[changes]]\nname = \"pause\"\n{months}\npayments = false\n"))
                .run();
            simulated.of(Metric::PaidDeadweightDays).to_vec()
        };
        let (late, early, never) = (
            unpaid("from_month = 6"),
            unpaid("from_month = 0\nuntil_month = 6"),
            unpaid("from_month = 200"),
        );
        for ((late, early), never) in late.iter().zip(&early).zip(&never) {
            assert!((late + early - never).abs() < 1e-6, "{line}: {late} + {early} is not {never}");
        }
        assert!(late.iter().zip(&never).any(|(late, never)| late != never), "{line}");
    }
}

/// A review is met in the trials in which its figure passes, and its change comes into force in the same; a
/// change of a month in which the contract has ended never does, one with a date before always.
#[test]
fn reviews_and_changes_are_counted() {
    let simulated = Scene::small()
        .with("\n[[changes]]\nname = \"many\"\nfrom_month = 2\nwhen = { figure = \"starts\", at_least = 100 }\nproviders.charity.margin = 0.1\n")
        .with("\n[[changes]]\nname = \"nobody yet\"\nfrom_month = 0\nwhen = { figure = \"home_share\", at_least = 0 }\nproviders.charity.margin = 0.1\n")
        .with("\n[[changes]]\nname = \"dated\"\nfrom_month = 1\nproviders.charity.margin = 0.1\n")
        .with("\n[[changes]]\nname = \"too late\"\nfrom_month = 40\nproviders.charity.margin = 0.1\n")
        .run();
    let starts = simulated.of(Metric::Starts);
    let (met, in_force) =
        (simulated.of(Metric::ReviewMet(0)), simulated.of(Metric::ChangeInForce(0)));
    assert_eq!(met, in_force);
    let passes: Vec<f64> =
        starts.iter().map(|start| f64::from(u8::from(*start >= 100.0))).collect();
    assert_eq!(met, passes);
    assert!(met.contains(&0.0) && met.contains(&1.0), "{met:?}");
    assert!(
        simulated.of(Metric::ReviewMet(1)).iter().all(|it| it.is_nan()),
        "nothing to decide on"
    );
    let always = |index| simulated.of(Metric::ChangeInForce(index)).to_vec();
    assert_eq!(always(1), vec![0.0; 40]);
    assert_eq!(always(2), vec![1.0; 40]);
    assert_eq!(always(3), vec![0.0; 40]);
    assert_eq!(simulated.of(Metric::EndsEarly), vec![0.0; 40]);
}

/// An end with a chance of 0.3 a year comes before the end of two years of referrals with 1 - 0.7², in four
/// standard errors of 2,000 trials (1.1% each); a change that lets nobody start any more ends them, a pause
/// does not.
#[test]
fn an_early_end_is_counted() {
    let scene = || {
        Scene::small()
            .set("referrals.monthly=[{ from_month = 0, rate = 0.1 }]")
            .set("referrals.months=24")
    };
    let early = scene().set("contract.early_end={ yearly_chance = 0.3 }").trials(2_000).run();
    let share = early.mean(Metric::EndsEarly);
    assert!((share - (1.0 - 0.7_f64.powi(2))).abs() < 4.0 * 0.0112, "{share}");
    let change = |months: &str| {
        let change = format!("\n[[changes]]\nname = \"end\"\n{months}\nstarts = false\n");
        scene().with(&change).trials(2).run().mean(Metric::EndsEarly)
    };
    assert_eq!(change("from_month = 23"), 1.0);
    assert_eq!(change("from_month = 24"), 0.0);
    assert_eq!(change("from_month = 3\nuntil_month = 6"), 0.0);
}
