//! Temporary.
use kinward::{results, scenario, simulation};
fn main() {
    let file = std::env::args().nth(1).unwrap();
    let n: u64 = std::env::args().nth(2).map_or(2000, |it| it.parse().unwrap());
    let loaded = scenario::read(std::path::Path::new(&file), &std::env::args().skip(3).collect::<Vec<_>>()).unwrap();
    println!("{}", scenario::render::render(&loaded.document, &loaded.findings, scenario::render::Colour::Plain));
    let Some(study) = loaded.study else { return };
    let plan = simulation::Plan::new(&study);
    let start = std::time::Instant::now();
    let trials = simulation::run(&plan, 1, 0, n, &simulation::Silent);
    println!("run {:?} months {} calendar {}", start.elapsed(), plan.series_months, plan.calendar.months());
    let start = std::time::Instant::now();
    let summary = results::summarise(&trials, &plan.claims);
    println!("summary {:?}", start.elapsed());
    for (i, m) in summary.worlds[1].metrics.iter().enumerate() {
        let _ = i;
        print!("{:40}", m.name);
        for w in &summary.worlds {
            match w.metric(m.metric).and_then(|it| it.estimate) {
                Some(e) => print!(" {:>12.2} [{:>12.2} {:>12.2}]", e.mean, e.p05(), e.p95()),
                None => print!(" {:>40}", "-"),
            }
        }
        if let Some(s) = m.split { print!(" A={:.2}", s.assumptions) }
        println!(" none={}", m.without_value);
    }
    for (c, claim) in summary.claims.iter().enumerate() {
        println!("{}", claim.text);
        for w in &summary.worlds[1..] { if let Some(r) = &w.claims[c] { println!("    {:35} med {:>14.2} [{:.2} {:.2}] pct {:.3} p>= {:.3} {}", w.name, r.estimate.median(), r.estimate.p05(), r.estimate.p95(), r.percentile, r.at_least.share, r.verdict(claim.sense)); } }
    }
    println!("{:?}", summary.worlds[1].irr);
    for d in &summary.worlds[1].net_saving_drivers { println!("{:60} {:.2} {:>12.0} {:>12.0} {:?} {:?}", d.name, d.rank_correlation, d.lowest, d.highest, d.claim_in_lowest, d.claim_in_highest); }
}
