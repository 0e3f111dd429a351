//! Tries as many files with mistakes as one asks for, on every core, and says what became of them.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the prompt")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};
use std::{fs, thread};

use clap::Parser;
use kinward_mistakes::{Fate, Mutator, endure, endure_portfolio};
use mimalloc::MiMalloc;

/// Tries files with mistakes: a panic, a file that takes long and a number that is none are reported with
/// the number of the file.
#[derive(Parser)]
struct Arguments {
    /// How many files.
    #[arg(long, default_value_t = 10_000)]
    files: u64,
    /// Which files: those of one seed are always the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Prints one file instead.
    #[arg(long)]
    print: Option<u64>,
    /// Portfolios instead of scenarios.
    #[arg(long)]
    portfolios: bool,
    /// What takes longer is reported, while it still goes on, and fails.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    refused: u64,
    stopped: u64,
    ran: u64,
    panicked: u64,
    slow: u64,
    slowest: Duration,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.refused += other.refused;
        self.stopped += other.stopped;
        self.ran += other.ran;
        self.panicked += other.panicked;
        self.slow += other.slow;
        self.slowest = self.slowest.max(other.slowest);
    }
}

/// As in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

thread_local! {
    /// Where this thread panicked last.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The file that a worker is trying, and since when.
type Current = Mutex<Option<(u64, Instant)>>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mutator = if arguments.portfolios { Mutator::portfolios() } else { Mutator::scenarios() };
    if let Some(number) = arguments.print {
        print!("{}", mutator.numbered(arguments.seed, number));
        return ExitCode::SUCCESS;
    }
    panic::set_hook(Box::new(|panic| {
        PLACE.set(panic.location().map_or_else(String::new, ToString::to_string));
    }));
    let begun = Instant::now();
    let next = AtomicU64::new(arguments.first);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let current: Vec<Current> = (0..workers).map(|_| Current::default()).collect();
    let tally = thread::scope(|scope| {
        let (arguments, mutator, next) = (&arguments, &mutator, &next);
        let longest = Duration::from_secs(arguments.seconds);
        let try_files = |current| scope.spawn(move || try_files(arguments, mutator, next, current));
        let workers: Vec<_> = current.iter().map(try_files).collect();
        let mut reported = BTreeSet::new();
        while !workers.iter().all(ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(200));
            let tried = current.iter().filter_map(|it| *it.lock().expect("nobody panics with it"));
            let slow = tried.filter(|(_, begun)| longest < begun.elapsed());
            for (number, _) in slow.filter(|(number, _)| reported.insert(*number)) {
                eprintln!("file {number} has taken more than {} s and goes on", arguments.seconds);
            }
        }
        let mut whole = Tally::default();
        for worker in workers {
            whole.add(worker.join().expect("a worker outlives panics"));
        }
        whole
    });
    let Tally { refused, stopped, ran, panicked, slow, slowest } = tally;
    println!(
        "{} files of seed {}: {refused} refused, {ran} ran, {stopped} were stopped at a number that is none, \
         {panicked} panicked, {slow} took more than {} s; the slowest {:.2} s; {} of memory at most; {:.0} s",
        arguments.files,
        arguments.seed,
        arguments.seconds,
        slowest.as_secs_f64(),
        most_memory()
            .map_or_else(|| "an unknown amount".to_owned(), |it| format!("{} MB", it >> 20)),
        begun.elapsed().as_secs_f64(),
    );
    if panicked + slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tries one file after the other until there are none, each on a single thread.
fn try_files(
    arguments: &Arguments,
    mutator: &Mutator,
    next: &AtomicU64,
    current: &Current,
) -> Tally {
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let try_one = |text: &str| {
        if arguments.portfolios { endure_portfolio(text) } else { endure(text, &[]) }
    };
    let mut tally = Tally::default();
    let mut memory = most_memory().unwrap_or(0);
    loop {
        let number = next.fetch_add(1, Relaxed);
        if arguments.first + arguments.files <= number {
            *current.lock().expect("nobody panics with it") = None;
            return tally;
        }
        let text = mutator.numbered(arguments.seed, number);
        let begun = Instant::now();
        *current.lock().expect("nobody panics with it") = Some((number, begun));
        match alone.install(|| panic::catch_unwind(AssertUnwindSafe(|| try_one(&text)))) {
            Ok(Fate::Refused) => tally.refused += 1,
            Ok(Fate::Stopped(problem)) => {
                eprintln!("file {number} is stopped: {problem}");
                tally.stopped += 1;
            }
            Ok(Fate::Ran) => tally.ran += 1,
            Err(said) => {
                let text = said.downcast_ref::<String>().cloned();
                let said = text.or_else(|| said.downcast_ref::<&str>().map(ToString::to_string));
                let said: String = said.unwrap_or_default().chars().take(300).collect();
                let place = alone.install(|| PLACE.take());
                eprintln!("file {number} panics at {place}: {said}");
                tally.panicked += 1;
            }
        }
        let taken = begun.elapsed();
        tally.slowest = tally.slowest.max(taken);
        tally.slow += u64::from(Duration::from_secs(arguments.seconds) < taken);
        let now = most_memory().unwrap_or(0);
        if memory + (100 << 20) < now {
            eprintln!("file {number}: {} MB of memory at most so far", now >> 20);
            memory = now;
        }
    }
}

/// The most memory that this process has had at once, in bytes; Linux knows.
fn most_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|it| it << 10)
}
