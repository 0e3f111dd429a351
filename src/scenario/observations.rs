//! Observations in a column of a CSV file.

use toml_findings::{
    line_and_column,
    wording::{listed, nearest, number_in},
};

/// What is wrong with a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    pub(super) title: String,
    /// The way out, or each cell that is wrong with its own.
    pub(super) help: String,
}

/// Observations at most.
const MOST_OBSERVATIONS: usize = 100_000;

/// Cells that are listed; the others are counted.
const LISTED: usize = 20;

/// The numbers of a column, or everything that is wrong with it. `name` is what the scenario calls the file.
pub(super) fn read(name: &str, bytes: &[u8], column: &str) -> Result<Vec<f64>, Unusable> {
    let unusable = |title: String, help: &str| Unusable { title, help: help.to_owned() };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(problem) => {
            let sound = String::from_utf8_lossy(&bytes[..problem.valid_up_to()]);
            let (line, at) = line_and_column(&sound, sound.len());
            let title = format!("`{name}` is not in UTF-8 (line {line}, column {at})");
            return Err(unusable(title, "save it as “CSV UTF-8”"));
        }
    };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let known: Vec<&str> = headers.iter().collect();
    let places: Vec<usize> = (0..known.len()).filter(|place| known[*place] == column).collect();
    let index = match places[..] {
        [index] => index,
        [] => {
            let title = format!("`{name}` has no column `{column}`");
            let first = text.lines().next().unwrap_or_default();
            let is_open = first.matches('"').count() % 2 == 1;
            let other = [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(letter, _)| {
                first.split(*letter).any(|header| header.trim().trim_matches('"') == column)
            });
            let help = match (other, nearest(column, &known)) {
                _ if is_open => "a quote in its first line is never closed".to_owned(),
                (Some((_, separator)), _) => format!(
                    "its columns are separated by {separator}: save it separated by commas, with points in its decimals"
                ),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) if text.trim().is_empty() => "it is empty".to_owned(),
                (None, None) => format!("it has {}", listed(known.iter().copied())),
            };
            return Err(Unusable { title, help });
        }
        _ => {
            let title = format!("`{name}` has {} columns called `{column}`", places.len());
            return Err(unusable(title, "give each a name of its own"));
        }
    };
    let mut values = Vec::new();
    let mut wrong = Vec::new();
    for record in reader.records() {
        if MOST_OBSERVATIONS <= values.len() {
            let title = format!("`{name}` has more than 100,000 observations of `{column}`");
            return Err(unusable(
                title,
                "take a sample of them at random: a run can tell no more apart",
            ));
        }
        let record = match record {
            Ok(record) => record,
            Err(problem) => return Err(unusable(format!("cannot read `{name}`: {problem}"), "")),
        };
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
        let at = start_of_cell(text, start.unwrap_or_default(), index);
        let hint = if record.len() == known.len() {
            let cell = record.get(index).unwrap_or_default();
            match cell.parse::<f64>() {
                Ok(value) if value.is_finite() => {
                    values.push(value);
                    continue;
                }
                _ => hint(cell, column),
            }
        } else {
            let cells = record.len();
            let commas =
                if known.len() < cells { "; is there a comma inside a number?" } else { "" };
            format!("cells in this row: {cells}, headers: {}{commas}", known.len())
        };
        let (line, place) = line_and_column(text, at);
        wrong.push(format!("line {line}, column {place}: {hint}"));
    }
    if wrong.is_empty() {
        return Ok(values);
    }
    let title = match wrong.len() {
        1 => format!("a cell of `{column}` in `{name}` is not a number"),
        count => format!("{count} cells of `{column}` in `{name}` are not numbers"),
    };
    if let Some(more) = wrong.len().checked_sub(LISTED).filter(|more| *more > 0) {
        wrong.truncate(LISTED);
        wrong.push(format!("and {more} more"));
    }
    Err(Unusable { title, help: wrong.join("\n") })
}

/// What a cell holds, and what would be right.
fn hint(cell: &str, column: &str) -> String {
    if cell.is_empty() {
        return "it is empty: take the row out, or write the number".to_owned();
    }
    if cell == column {
        return "the header stands here again: take the row out".to_owned();
    }
    match number_in(cell) {
        Some(number) => format!("`{cell}`: write {number}"),
        None => format!("`{cell}`"),
    }
}

/// The byte at which a cell of a record begins.
fn start_of_cell(text: &str, record: usize, index: usize) -> usize {
    // A record begins with the line break that ends the one before.
    let rest = &text[record..];
    let record = record + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let mut quoted = false;
    let separators = text[record..].char_indices().filter(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == ',' && !quoted
    });
    let before = index.checked_sub(1).and_then(|last| separators.map(|(at, _)| at).nth(last));
    before.map_or(record, |at| record + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, column: &str) -> Unusable {
        read("costs.csv", text.as_bytes(), column).unwrap_err()
    }

    #[test]
    fn a_column_is_read_whatever_stands_beside_it() {
        let text = "\u{feff}child, cost ,\"a, b\"\r\n1,700.5,\"x, y\"\n\n2,\"1e3\",\n3,-4,\"two\nlines\"\n";
        assert_eq!(read("costs.csv", text.as_bytes(), "cost"), Ok(vec![700.5, 1000.0, -4.0]));
        assert_eq!(read("costs.csv", b"cost\n", "cost"), Ok(vec![]));
    }

    #[test]
    fn all_wrong_cells_are_shown_at_once_with_the_way_out() {
        let text = "note,cost\n\"a, \n b\",1\nx,\n,£1200\n,\"1,200.50\"\n,\"0,5\"\nno,45%\n,cost\n,none\n,nan\n,1,200\nshort\n";
        let Unusable { title, help } = refused(text, "cost");
        assert_eq!(title, "10 cells of `cost` in `costs.csv` are not numbers");
        assert_eq!(
            help,
            "line 4, column 3: it is empty: take the row out, or write the number\n\
             line 5, column 2: `£1200`: write 1200\n\
             line 6, column 2: `1,200.50`: write 1200.5\n\
             line 7, column 2: `0,5`: write 0.5\n\
             line 8, column 4: `45%`: write 0.45\n\
             line 9, column 2: the header stands here again: take the row out\n\
             line 10, column 2: `none`\n\
             line 11, column 2: `nan`\n\
             line 12, column 2: cells in this row: 3, headers: 2; is there a comma inside a number?\n\
             line 13, column 1: cells in this row: 1, headers: 2"
        );
        let many = format!("cost\n{}", "x\n".repeat(25));
        assert!(refused(&many, "cost").help.ends_with("line 21, column 1: `x`\nand 5 more"));
    }

    #[test]
    fn a_column_that_is_not_there_or_twice_is_refused() {
        let message = |text: &str| {
            let Unusable { title, help } = refused(text, "cost");
            format!("{title}: {help}")
        };
        let rows = [
            ("csot,x\n1,2\n", "`costs.csv` has no column `cost`: did you mean `csot`?"),
            ("a,b\n1,2\n", "`costs.csv` has no column `cost`: it has `a`, `b`"),
            ("", "`costs.csv` has no column `cost`: it is empty"),
            (
                "cost,x,cost\n1,2,3\n",
                "`costs.csv` has 2 columns called `cost`: give each a name of its own",
            ),
            (
                "child;\"cost\"\n1;2,5\n",
                "`costs.csv` has no column `cost`: its columns are separated by semicolons: save it \
                 separated by commas, with points in its decimals",
            ),
        ];
        for (text, wanted) in rows {
            assert_eq!(message(text), wanted);
        }
        let latin = read("costs.csv", b"cost\n\xa31\n", "cost").unwrap_err();
        assert_eq!(latin.title, "`costs.csv` is not in UTF-8 (line 2, column 1)");
    }
}
