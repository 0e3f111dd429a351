//! A page for the terminal: wrapped paragraphs, lists and tables, no wider than the terminal.
//!
//! Names come from files of other people: a control character in them is shown, not obeyed.

use kinward::findings::visible;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

/// What a page is read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    pub colour: bool,
    /// Letters in a line, from [`Screen::NARROWEST`] to [`Screen::WIDTH`].
    pub width: u16,
}

impl Screen {
    /// Letters in a line at most, and where the page goes to a file or a pipe: longer lines are hard
    /// to read.
    pub const WIDTH: u16 = 100;
    /// In a narrower terminal lines wrap: tables need as much.
    pub const NARROWEST: u16 = 60;

    /// A file or a pipe.
    pub const fn plain() -> Self {
        Self { colour: false, width: Self::WIDTH }
    }
}

/// Letters before the lines of an item.
const INDENT: usize = 4;

/// What is written, line by line.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    screen: Screen,
}

impl Page {
    pub(super) fn new(screen: Screen) -> Self {
        Self { text: String::new(), screen }
    }

    /// A text in lines that leave so many letters free.
    fn wrapped(&self, text: &str, free: usize) -> Vec<String> {
        wrapped(text, usize::from(self.screen.width) - free)
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.screen.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn heading(&mut self, text: &str) {
        let lines = self.wrapped(text, 0);
        for line in lines {
            let line = self.styled("1", &line);
            self.line(&line);
        }
    }

    pub(super) fn section(&mut self, text: &str) {
        self.gap();
        self.heading(text);
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        for line in self.wrapped(text, 0) {
            self.line(&line);
        }
    }

    /// Indented, with the first line out.
    pub(super) fn item(&mut self, text: &str) {
        for (place, line) in self.wrapped(text, INDENT).iter().enumerate() {
            let indent = if place == 0 { 1 } else { INDENT };
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    /// One of a list that is not numbered.
    pub(super) fn bullet(&mut self, text: &str) {
        for (place, line) in self.wrapped(text, INDENT).iter().enumerate() {
            let before = if place == 0 { "  - " } else { "    " };
            self.line(&format!("{before}{line}"));
        }
    }

    /// Indented, below an item.
    pub(super) fn under_item(&mut self, text: &str) {
        for line in self.wrapped(text, INDENT) {
            self.line(&format!("{:INDENT$}{line}", ""));
        }
    }

    pub(super) fn warning(&mut self, title: &str, text: &str) {
        let lines = self.wrapped(&format!("{title} {text}"), 2);
        for (place, line) in lines.iter().enumerate() {
            let shown = match (place, line.strip_prefix(title)) {
                (0, Some(rest)) => format!("! {}{rest}", self.styled("33", title)),
                // A title that is longer than a line.
                (0, None) => format!("! {line}"),
                _ => format!("  {line}"),
            };
            self.line(&shown);
        }
    }

    pub(super) fn table(&mut self, table: &Table) {
        let mut table = table.clone();
        table.set_width(self.screen.width);
        for line in table.lines() {
            self.line(&line);
        }
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().map(visible) {
        let line = lines.last().map_or(0, |it| it.chars().count());
        if line > 0 && width < line + 1 + word.chars().count() {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    lines
}

/// A table with its first columns to the left and the rest to the right.
pub(super) fn new_table(headings: &[String], left: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(headings.iter().enumerate().map(|(index, it)| cell(it, left <= index)));
    table
}

fn cell(text: &str, is_number: bool) -> Cell {
    let alignment = if is_number { CellAlignment::Right } else { CellAlignment::Left };
    Cell::new(visible(text)).set_alignment(alignment)
}

pub(super) fn add_row(table: &mut Table, row: &[String], left: usize) {
    table.add_row(row.iter().enumerate().map(|(index, it)| cell(it, left <= index)));
}
