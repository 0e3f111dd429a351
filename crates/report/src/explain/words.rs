//! Numbers, money, months and lists as they stand in a sentence.

use super::super::format::{calendar_month, digits, list, whole};

pub(super) use super::super::format::trimmed;
use kinward::assumption::{Assumption, Dimension, Domain, Draw, Parameter, Spread};
use kinward::contract::{Clock, Window};
use kinward::scenario::{Council, Scenario};
use kinward::units::{DAYS_PER_MONTH, Month};

/// A scenario, and its assumptions at their means.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) scenario: &'a Scenario,
    central: Draw,
}

impl<'a> Words<'a> {
    pub(super) fn of(scenario: &'a Scenario) -> Self {
        Self { scenario, central: scenario.register.central() }
    }

    /// The expected value.
    pub(super) fn mean(&self, parameter: Parameter) -> f64 {
        self.central[parameter]
    }

    /// The mean, and of a ratio the median.
    pub(super) fn typical(&self, parameter: Parameter) -> f64 {
        typical(self.scenario.register.get(parameter), self.mean(parameter))
    }

    /// `67%`, `about £18,700`: in the unit that such a number has.
    pub(super) fn value(&self, parameter: Parameter) -> String {
        let assumption = self.scenario.register.get(parameter);
        let typical = self.typical(parameter);
        match assumption.spread {
            Spread::Fixed(_) => exact(assumption.domain, typical),
            _ => format!("about {}", rounded(assumption.domain, typical)),
        }
    }

    /// The same in so many parts of a whole, such as 22 of every 100.
    pub(super) fn of_every(&self, whole: f64, parameter: Parameter) -> String {
        let assumption = self.scenario.register.get(parameter);
        let count = whole * self.typical(parameter);
        match assumption.spread {
            Spread::Fixed(_) => trimmed(count, 2),
            _ => format!("about {}", rounded(Domain::Term, count)),
        }
    }

    /// Whether this number is 1 and nothing else, so that a factor says nothing.
    pub(super) fn is_one(&self, parameter: Parameter) -> bool {
        self.scenario.register.get(parameter).spread == Spread::Fixed(1.0)
    }

    /// A number that is not known to be 0.
    pub(super) fn some(&self, parameter: Option<Parameter>) -> Option<Parameter> {
        parameter
            .filter(|parameter| self.scenario.register.get(*parameter).spread != Spread::Fixed(0.0))
    }

    /// `the pathway “in care”`
    pub(super) fn pathways(&self, covered: &[bool]) -> String {
        let pathways = &self.scenario.first_council().pathways;
        let names = pathways.iter().zip(covered).filter(|it| *it.1);
        let names: Vec<String> = names.map(|(it, _)| format!("“{}”", it.name)).collect();
        match names.len() {
            1 => format!("the pathway {}", list(&names)),
            _ => format!("the pathways {}", list(&names)),
        }
    }

    /// Whether several councils share the contract.
    pub(super) fn is_shared(&self) -> bool {
        self.scenario.councils.len() > 1
    }

    /// `Norfolk and Suffolk`, where they are not all of them.
    pub(super) fn councils(&self, covered: &[bool]) -> Option<String> {
        let names = self.scenario.council_names();
        if covered.iter().all(|it| *it) || names.is_empty() {
            return None;
        }
        let names = names.iter().zip(covered).filter(|it| *it.1);
        Some(list(&names.map(|(it, _)| (*it).to_owned()).collect::<Vec<_>>()))
    }

    /// A sentence of each council: once where it is the same for all, else with whose it is.
    pub(super) fn each(&self, sentence: impl Fn(&Council) -> String) -> Vec<String> {
        self.each_of(&vec![true; self.scenario.councils.len()], sentence)
    }

    /// The same for some of the councils.
    pub(super) fn each_of(
        &self,
        covered: &[bool],
        sentence: impl Fn(&Council) -> String,
    ) -> Vec<String> {
        let groups = self.grouped(covered, sentence);
        match groups.as_slice() {
            [(only, _)] => vec![only.clone()],
            several => several
                .iter()
                .filter(|(text, _)| !text.is_empty())
                .map(|(text, names)| format!("for {}, {text}", list(names)))
                .collect(),
        }
    }

    /// What is said of each council, with the names of those of which it is said.
    pub(super) fn grouped(
        &self,
        covered: &[bool],
        says: impl Fn(&Council) -> String,
    ) -> Vec<(String, Vec<String>)> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for (council, _) in self.scenario.councils.iter().zip(covered).filter(|it| *it.1) {
            let (text, name) = (says(council), council.name.clone().unwrap_or_default());
            match groups.iter_mut().find(|group| group.0 == text) {
                Some((_, names)) => names.push(name),
                None => groups.push((text, vec![name])),
            }
        }
        groups
    }

    /// A window of a payment line, or the time in which these councils follow their families.
    pub(super) fn window(&self, window: Option<Window>, covered: &[bool]) -> String {
        self.of_window(window, covered, self::window, "the time for which a council follows them")
    }

    /// The day after such a window's last, on which its end is looked at, such as `14 weeks after the family is referred`.
    pub(super) fn end(&self, window: Option<Window>, covered: &[bool]) -> String {
        self.of_window(
            window,
            covered,
            end,
            "on the day after the last on which a council follows it",
        )
    }

    fn of_window(
        &self,
        window: Option<Window>,
        covered: &[bool],
        says: impl Fn(Window) -> String,
        several: &str,
    ) -> String {
        if let Some(window) = window {
            return says(window);
        }
        match self.grouped(covered, |council| says(council.tracking)).as_slice() {
            [(only, _)] => only.clone(),
            groups => {
                let of =
                    |(text, names): &(String, Vec<String>)| format!("for {}, {text}", list(names));
                let groups: Vec<String> = groups.iter().map(of).collect();
                format!("{several} ({})", groups.join("; "))
            }
        }
    }

    /// `in-house foster`
    pub(super) fn placement(&self, position: usize) -> String {
        spoken(&self.scenario.first_council().placements[position].name)
    }

    /// `August 2019`
    pub(super) fn date(&self, month: Month) -> String {
        calendar_month(month, self.scenario.starts)
    }

    /// `until July 2021`, for a month that is no longer counted.
    pub(super) fn until(&self, month: Month) -> String {
        let last = month.checked_sub(1);
        format!("until {}", last.map_or_else(|| "the start".to_owned(), |it| self.date(it)))
    }

    /// `3.5 a month at first, 6.4 from May 2019 and 10.5 from February 2020`
    pub(super) fn steps(&self, steps: &[(Month, Parameter)], unit: &str) -> String {
        self.stepped(steps, unit, |month| format!("from {}", self.date(month)))
    }

    /// The same with the months counted from a start that differs.
    pub(super) fn steps_after(&self, steps: &[(Month, Parameter)], unit: &str) -> String {
        self.stepped(steps, unit, |month| format!("after {}", months(month as f64)))
    }

    fn stepped(
        &self,
        steps: &[(Month, Parameter)],
        unit: &str,
        when: impl Fn(Month) -> String,
    ) -> String {
        let several = steps.len() > 1;
        let step = |(index, (from, parameter)): (usize, &(Month, Parameter))| {
            let value = self.value(*parameter);
            match (index, several) {
                (0, false) => format!("{value} {unit}"),
                (0, true) => format!("{value} {unit} at first"),
                _ => format!("{value} {}", when(*from)),
            }
        };
        list(&steps.iter().enumerate().map(step).collect::<Vec<_>>())
    }
}

/// What “about” says: the mean, and of a ratio the median, as ratios are published.
pub(super) fn typical(assumption: &Assumption, mean: f64) -> f64 {
    match assumption.domain.dimension() {
        Dimension::Ratio => assumption.spread.quantile(0.5),
        _ => mean,
    }
}

/// A number that is known: every digit of it.
pub(super) fn exact(domain: Domain, x: f64) -> String {
    match domain.dimension() {
        Dimension::Pounds => pounds(x),
        Dimension::Share | Dimension::YearlyRate => percent(x),
        Dimension::Ratio | Dimension::Number => match x {
            x if x >= 1_000.0 && x.fract() == 0.0 => whole_number(x),
            x => trimmed(x, 4),
        },
    }
}

/// A number that is not: three digits, and whole per cents.
pub(super) fn rounded(domain: Domain, x: f64) -> String {
    match domain.dimension() {
        Dimension::Pounds => pounds(to_digits(x, 3)),
        Dimension::Share => format!("{}%", trimmed(x * 100.0, usize::from(x < 0.0995))),
        Dimension::YearlyRate => format!("{}%", trimmed(x * 100.0, 1)),
        Dimension::Ratio | Dimension::Number => match x {
            x if x >= 99.5 => whole_number(x),
            x if x >= 9.95 => trimmed(x, 1),
            x => trimmed(x, 2),
        },
    }
}

/// `£57.40`, `£9,576,245`
pub(super) fn pounds(x: f64) -> String {
    let is_whole = (x - x.round()).abs() < 0.005;
    format!("£{}", digits(x, if is_whole { 0 } else { 2 }))
}

/// `16.89%`
pub(super) fn percent(x: f64) -> String {
    format!("{}%", trimmed(x * 100.0, 2))
}

fn whole_number(x: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts and pounds are not below 0, nor above a thousand million"
    )]
    whole(x.round().max(0.0) as usize)
}

fn to_digits(x: f64, digits: i32) -> f64 {
    if x <= 0.0 {
        return x;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the size of an amount of money")]
    let size = libm::log10(x).floor() as i32;
    let unit = libm::pow(10.0, f64::from(size + 1 - digits));
    (x / unit).round() * unit
}

const SMALL: [&str; 13] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// `three`, `36`
pub(super) fn number(n: usize) -> String {
    SMALL.get(n).map_or_else(|| whole(n), |it| (*it).to_owned())
}

/// The same for what may have a fraction.
pub(super) fn quantity(x: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    if x >= 0.0 && x.fract() == 0.0 && x < 13.0 { number(x as usize) } else { trimmed(x, 2) }
}

/// `three months`, `one month`, `36 months`
pub(super) fn months(x: f64) -> String {
    plural(x, "month")
}

/// `two days`
pub(super) fn days(x: f64) -> String {
    plural(x, "day")
}

pub(super) fn plural(x: f64, noun: &str) -> String {
    if x == 1.0 { format!("one {noun}") } else { format!("{} {noun}s", quantity(x)) }
}

/// `three to six months`, `7 to 28 days`: in words only if both ends are.
pub(super) fn range((min, max): (f64, f64), noun: &str) -> String {
    let is_small = |x: f64| x.fract() == 0.0 && x < 13.0;
    match () {
        () if min == max => plural(min, noun),
        () if min == 0.0 => format!("up to {}", plural(max, noun)),
        () if is_small(min) && is_small(max) => {
            format!("{} to {}", quantity(min), plural(max, noun))
        }
        () => format!("{} to {} {noun}s", trimmed(min, 2), trimmed(max, 2)),
    }
}

/// `the 36 months after therapy starts`
pub(super) fn window(window: Window) -> String {
    let (open, clock) = (stretch(window.days), clock(window.from));
    match window.after {
        0 => format!("the {open} after {clock}"),
        after => format!("the {open} that begin {} after {clock}", stretch(after)),
    }
}

/// `14 weeks after the family is referred`
pub(super) fn end(window: Window) -> String {
    format!("{} after {}", stretch(window.reach()), clock(window.from))
}

/// Months where these are the days of so many, or of so many and a half; else weeks or days.
pub(super) fn stretch(days: u32) -> String {
    let halves = (f64::from(days) / DAYS_PER_MONTH * 2.0).round() / 2.0;
    match days {
        _ if Window::months(Clock::Start, 0.0, halves).days == days => months(halves),
        days if days % 7 == 0 => plural(f64::from(days / 7), "week"),
        days => plural(f64::from(days), "day"),
    }
}

pub(super) fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Referral => "the family is referred",
        Clock::Start => "therapy starts",
        Clock::Completion => "therapy is completed",
    }
}

/// With a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = super::capitalised(text.trim());
    if text.ends_with(['.', '!', '?', ':']) { text } else { format!("{text}.") }
}

/// Sentences, one after the other.
pub(super) fn paragraph(sentences: impl IntoIterator<Item = String>) -> String {
    let sentences: Vec<String> = sentences
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .map(|it| sentence(&it))
        .collect();
    sentences.join(" ")
}

/// `in-house foster` for `in_house_foster`
pub(super) fn spoken(key: &str) -> String {
    key.replace("in_house", "in-house").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_sentences() {
        let rows = [
            (pounds(57.4), "£57.40"),
            (pounds(9_576_245.0), "£9,576,245"),
            (pounds(1_234.05), "£1,234.05"),
            (pounds(0.0), "£0"),
            (percent(0.1689), "16.89%"),
            (percent(0.33), "33%"),
            (percent(0.07), "7%"),
            (rounded(Domain::Pounds, 18_666.67), "£18,700"),
            (rounded(Domain::Pounds, 2.346), "£2.35"),
            (rounded(Domain::Share, 0.674), "67%"),
            (rounded(Domain::Share, 0.024), "2.4%"),
            (rounded(Domain::Multiple, 0.2234), "0.22"),
            (rounded(Domain::Term, 683.3), "683"),
            (exact(Domain::Term, 10.5), "10.5"),
            (exact(Domain::YearlyRate, -0.01), "−1%"),
            (months(1.0), "one month"),
            (months(36.0), "36 months"),
            (months(4.5), "4.5 months"),
            (range((3.0, 6.0), "month"), "three to six months"),
            (range((0.25, 3.0), "month"), "0.25 to 3 months"),
            (range((7.0, 28.0), "day"), "7 to 28 days"),
            (range((0.0, 3.0), "month"), "up to three months"),
            (exact(Domain::Term, 1_224.0), "1,224"),
            (window(Window::months(Clock::Start, 0.0, 36.0)), "the 36 months after therapy starts"),
            (
                window(Window::months(Clock::Completion, 3.22, 18.0)),
                "the 18 months that begin 14 weeks after therapy is completed",
            ),
            (
                end(Window::months(Clock::Referral, 3.0, 1.5)),
                "4.5 months after the family is referred",
            ),
            (stretch(646), "646 days"),
            (number(1_204), "1,204"),
            (sentence("so it is"), "So it is."),
        ];
        for (written, expected) in rows {
            assert_eq!(written, expected);
        }
    }
}
