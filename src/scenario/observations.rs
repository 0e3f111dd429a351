//! Observations in a column of a CSV file.

use std::path::Path;

/// The numbers of a column, or what is wrong with the file.
pub(super) fn read(file: &Path, column: &str) -> Result<Vec<f64>, String> {
    let shown = file.display();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(file)
        .map_err(|problem| format!("cannot read `{shown}`: {problem}"))?;
    let headers =
        reader.headers().map_err(|problem| format!("cannot read `{shown}`: {problem}"))?;
    let Some(index) = headers.iter().position(|it| it == column) else {
        let known: Vec<&str> = headers.iter().collect();
        return Err(format!("`{shown}` has no column `{column}`, only {}", known.join(", ")));
    };
    let mut values = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|problem| format!("cannot read `{shown}`: {problem}"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = record.get(index).unwrap_or_default();
        let value: f64 = cell
            .parse()
            .map_err(|_| format!("`{cell}` in line {line} of `{shown}` is not a number"))?;
        values.push(value);
    }
    Ok(values)
}
