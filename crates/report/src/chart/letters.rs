//! How wide a text is, and how to break or shorten it. The widths are estimates, a little on the
//! generous side, since an SVG is laid out with whatever font its reader has.

/// Estimated width in the unit of `size`.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(glyph).sum::<f64>() * size
}

/// As [`width`], for bold letters.
pub(super) fn bold_width(text: &str, size: f64) -> f64 {
    width(text, size) * 1.06
}

/// Width of one glyph in em: measured on Inter, rounded up to a few classes.
fn glyph(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' | ' ' => 0.29,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.39,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '→' | '←' => 0.92,
        'A'..='Z' | '−' | '≤' | '≥' | '+' | '×' | '&' => 0.70,
        '0'..='9' | '£' => 0.64,
        'a'..='z' => 0.58,
        other if other.is_ascii() => 0.65,
        _ => 1.0,
    }
}

/// Breaks `text` at spaces into at most `lines` lines no wider than `room`; what does not fit is
/// replaced by an ellipsis. Empty text has no lines.
pub(super) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() && done.len() < lines {
        let last = done.len() + 1 == lines;
        let mut line = String::new();
        while let Some(&word) = words.peek() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !last && !line.is_empty() && room < width(&longer, size) {
                break;
            }
            line = longer;
            words.next();
        }
        done.push(shorten(&line, size, room));
    }
    done
}

/// The text itself when it fits in `room`, else as much of it as fits before an ellipsis.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let kept: String = text
        .chars()
        .take_while(|&c| {
            left -= glyph(c) * size;
            0.0 <= left
        })
        .collect();
    format!("{}…", kept.trim_end_matches([' ', ',', '(', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_left_alone() {
        assert_eq!(wrap("Referrals a year", 12.0, 300.0, 2), ["Referrals a year"]);
    }

    #[test]
    fn a_long_text_is_broken_then_cut() {
        let text = "The share of families who would have had a child enter care within a year";
        let lines = wrap(text, 12.0, 180.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| width(line, 12.0) <= 180.0), "{lines:?}");
    }

    #[test]
    fn a_word_without_spaces_is_cut() {
        let lines = wrap(&"x".repeat(70), 12.0, 100.0, 3);
        assert!(lines.iter().all(|line| width(line, 12.0) <= 100.0), "{lines:?}");
    }

    #[test]
    fn nothing_has_no_lines_and_no_room_leaves_an_ellipsis() {
        assert!(wrap("  ", 12.0, 100.0, 2).is_empty());
        assert_eq!(shorten("abc", 12.0, 0.0), "…");
    }
}
