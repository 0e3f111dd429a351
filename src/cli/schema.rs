//! `kinward schema`

use super::args::SchemaArguments;
use super::printer::Printer;
use super::status::ExitStatus;
use crate::{results, scenario};

pub(super) fn schema(
    arguments: &SchemaArguments,
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    if arguments.markdown {
        printer.say(&scenario::reference_page());
    } else if arguments.metrics {
        printer.say(&results::reference_page());
    } else {
        printer.say(&format!("{}\n", serde_json::to_string_pretty(&scenario::json_schema())?));
    }
    Ok(ExitStatus::Success)
}
