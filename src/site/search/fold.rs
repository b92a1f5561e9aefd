//! The words of a text as they are looked for; `search.js` folds a query in the same way.

/// The words of a text, each once and in order: lower case, without accents, of at least two letters; in scripts without spaces each
/// character is a word.
pub(super) fn folded(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let end = |word: &mut String, words: &mut Vec<String>| {
        if word.chars().nth(1).is_some() || word.starts_with(|c: char| c.is_ascii_digit()) {
            words.push(word.clone());
        }
        word.clear();
    };
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            'A'..='Z' => word.push(c.to_ascii_lowercase()),
            // `Don't` is one word.
            '\'' | '’' => {}
            c if c.is_ascii() => end(&mut word, &mut words),
            c => {
                for c in plain(c).chars() {
                    match c {
                        c if is_wide(c) => {
                            end(&mut word, &mut words);
                            words.push(c.to_string());
                        }
                        c if c.is_alphanumeric() => word.push(c),
                        '\'' | '’' => {}
                        _ => end(&mut word, &mut words),
                    }
                }
            }
        }
    }
    end(&mut word, &mut words);
    words.sort_unstable();
    words.dedup();
    words
}

/// A character in lower case, Latin letters without their marks.
fn plain(c: char) -> String {
    let latin = ('\u{c0}'..='\u{24f}').contains(&c) || ('\u{1e00}'..='\u{1eff}').contains(&c);
    match deunicode::deunicode_char(c).filter(|_| latin) {
        Some(bare) => bare.to_lowercase(),
        None => c.to_lowercase().collect(),
    }
}

/// Chinese, Japanese, Thai and the like.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_as_a_reader_types_them() {
        let words = folded("Don’t Émile-Zola’s 7 C++ straße, 会议 a Привет");
        assert_eq!(words, ["7", "dont", "emile", "strasse", "zolas", "привет", "会", "议"]);
    }
}
