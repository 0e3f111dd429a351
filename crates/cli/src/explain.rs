//! `kinward explain`

use super::args::ExplainArguments;
use super::printer::Printer;
use super::run::read;
use super::status::ExitStatus;
use kinward::scenario::Files;
use kinward_report::Explanation;

pub(super) fn explain(
    arguments: &ExplainArguments,
    printer: &mut Printer,
) -> anyhow::Result<ExitStatus> {
    let Some(study) = read(&Files::default(), &arguments.scenario, printer)? else {
        return Ok(ExitStatus::Refused);
    };
    let explanation = Explanation::of(&study, &arguments.scenario.file.display().to_string());
    printer.say(&if arguments.markdown {
        explanation.markdown()
    } else {
        explanation.plain(printer.screen())
    })?;
    Ok(ExitStatus::Success)
}
