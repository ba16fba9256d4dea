//! How wide words are, without asking a browser: what is drawn many times a second can't be measured each time, and the
//! same words stand in files.

/// Width of a letter of the diagrams' font, at its size.
const LETTER_PX: f64 = 6.7;
/// The size that the font has in diagrams.
const FONT_PX: f64 = 11.0;

/// Width of a text in the font of the diagrams, or a little more.
pub fn width_px(text: &str) -> f64 {
    text.chars().map(letter_px).sum()
}

/// As much of a text as has room in a font of this size, with an ellipsis if that is not all of it.
pub fn cut(text: &str, room_px: f64, font_px: f64) -> String {
    let room_px = room_px * FONT_PX / font_px;
    if width_px(text) <= room_px {
        return text.to_owned();
    }
    let mut end_px = LETTER_PX;
    let kept = text.chars().take_while(|letter| {
        end_px += letter_px(*letter);
        end_px <= room_px
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

/// Other scripts' letters come from other fonts, and are wider.
fn letter_px(letter: char) -> f64 {
    match letter {
        '\0'..='\u{58f}' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{21ff}' => LETTER_PX,
        _ => 2.0 * LETTER_PX,
    }
}
