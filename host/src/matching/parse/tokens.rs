//! Cuts folded text into tokens.

/// Returns the tokens of folded text: letters and digits, “and” for `&` and `+`, initials joined.
pub(in crate::matching) fn tokens(text: &str) -> Vec<String> {
    join_initials(split(text))
}

/// Splits at everything that is not a letter, digit or apostrophe; the apostrophes go.
fn split(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut end = |token: &mut String| {
        if !token.is_empty() {
            tokens.push(std::mem::take(token));
        }
    };
    for letter in text.chars() {
        match letter {
            '\'' => {}
            '&' | '+' => {
                end(&mut token);
                end(&mut "and".to_owned());
            }
            _ if letter.is_alphanumeric() => token.push(letter),
            _ => end(&mut token),
        }
    }
    end(&mut token);
    tokens
}

/// Joins runs of single letters (r.r.t., r r t, a & r) and reads the `n` of rock ’n’ roll as “and”.
fn join_initials(tokens: Vec<String>) -> Vec<String> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (run, length) = initials(&tokens[at..]);
        if run.len() > 1 {
            joined.push(run);
            at += length;
            continue;
        }
        let between_words =
            !joined.is_empty() && tokens.get(at + 1).is_some_and(|next| next.len() > 1);
        joined.push(if token == "n" && between_words {
            "and".to_owned()
        } else {
            token.clone()
        });
        at += 1;
    }
    joined
}

/// Returns the single letters at the start, joined, and how many tokens they are; an “and” between
/// two of them is dropped.
fn initials(tokens: &[String]) -> (String, usize) {
    let mut run = String::new();
    let mut length = 0;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if is_single_letter(token) {
            run.push_str(token);
            at += 1;
            length = at;
        } else if token == "and" && !run.is_empty() {
            at += 1;
        } else {
            break;
        }
    }
    (run, length)
}

fn is_single_letter(token: &str) -> bool {
    let mut letters = token.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_one_token_however_they_are_written() {
        for text in [
            "r.r.t. foods",
            "r r t foods",
            "r & r & t foods",
            "rrt foods",
        ] {
            assert_eq!(tokens(text), ["rrt", "foods"], "{text}");
        }
        assert_eq!(tokens("a & r"), ["ar"]);
    }

    #[test]
    fn every_and_is_the_same() {
        for text in [
            "salt & stone",
            "salt + stone",
            "salt n stone",
            "salt 'n' stone",
        ] {
            assert_eq!(tokens(text), ["salt", "and", "stone"], "{text}");
        }
    }

    #[test]
    fn apostrophes_do_not_cut() {
        assert_eq!(
            tokens("joe's o'malley bar-b-q"),
            ["joes", "omalley", "bar", "bq"]
        );
    }
}
