//! The bytes of a file as text. Offices save files in other encodings than the one that TOML has,
//! which is UTF-8; what is wrong then is said at its place, with the way out.

use std::ops::Range;
use std::sync::Arc;

use crate::document::{Document, Node, Source, Span, Unreadable, Value};
use crate::finding::Finding;
use crate::path::Path;

/// What Windows-1252 has where Latin-1 has control characters; 0 where it has nothing.
const WINDOWS: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

const SAVE_AS: &str =
    "save the file as UTF-8: in Notepad or Excel, “Save as” and the encoding UTF-8";

/// The text of a file, or what is wrong with its bytes.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<String, Box<Unreadable>> {
    if let Some(text) = wide(bytes) {
        let title = "this file is in UTF-16, and TOML is in UTF-8";
        return Err(Box::new(unreadable(name, text, title, (0..0, SAVE_AS))));
    }
    match std::str::from_utf8(bytes).map(str::to_owned) {
        Ok(text) => match text.find('\0') {
            Some(at) => {
                let title = "this file holds a byte of 0, which no text does";
                let label = "remove it; the file may be damaged";
                Err(Box::new(unreadable(name, text, title, (at..at + 1, label))))
            }
            None => Ok(text),
        },
        Err(problem) => {
            let at = problem.valid_up_to();
            let byte = bytes[at];
            // The first part is UTF-8, so the place is the same in the text that is shown.
            let start = String::from_utf8_lossy(&bytes[..at]).into_owned();
            let rest: String = bytes[at..].iter().map(|byte| windows(*byte)).collect();
            let letter = windows(byte);
            let title = format!("the byte 0x{byte:02X} is not UTF-8");
            let label = format!("`{letter}` as Windows-1252 or Latin-1 write it");
            let range = at..at + letter.len_utf8();
            Err(Box::new(unreadable(name, start + &rest, &title, (range, &label))))
        }
    }
}

/// The text of a file in UTF-16: one that says so in its first two bytes, or of whose first letters
/// every other byte is 0.
fn wide(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(64) & !1];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let mostly = |odd: usize| start.len() >= 4 && zeros(odd) * 4 > start.len();
    let little = bytes.starts_with(&[0xff, 0xfe]) || mostly(1);
    let big = bytes.starts_with(&[0xfe, 0xff]) || mostly(0);
    if !little && !big {
        return None;
    }
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    let text = String::from_utf16_lossy(&units);
    Some(text.trim_start_matches('\u{feff}').replace('\0', "\u{fffd}"))
}

/// A byte as the character that offices mean by it.
fn windows(byte: u8) -> char {
    let code = match byte {
        0 => 0xfffd,
        0x80..=0x9f => u32::from(WINDOWS[usize::from(byte) - 0x80]),
        byte => u32::from(byte),
    };
    char::from_u32(code).filter(|letter| *letter != '\0').unwrap_or('\u{fffd}')
}

fn unreadable(
    name: &str,
    text: String,
    title: &str,
    (range, label): (Range<usize>, &str),
) -> Unreadable {
    let span = Span { source: 0, range };
    let root = Node { span: span.clone(), key_span: None, value: Value::Table(Arc::default()) };
    let source = Source { name: name.to_owned(), text };
    let finding = Finding::error("not-utf8", &Path::root(), title).label(label).placed(span);
    let finding = if label == SAVE_AS { finding } else { finding.help(SAVE_AS) };
    Unreadable {
        document: Document { sources: Arc::new(vec![source]), root },
        findings: vec![finding],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Colour, render};

    #[track_caller]
    fn shown(bytes: &[u8]) -> String {
        let bad = decode("city.toml", bytes).unwrap_err();
        render(&bad.document, &bad.findings, Colour::Plain)
    }

    #[test]
    fn text_in_another_encoding_is_told_at_its_place() {
        let latin = shown(b"schema = 1\nname = \"\xa37m\"\nlater = \"\x93\xa3\x94\"\n");
        assert!(latin.contains("the byte 0xA3 is not UTF-8"), "{latin}");
        assert!(latin.contains("city.toml:2:9"), "{latin}");
        assert!(latin.contains("name = \"£7m\""), "{latin}");
        assert!(latin.contains("encoding UTF-8"), "{latin}");
        // A euro sign after text with a real pound sign: the column counts letters, not bytes.
        let mixed =
            shown("# £\nname = \"££".bytes().chain([0x80, b'"']).collect::<Vec<_>>().as_slice());
        assert!(mixed.contains("city.toml:2:11") && mixed.contains('€'), "{mixed}");
        let text = "schema = 1\nname = \"£7m\"\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little, &big, &[&[0xff, 0xfe], little.as_slice()].concat()] {
            let wide = shown(bytes);
            assert!(wide.contains("UTF-16") && wide.contains("city.toml:1:1"), "{wide}");
            assert!(wide.contains("schema = 1"), "{wide}");
        }
        let zero = shown(b"schema = 1\nname = \"a\0b\"\n");
        assert!(zero.contains("city.toml:2:10") && zero.contains("byte of 0"), "{zero}");
    }

    #[test]
    fn no_bytes_make_it_panic() {
        for seed in 0..2_000_u32 {
            let byte =
                |place: u32| (seed.wrapping_mul(2_654_435_761) >> (place % 24)).to_le_bytes()[0];
            let bytes: Vec<u8> = (0..seed % 70).map(byte).collect();
            let text = decode("city.toml", &bytes);
            assert!(text.is_ok() || !text.unwrap_err().findings.is_empty());
        }
    }

    #[test]
    fn plain_text_is_read_as_it_is() {
        for text in ["", "a", "£7m", "\u{feff}schema = 1"] {
            assert_eq!(decode("city.toml", text.as_bytes()).unwrap(), text);
        }
    }
}
