//! Names come from files of other people: what in them is not to be seen is shown, not obeyed.

use std::borrow::Cow;
use std::fmt::Write;

/// A text with its control characters, and those that turn the direction of writing, shown as their
/// codes: `\u{1b}` for an escape. Ends of lines are kept.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(
                letter,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            )
    };
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for letter in text.chars() {
        if is_hidden(letter) {
            write!(shown, "{}", letter.escape_unicode()).expect("a string takes any text");
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}
