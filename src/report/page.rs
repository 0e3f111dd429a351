//! A page for the terminal: wrapped paragraphs, lists and tables, no wider than a hundred letters.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

/// Letters in a line.
const WIDTH: u16 = 100;
/// Letters before the lines of an item.
const INDENT: usize = 4;

/// What is written, line by line.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    colour: bool,
}

impl Page {
    pub(super) fn new(colour: bool) -> Self {
        Self { text: String::new(), colour }
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
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn heading(&mut self, text: &str) {
        let line = self.styled("1", text);
        self.line(&line);
    }

    pub(super) fn section(&mut self, text: &str) {
        self.gap();
        self.heading(text);
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        for line in wrapped(text, usize::from(WIDTH)) {
            self.line(&line);
        }
    }

    /// Indented, with the first line out.
    pub(super) fn item(&mut self, text: &str) {
        for (place, line) in wrapped(text, usize::from(WIDTH) - INDENT).iter().enumerate() {
            let indent = if place == 0 { 1 } else { INDENT };
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    /// One of a list that is not numbered.
    pub(super) fn bullet(&mut self, text: &str) {
        for (place, line) in wrapped(text, usize::from(WIDTH) - INDENT).iter().enumerate() {
            let before = if place == 0 { "  - " } else { "    " };
            self.line(&format!("{before}{line}"));
        }
    }

    /// Indented, below an item.
    pub(super) fn under_item(&mut self, text: &str) {
        for line in wrapped(text, usize::from(WIDTH) - INDENT) {
            self.line(&format!("{:INDENT$}{line}", ""));
        }
    }

    pub(super) fn warning(&mut self, title: &str, text: &str) {
        let lines = wrapped(&format!("{title} {text}"), usize::from(WIDTH) - 2);
        for (place, line) in lines.iter().enumerate() {
            // A title is shorter than a line.
            let shown = match line.strip_prefix(title) {
                Some(rest) if place == 0 => format!("! {}{rest}", self.styled("33", title)),
                _ => format!("  {line}"),
            };
            self.line(&shown);
        }
    }

    pub(super) fn table(&mut self, table: &Table) {
        for line in table.lines() {
            self.line(&line);
        }
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |it| it.chars().count());
        if line > 0 && width < line + 1 + word.chars().count() {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// A table with its first columns to the left and the rest to the right.
pub(super) fn new_table(headings: &[String], left: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    table.set_header(headings.iter().enumerate().map(|(index, it)| cell(it, left <= index)));
    table
}

fn cell(text: &str, is_number: bool) -> Cell {
    let alignment = if is_number { CellAlignment::Right } else { CellAlignment::Left };
    Cell::new(text).set_alignment(alignment)
}

pub(super) fn add_row(table: &mut Table, row: &[String], left: usize) {
    table.add_row(row.iter().enumerate().map(|(index, it)| cell(it, left <= index)));
}
