//! Names of assumptions in which a step may be any: `placements.*.weekly_cost`.

use toml_findings::wording::slug;

/// Stands for any one step.
const ANY: &str = "*";

/// Whether a pattern names an assumption. Steps may be written as they are or as `--set` has them.
pub(super) fn names(pattern: &str, assumption: &str) -> bool {
    let (pattern, name) = (steps(pattern), steps(assumption));
    let fits = |(wanted, step): (&&str, &&str)| *wanted == ANY || slug(wanted) == slug(step);
    pattern.len() == name.len() && pattern.iter().zip(&name).all(fits)
}

/// What stands between the dots, but for those in quotes.
fn steps(name: &str) -> Vec<&str> {
    let mut quoted = false;
    let ends_step = move |letter: char| {
        quoted ^= letter == '"';
        letter == '.' && !quoted
    };
    name.split(ends_step).map(|it| it.trim_matches('"')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_step_and_a_quoted_step_may_be_written_short() {
        let rows = [
            ("placements.*.weekly_cost", "placements.foster.weekly_cost", true),
            ("placements.*.weekly_cost", "councils.sutton.placements.foster.weekly_cost", false),
            (
                "councils.*.placements.*.weekly_cost",
                "councils.sutton.placements.foster.weekly_cost",
                true,
            ),
            ("placements.weekly_cost", "placements.foster.weekly_cost", false),
            ("contract.payments.days_1_5.rate", "contract.payments.\"days, 1.5\".rate", true),
            ("contract.payments.*.rate", "contract.payments.\"days, 1.5\".rate", true),
            ("*", "hurdle", true),
        ];
        for (pattern, name, fits) in rows {
            assert_eq!(names(pattern, name), fits, "{pattern} {name}");
        }
    }
}
