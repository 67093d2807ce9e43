//! Reads the header of basic authentication.

/// The user and the password; none where the header is not of that form.
pub(super) fn user_and_password(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(decoded(encoded.trim())?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// The bytes of a text in base64, with or without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    if text.len() % 4 == 1 {
        return None;
    }
    let (mut bits, mut count) = (0_u32, 0_u32);
    let mut bytes = Vec::new();
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or(0));
        }
        // What is above the bits not yet written is done with.
        bits &= (1 << count) - 1;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_colon_parts_user_and_password() {
        let read = |header| user_and_password(header);
        let pair = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(read("Basic dXNlcjpwYTpzcw=="), pair("user", "pa:ss"));
        assert_eq!(read("basic dXNlcjo="), pair("user", ""));
        assert_eq!(read("Basic dXNlcg=="), None);
        assert_eq!(read("Basic user:pass"), None);
        assert_eq!(read("Bearer dXNlcjpwYTpzcw=="), None);
    }
}
