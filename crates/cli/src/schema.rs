//! `kinward schema`

use super::args::SchemaArguments;
use super::printer::Printer;
use super::status::ExitStatus;
use kinward::{results, scenario};

pub(super) fn schema(
    arguments: &SchemaArguments,
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let of_scenarios = !arguments.portfolio;
    if arguments.metrics {
        printer.say(&results::reference_page())?;
    } else if arguments.markdown {
        let page = if of_scenarios {
            scenario::reference_page()
        } else {
            scenario::portfolio_reference_page()
        };
        printer.say(&page)?;
    } else {
        let schema =
            if of_scenarios { scenario::scenario_schema() } else { scenario::portfolio_schema() };
        printer.say(&format!("{}\n", serde_json::to_string_pretty(&schema)?))?;
    }
    Ok(ExitStatus::Success)
}
