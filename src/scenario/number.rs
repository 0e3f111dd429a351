//! One number of a file, by its key: what it is, and what it may be.

use super::load::Study;
use super::schema;
use crate::assumption::{Domain, Register};
use toml_findings::{Path, Shapes, Step, Value, merge};

/// What a key such as `contract.lag_months` stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// What the file says, or the mean of it where it is uncertain; none where it says nothing.
    pub value: Option<f64>,
    /// Only whole numbers make sense.
    pub is_whole: bool,
    /// What an assumption is counted in; none for what is no assumption.
    pub domain: Option<Domain>,
}

impl Study {
    /// What the file, with `--set` laid over it, says under a key; of several places that `*` means the
    /// first counts. A level that the file does not set is 1.
    pub fn number(&self, key: &str) -> Number {
        let root = &self.document().root;
        let worlds = &self.check().worlds;
        let place = merge::place(root, key).ok();
        let register = worlds.as_ref().map(|worlds| &worlds.base.register);
        let is_level = key.trim().starts_with("levels.");
        let written = place.as_ref().and_then(|place| merge::find(root, place));
        let value = match (written.map(|node| &node.value), &place, register) {
            (Some(Value::Integer(integer)), ..) => Some(*integer as f64),
            (Some(Value::Float(float)), ..) => Some(*float),
            (Some(_), Some(place), Some(register)) => mean(register, place),
            _ => is_level.then_some(1.0),
        };
        let domain = place.as_ref().zip(register).and_then(|(place, register)| {
            let name = place.to_string();
            register
                .assumptions()
                .iter()
                .find(|assumption| assumption.name == name)
                .map(|it| it.domain)
        });
        let named =
            || key.split('.').map(|step| Step::Key(step.trim().to_owned().into())).collect();
        let is_whole = is_whole(&place.unwrap_or_else(named), schema::shapes());
        Number { value, is_whole, domain: domain.or(is_level.then_some(Domain::Level)) }
    }
}

fn mean(register: &Register, place: &Path) -> Option<f64> {
    let name = place.to_string();
    register
        .assumptions()
        .iter()
        .find(|assumption| assumption.name == name)
        .map(|it| it.spread.mean())
}

/// Whether the schema wants a whole number at a place.
fn is_whole(place: &Path, shapes: &Shapes<'_>) -> bool {
    let mut here = vec![shapes.top()];
    for step in place.steps() {
        let is_list = here.iter().any(|it| it.kinds().contains(&"array"));
        let key = match step {
            Step::Key(key) if !is_list => Some(key.as_ref()),
            _ => None,
        };
        here = shapes.children(&here, key);
    }
    let kinds: Vec<&str> = here.iter().flat_map(|it| it.kinds().iter().copied()).collect();
    kinds.contains(&"integer") && !kinds.contains(&"number")
}
