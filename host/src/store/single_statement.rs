//! Tells one SQL statement from several.
//!
//! DuckDB's client library would run all but the last without a word. What a statement may do is not
//! decided here: the connection is read-only and locked.

use super::error::QueryError;

/// Returns the statement without what follows its semicolon.
pub(super) fn single_statement(sql: &str) -> Result<&str, QueryError> {
    let mut end = None;
    let mut empty = true;
    let mut rest = sql;
    while let Some(character) = rest.chars().next() {
        let at = sql.len() - rest.len();
        let length = token(rest, character);
        let meaningful = !character.is_whitespace() && !is_comment(rest);
        if character == ';' {
            end = end.or(Some(at));
        } else if meaningful {
            if end.is_some() && !empty {
                return Err(QueryError::Several);
            }
            empty = false;
            end = None;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    if empty {
        Err(QueryError::Empty)
    } else {
        Ok(sql.get(..end.unwrap_or(sql.len())).unwrap_or(sql).trim())
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with("--") || text.starts_with("/*")
}

/// Returns the length of the comment, string, quoted name or character that the text starts with.
fn token(text: &str, first: char) -> usize {
    let (opening, closing) = match first {
        '-' if text.starts_with("--") => (2, "\n".to_owned()),
        '/' if text.starts_with("/*") => (2, "*/".to_owned()),
        '\'' => (1, "'".to_owned()),
        '"' => (1, "\"".to_owned()),
        '$' => match dollar_quote(text) {
            Some(quote) => (quote.len(), quote.to_owned()),
            None => return 1,
        },
        other => return other.len_utf8(),
    };
    text.get(opening..)
        .and_then(|inner| inner.find(&closing))
        .map_or(text.len(), |found| opening + found + closing.len())
}

/// Returns the `$tag$` that the text starts with.
fn dollar_quote(text: &str) -> Option<&str> {
    let inner = text.get(1..)?;
    let length = inner.find('$')?;
    let tag = inner.get(..length)?;
    let is_tag = tag
        .chars()
        .all(|character| character.is_alphanumeric() || character == '_')
        && !tag.starts_with(|character: char| character.is_ascii_digit());
    if is_tag { text.get(..length + 2) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_may_end_with_a_semicolon_and_a_comment() {
        assert_eq!(
            single_statement(" SELECT 1 ; -- the end\n ;").unwrap(),
            "SELECT 1"
        );
    }

    #[test]
    fn a_semicolon_in_a_string_a_name_or_a_comment_ends_nothing() {
        for sql in [
            "SELECT ';', 'it''s;'",
            "SELECT 1 AS \"a;b\"",
            "SELECT /* ; */ 1",
            "SELECT 1 -- ; no\n + 1",
            "SELECT $$a;b$$, $x$;$x$",
        ] {
            assert_eq!(single_statement(sql).unwrap(), sql);
        }
    }

    #[test]
    fn a_second_statement_is_refused() {
        assert!(matches!(
            single_statement("SELECT 1; SELECT 2"),
            Err(QueryError::Several)
        ));
        assert!(matches!(
            single_statement("SELECT 'a;b'; DROP TABLE x;"),
            Err(QueryError::Several)
        ));
    }

    #[test]
    fn nothing_but_comments_is_no_statement() {
        for sql in ["", "  ;;", "-- only this", "/* open"] {
            assert!(
                matches!(single_statement(sql), Err(QueryError::Empty)),
                "{sql:?}"
            );
        }
    }

    #[test]
    fn text_in_any_script_and_parameters_are_read_to_the_end() {
        for sql in ["SELECT 'Zoë 株式会社', $1", "SELECT '€", "SELECT $é"] {
            assert_eq!(single_statement(sql).unwrap(), sql);
        }
    }
}
