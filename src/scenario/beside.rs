//! Whether the worlds of another file can stand beside those of a study.

use super::load::{Loaded, Worlds};
use crate::results::{BASE_VIEW, PROGRAMME, STATUS_QUO, UNDER};
use toml_findings::{Finding, Path};

/// Adds to the findings of another file why it cannot be compared with a study: both must have one
/// calendar and one horizon, and its name must be no other world's, nor one of those `taken` by
/// other files. Its study is taken away if it cannot.
pub fn fits_beside(loaded: &mut Loaded, study: &Worlds, taken: &[&str]) {
    let Some(other) = loaded.worlds.as_ref().map(|world| &world.base) else { return };
    let base = &study.base;
    let mut found = Vec::new();
    let mut refuse = |code, key: &'static str, title: String, label: &'static str| {
        found.push(Finding::error(code, &Path::root().key(key), title).label(label));
    };
    if other.starts != base.starts {
        let title =
            format!("this contract starts on {}, the first on {}", other.starts, base.starts);
        refuse("other-calendar", "starts", title, "worlds that are compared start on the same day");
    }
    if other.horizon != base.horizon {
        let title = format!(
            "savings are counted over {} months here and over {} in the first file",
            other.horizon, base.horizon
        );
        let label = "worlds that are compared have the same horizon";
        refuse("other-calendar", "horizon_months", title, label);
    }
    let worlds = study.variants.iter().map(|variant| variant.name.as_str());
    let known = worlds
        .chain([PROGRAMME, STATUS_QUO, BASE_VIEW])
        .chain(base.arrangement.as_deref())
        .chain(taken.iter().copied());
    if other.name.contains(UNDER) || known.into_iter().any(|it| it == other.name) {
        let title = format!("`{}` cannot be the name of an arrangement here", other.name);
        let label =
            "a file is compared under its name, and another world has it: give this one another";
        refuse("name-taken", "name", title, label);
    }
    if !found.is_empty() {
        loaded.findings.extend(loaded.document.pin(found));
        loaded.worlds = None;
    }
}
