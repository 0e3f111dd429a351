//! The one place that prints.

use std::io::{IsTerminal, Write, stderr, stdout};

use indicatif::{ProgressBar, ProgressStyle};

use crate::scenario::render::Colour;
use crate::simulation::Observer;

/// Writes to the terminal, without colour where it is not one.
#[derive(Debug)]
pub(super) struct Printer {
    out: anstream::AutoStream<std::io::Stdout>,
    err: anstream::AutoStream<std::io::Stderr>,
}

impl Printer {
    pub(super) fn new() -> Self {
        Self {
            out: anstream::AutoStream::auto(stdout()),
            err: anstream::AutoStream::auto(stderr()),
        }
    }

    /// What the command is for.
    ///
    /// A reader who has seen enough closes the pipe; that is no error.
    pub(super) fn say(&mut self, page: &str) {
        // A page without an escape has no colour to take out, which would take a while.
        let out: &mut dyn Write =
            if page.contains('\u{1b}') { &mut self.out } else { &mut stdout() };
        let _ = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    }

    /// Everything else.
    pub(super) fn complain(&mut self, message: &str) {
        let _ = writeln!(self.err, "{}", message.trim_end());
    }

    pub(super) fn say_with_colour(&mut self, message: &str, is_complaint: bool) {
        if is_complaint { self.complain(message) } else { self.say(message) }
    }

    /// Whether findings are shown in colour.
    pub(super) fn colour_of_findings(&self) -> Colour {
        match self.err.current_choice() {
            anstream::ColorChoice::Never => Colour::Plain,
            _ => Colour::Ansi,
        }
    }

    /// Whether the page at the prompt is shown in colour.
    pub(super) fn is_colourful(&self) -> bool {
        self.out.current_choice() != anstream::ColorChoice::Never && stdout().is_terminal()
    }
}

/// A bar on a terminal, silence in a pipe.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new(trials: u64) -> Self {
        let bar = ProgressBar::new(trials);
        let style =
            ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} trials, {eta} left")
                .expect("a template that indicatif reads");
        bar.set_style(style);
        Self(bar)
    }

    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }
}

/// A count of trials where nobody knows how many there will be.
#[derive(Debug)]
pub(super) struct Counting(ProgressBar);

impl Counting {
    pub(super) fn new() -> Self {
        let count = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{spinner} {human_pos} trials, {elapsed}")
            .expect("a template that indicatif reads");
        count.set_style(style);
        Self(count)
    }

    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }

    /// Trials so far.
    pub(super) fn trials(&self) -> u64 {
        self.0.position()
    }
}

impl Observer for Counting {
    fn trial_done(&self) {
        self.0.inc(1);
    }
}

impl Observer for Progress {
    fn trial_done(&self) {
        self.0.inc(1);
    }
}
