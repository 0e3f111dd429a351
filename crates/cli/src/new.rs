//! `kinward new`

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context, anyhow};

use super::args::NewArguments;
use super::output;
use super::printer::Printer;
use super::status::{ExitStatus, refuse};
use kinward::results::slug;
use kinward::scenario;

/// A shipped scenario to start from.
#[derive(Debug)]
struct Template {
    /// As `--from` names it.
    key: &'static str,
    file: &'static str,
    text: &'static str,
}

/// What may be started from.
const TEMPLATES: [Template; 4] = [
    Template {
        key: "norfolk",
        file: "stronger-families-norfolk.toml",
        text: include_str!("../../../scenarios/stronger-families-norfolk.toml"),
    },
    Template {
        key: "london",
        file: "positive-families-london.toml",
        text: include_str!("../../../scenarios/positive-families-london.toml"),
    },
    Template {
        key: "essex",
        file: "essex-mst.toml",
        text: include_str!("../../../scenarios/essex-mst.toml"),
    },
    Template {
        key: "inputs",
        file: "step-change-inputs.toml",
        text: include_str!("../../../scenarios/step-change-inputs.toml"),
    },
];

/// What `--from` may be.
pub(super) fn keys() -> [&'static str; TEMPLATES.len()] {
    TEMPLATES.each_ref().map(|template| template.key)
}

/// Writes a scenario to start from into the current folder.
pub(super) fn new(arguments: &NewArguments, printer: &mut Printer) -> anyhow::Result<ExitStatus> {
    let name = arguments.name.trim();
    let template = TEMPLATES
        .iter()
        .find(|it| it.key == arguments.from)
        .with_context(|| format!("there is no template called `{}`", arguments.from))?;
    let path = path(name)?;
    let text = scenario::template(template.text, template.file, name)
        .map_err(|_| anyhow!("`{}` cannot be read", template.file))?;
    output::new_file(&path, &text).map_err(|problem| match problem.kind() {
        ErrorKind::AlreadyExists => {
            anyhow!("`{}` exists already; choose another name", path.display())
        }
        _ => anyhow!("cannot write `{}`: {problem}", path.display()),
    })?;
    let path = path.display();
    printer.say(&format!(
        "`{path}` starts from `{}`; every figure in it is a placeholder, that contract's own, until you change it.\n\
         See what it assumes: kinward check {path}\n\
         Run it:              kinward run {path}\n",
        template.file
    ))?;
    Ok(ExitStatus::Success)
}

/// `a-new-contract.toml` for `A new contract`.
fn path(name: &str) -> anyhow::Result<PathBuf> {
    let slug = slug(name).replace('_', "-");
    if slug.is_empty() {
        refuse!("`{name}` is no name for a scenario: it needs a letter or a digit");
    }
    Ok(PathBuf::from(format!("{slug}.toml")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use kinward::assumption::{Assumption, Provenance};
    use kinward::scenario::{Scenario, Study};

    /// Everything but the evidence.
    fn numbers(scenario: &Scenario) -> Vec<Assumption> {
        let without = |assumption: &Assumption| Assumption {
            provenance: Provenance::default(),
            ..assumption.clone()
        };
        scenario.register.assumptions().iter().map(without).collect()
    }

    #[test]
    fn every_template_keeps_its_numbers_and_loses_its_claims() {
        for template in &TEMPLATES {
            let study = |text: &str| {
                let loaded = Study::from_text(template.file, text, &[], Path::new("scenarios"))
                    .check()
                    .clone();
                assert!(loaded.findings.is_empty(), "{}: {:?}", template.file, loaded.findings);
                loaded.worlds.unwrap()
            };
            let old = study(template.text);
            let new = study(&scenario::template(template.text, template.file, "New").unwrap());
            assert_eq!(new.base.name, "New");
            assert!(
                new.base
                    .description
                    .as_ref()
                    .is_some_and(|description| description.starts_with("Fill in"))
            );
            assert!(new.base.claims.is_empty());
            // No copied source counts as one, and no copied grade says more than judgement.
            let evidence = |assumption: &Assumption| assumption.provenance.clone();
            let olds = old.base.register.assumptions().iter().map(evidence);
            let news = new.base.register.assumptions().iter().map(evidence);
            for (old, new) in olds.zip(news) {
                let by_definition =
                    old.source.as_ref().is_some_and(|source| source.starts_with("by definition"));
                assert!(new.is_unsourced() || by_definition, "{new:?}");
                assert_eq!(new.is_copied(), old.source.is_some() && !by_definition);
                assert!(!new.is_copied() || new.grade.is_none_or(|grade| grade == 6), "{new:?}");
            }
            assert_eq!(numbers(&old.base), numbers(&new.base));
            assert!(old.base.natural_history() == new.base.natural_history());
            assert!(old.base.work() == new.base.work());
            assert_eq!(format!("{:?}", old.base.contract), format!("{:?}", new.base.contract));
            assert_eq!(old.variants.len(), new.variants.len());
            for (old, new) in old.variants.iter().zip(&new.variants) {
                assert_eq!((&old.name, &old.note), (&new.name, &new.note));
                assert_eq!(numbers(&old.scenario), numbers(&new.scenario));
            }
        }
    }
}
