//! Which families, and what becomes of them without the programme.

use super::super::format::list;
use super::super::label::capitalised;
use super::Block;
use super::words::{Words, months, number, paragraph, range, spoken, trimmed};
use kinward::assumption::Parameter;
use kinward::family::{Beginning, Curve};
use kinward::scenario::{Council, Pathway, Placement, Share};

/// Who is referred, and what becomes of them without the programme.
pub(super) fn who(words: &Words<'_>) -> Vec<Block> {
    let pathways = &words.scenario.first_council().pathways;
    let kinds = match pathways.len() {
        1 => "There is one kind of family (a “pathway”). Without the programme it fares like this:"
            .to_owned(),
        count => format!(
            "There are {} kinds of family (“pathways”). Without the programme they fare like this:",
            number(count)
        ),
    };
    [
        Block::heading("For which families"),
        Block::Paragraph(referrals(words)),
        Block::Paragraph(kinds),
    ]
    .into_iter()
    .chain((0..pathways.len()).map(|index| pathway(words, index)))
    .chain(in_common(words))
    .collect()
}

fn referrals(words: &Words<'_>) -> String {
    let scenario = words.scenario;
    if scenario.councils.iter().all(|council| council.referrals.months == 0) {
        return "No family is referred.".to_owned();
    }
    let schedule = words.each(|word| schedule(words, word));
    let later = words.each(|word| match word.referrals.joins {
        0 => String::new(),
        joins if words.is_shared() => format!("this begins in {}", words.date(joins)),
        joins => format!("referrals begin in {}", words.date(joins)),
    });
    let volume = words.each(|it| {
        let volume = it.referrals.volume.filter(|volume| !words.is_one(*volume));
        volume.map_or_else(String::new, |it| {
            format!("{} times that number is expected to come in fact", words.value(it))
        })
    });
    let bunched = words.each(|word| {
        let bunched = word.referrals.dispersion.map(|_| {
            "referrals come in bunches: their number in a month varies more than by chance alone"
        });
        bunched.unwrap_or_default().to_owned()
    });
    paragraph(
        schedule
            .into_iter()
            .chain(parts(words))
            .chain(later)
            .chain(volume)
            .chain(bunched)
            .chain(words.each(|word| starts(words, word))),
    )
}

/// How many are referred, and when.
fn schedule(words: &Words<'_>, council: &Council) -> String {
    let referrals = &council.referrals;
    let Some(last) = referrals.months.checked_sub(1) else {
        return "no family is referred".to_owned();
    };
    let share = words.is_shared() && referrals.share.is_some();
    let unit = if share { "a month in the whole contract" } else { "a month" };
    let joined = words.scenario.councils.iter().any(|council| council.referrals.joins != 0);
    if joined && words.scenario.councils.len() == 1 {
        format!(
            "families are referred from {} to {}, {} after the contract begins: {}",
            words.date(referrals.joins),
            words.date(referrals.joins + last),
            months(referrals.joins as f64),
            words.steps_after(&referrals.monthly, unit)
        )
    } else if joined {
        format!(
            "families are referred for {}: {}",
            months(referrals.months as f64),
            words.steps_after(&referrals.monthly, unit)
        )
    } else {
        format!(
            "families are referred from {} to {}: {}",
            words.date(0),
            words.date(last),
            words.steps(&referrals.monthly, unit)
        )
    }
}

/// Which part of the referrals each council has.
fn parts(words: &Words<'_>) -> Option<String> {
    if !words.is_shared() {
        return None;
    }
    let part = |council: &Council| {
        Some(format!("{} from {}", words.value(council.referrals.share?), council.name.as_ref()?))
    };
    let parts = words.scenario.councils.iter().map(part).collect::<Option<Vec<String>>>()?;
    Some(format!("expected of these are {}", list(&parts)))
}

fn starts(words: &Words<'_>, council: &Council) -> String {
    let ready = match council.referrals.ready_after_days {
        (_, 0.0) => String::new(),
        it => format!(", and are ready for it {} after referral", range(it, "day")),
    };
    let starts = council.referrals.starts_therapy;
    let share = if words.is_one(starts) { "all".to_owned() } else { words.value(starts) };
    format!("{share} of those referred would start therapy{ready}")
}

fn pathway(words: &Words<'_>, position: usize) -> Block {
    let own =
        |council: &Council, says: &dyn Fn(&Pathway) -> String| says(&council.pathways[position]);
    let says: [&dyn Fn(&Pathway) -> String; 6] = [
        &kind,
        &|it| {
            if words.is_one(it.share) {
                return String::new();
            }
            format!("they are {} of those referred", words.value(it.share))
        },
        &|it| {
            let entry = it.care_entry.as_ref().filter(|_| it.begins == Beginning::Home);
            entry.map_or_else(String::new, |it| curve(words, it, "enter care"))
        },
        &|it| stays(words, &it.length_of_stay),
        &|it| match &it.re_entry {
            None => "a child that has returned home does not enter care again".to_owned(),
            Some(Curve::Steps(steps)) => {
                format!("children who have returned home enter care again {}", rates(words, steps))
            }
            Some(it) => {
                format!(
                    "of the children who return home, {}",
                    curve(words, it, "are in care again")
                )
            }
        },
        &|it| placements(words, &it.placements),
    ];
    let sentences = says.into_iter().flat_map(|says| words.each(|council| own(council, says)));
    let name = &words.scenario.first_council().pathways[position].name;
    Block::item(capitalised(name), paragraph(sentences))
}

/// `children aged 8 to 15 who live at home, on the edge of care`
fn kind(pathway: &Pathway) -> String {
    let (min, max) = pathway.age_years;
    let ages = if min == max {
        trimmed(min, 1)
    } else {
        format!("{} to {}", trimmed(min, 1), trimmed(max, 1))
    };
    let begins = match pathway.begins {
        Beginning::Home => "live at home, on the edge of care".to_owned(),
        Beginning::Care => match pathway.in_care_months {
            (_, 0.0) => "have just come into care".to_owned(),
            it => format!("have been in care for {}", range(it, "month")),
        },
    };
    format!("children aged {ages} who {begins}")
}

/// What holds for all of them.
fn in_common(words: &Words<'_>) -> Option<Block> {
    let differ = |council: &Council| {
        let mut differ = council.pathways.iter().filter_map(|pathway| pathway.heterogeneity);
        differ.any(|share| words.mean(share) > 0.0)
    };
    let says: [&dyn Fn(&Council) -> String; 4] = [
        &|it| {
            let text = "families of one kind differ in their risk: the shares above are of all of \
                        them together";
            if differ(it) { text.to_owned() } else { String::new() }
        },
        &|it| {
            let text = "children of one place may enter care more or less often than those of \
                        another, for reasons that nobody knows beforehand and that all families of \
                        the place share";
            it.site.care_entry_sd.map_or_else(String::new, |_| text.to_owned())
        },
        &|it| {
            let text = "the effect of therapy, too, differs from place to place";
            it.site.effect_sd.map_or_else(String::new, |_| text.to_owned())
        },
        &|it| moves(words, &it.placements),
    ];
    let text = paragraph(says.into_iter().flat_map(|says| words.each(says)));
    (!text.is_empty()).then_some(Block::Paragraph(text))
}

fn moves(words: &Words<'_>, placements: &[Placement]) -> String {
    let moves = placements.iter().flat_map(|from| {
        from.moves_per_year.iter().map(|(to, rate)| {
            format!(
                "from {} to {} ({} of every 100 a year)",
                spoken(&from.name),
                spoken(&placements[*to].name),
                words.of_every(100.0, *rate)
            )
        })
    });
    let moves: Vec<String> = moves.collect();
    if moves.is_empty() {
        String::new()
    } else {
        format!("children in care also move {}", list(&moves))
    }
}

/// `about 67% enter care within 36 months`
fn curve(words: &Words<'_>, curve: &Curve<Parameter>, event: &str) -> String {
    match curve {
        Curve::Probability { probability, within_months, shape } => {
            let tends = match words.mean(*shape) {
                shape if shape < 1.0 => ", sooner rather than later",
                shape if shape > 1.0 => ", later rather than sooner",
                _ => "",
            };
            format!(
                "{} {event} within {}{tends}",
                words.value(*probability),
                months(*within_months)
            )
        }
        Curve::Mixture(parts) => {
            let part = |(index, (share, mean)): (usize, &(Parameter, Parameter))| {
                let event = if index == 0 { format!(" {event}") } else { String::new() };
                format!(
                    "{}{event} after {} days on average",
                    words.value(*share),
                    words.value(*mean)
                )
            };
            list(&parts.iter().enumerate().map(part).collect::<Vec<_>>())
        }
        Curve::Points(points) => {
            let point = |(index, (by, share)): (usize, &(f64, Parameter))| {
                let event = if index == 0 { format!(" {event}") } else { String::new() };
                format!("{}{event} within {}", words.value(*share), months(*by))
            };
            list(&points.iter().enumerate().map(point).collect::<Vec<_>>())
        }
        Curve::Steps(steps) => format!("children {event} {}", rates(words, steps)),
    }
}

/// `at a rate of 30 of every 100 a year for the first 12 months and 10 after that`
fn rates(words: &Words<'_>, steps: &[(f64, Parameter)]) -> String {
    let rate = |parameter: &Parameter| words.of_every(100.0, *parameter);
    match steps {
        [(_, only)] => format!("at a rate of {} of every 100 a year", rate(only)),
        [(until, first), most @ .., (_, last)] => {
            let step =
                |(until, it): &(f64, Parameter)| format!(", {} up to {}", rate(it), months(*until));
            let most: String = most.iter().map(step).collect();
            format!(
                "at a rate of {} of every 100 a year for the first {}{most} and {} after that",
                rate(first),
                months(*until),
                rate(last)
            )
        }
        [] => "never".to_owned(),
    }
}

/// How long a stay in care lasts.
fn stays(words: &Words<'_>, curve: &Curve<Parameter>) -> String {
    match curve {
        Curve::Mixture(parts) => {
            let part = |(index, (share, mean)): (usize, &(Parameter, Parameter))| {
                let (share, mean) = (words.value(*share), words.value(*mean));
                match (index, parts.len()) {
                    (_, 1) => format!("a stay in care lasts {mean} days on average"),
                    (0, _) => format!("{share} of stays in care last {mean} days on average"),
                    _ => format!("{share} last {mean}"),
                }
            };
            list(&parts.iter().enumerate().map(part).collect::<Vec<_>>())
        }
        Curve::Steps(steps) => format!("children return home {}", rates(words, steps)),
        other => self::curve(words, other, "of stays in care end"),
    }
}

/// Where a stay begins.
fn placements(words: &Words<'_>, shares: &[Share]) -> String {
    let mut placed: Vec<(f64, String, String)> = shares
        .iter()
        .enumerate()
        .filter_map(|(position, share)| match share {
            Share::None => None,
            Share::Of(it) => Some((words.mean(*it), words.placement(position), words.value(*it))),
        })
        .collect();
    placed.sort_by(|a, b| b.0.total_cmp(&a.0));
    if let [(_, only, _)] = placed.as_slice() {
        return format!("those who enter care go to {only}");
    }
    let is_uncertain = placed.iter().any(|(.., share)| share.starts_with("about "));
    let about = if is_uncertain { "about " } else { "" };
    let places: Vec<String> = placed
        .iter()
        .map(|(_, name, share)| format!("{name} ({})", share.trim_start_matches("about ")))
        .collect();
    format!("a stay in care begins, in {about}these shares, in {}", list(&places))
}
