//! The one place that prints.

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use kinward::findings::Colour;
use kinward::findings::visible;
use kinward::simulation::Observer;
use kinward_report::Screen;

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
    ///
    /// # Errors
    ///
    /// If it cannot be written for any other reason.
    pub(super) fn say(&mut self, page: &str) -> anyhow::Result<()> {
        // A page without an escape has no colour to take out, which would take a while.
        let out: &mut dyn Write =
            if page.contains('\u{1b}') { &mut self.out } else { &mut stdout() };
        match out.write_all(page.as_bytes()).and_then(|()| out.flush()) {
            Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
                Err(problem).context("cannot write to standard output")
            }
            _ => Ok(()),
        }
    }

    /// Everything else: one message in plain letters.
    ///
    /// Where it cannot be written there is nowhere left to say so.
    pub(super) fn complain(&mut self, message: &str) {
        let _ = writeln!(self.err, "{}", visible(message.trim_end()));
    }

    /// Findings, and what `clap` says, which are coloured and have had their control characters
    /// taken out.
    pub(super) fn complain_in_colour(&mut self, message: &str) {
        let _ = writeln!(self.err, "{}", message.trim_end());
    }

    /// Whether findings are shown in colour.
    pub(super) fn colour_of_findings(&self) -> Colour {
        match self.err.current_choice() {
            anstream::ColorChoice::Never => Colour::Plain,
            _ => Colour::Ansi,
        }
    }

    /// What the page at the prompt is shown on: as wide as the terminal, where there is one.
    pub(super) fn screen(&self) -> Screen {
        let is_terminal = stdout().is_terminal();
        let width = terminal_size::terminal_size_of(stdout()).map(|(width, _)| width.0);
        Screen {
            colour: is_terminal && self.out.current_choice() != anstream::ColorChoice::Never,
            width: width.map_or(Screen::WIDTH, |it| it.clamp(Screen::NARROWEST, Screen::WIDTH)),
        }
    }
}

/// A bar on a terminal, silence in a pipe.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style =
            ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} trials, {eta} left")
                .expect("a template that indicatif reads");
        bar.set_style(style);
        Self(bar)
    }

    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }

    /// Trials so far.
    pub(super) fn trials(&self) -> u64 {
        self.0.position()
    }
}

impl Observer for Progress {
    /// A question is answered by several runs, each of which is known when it begins.
    fn begins(&self, trials: u64) {
        self.0.inc_length(trials);
    }

    fn trial_done(&self) {
        self.0.inc(1);
    }
}
