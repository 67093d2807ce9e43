//! Takes off how a server has packed a body, or refuses what nobody asked for.
//!
//! Only gzip is asked for. In a body that is packed in another way, or twice, no secret can be found, so it goes
//! no further.

use std::io::Write as _;

use flate2::write::MultiGzDecoder;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName,
    HeaderValue, RANGE, TRANSFER_ENCODING,
};

use super::client::Fault;
use super::text;

/// How bodies of the formats begin that HTTP packs in: gzip, zstd, and zlib in three strengths.
const SIGNS: [&[u8]; 5] = [
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\x78\x01",
    b"\x78\x9c",
    b"\x78\xda",
];

/// Asks for what can be taken off. A part of a packed body could not be unpacked, so a part is asked for as it is.
pub(super) fn ask(headers: &mut HeaderMap) {
    let asked = match headers.contains_key(RANGE) {
        true => "identity",
        false => "gzip",
    };
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(asked));
}

/// Collects a body as it was before it was packed.
pub(super) struct Unpacker {
    kind: Kind,
    limit: u64,
    has_begun: bool,
}

enum Kind {
    Plain(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
    /// Packed in a way that nobody asked for.
    Strange(String),
}

impl Unpacker {
    /// Reads the headers of an answer. Those that say how its body was packed are taken away where they no longer hold.
    pub(super) fn of(headers: &mut HeaderMap, announced: usize, limit: u64) -> Self {
        let body = Bounded {
            bytes: Vec::with_capacity(announced),
            limit,
            is_over: false,
        };
        let content = packings(headers, &CONTENT_ENCODING);
        let transfer = packings(headers, &TRANSFER_ENCODING);
        let kind = match (content.as_slice(), transfer.as_slice()) {
            ([], []) => Kind::Plain(body),
            ([one], []) if matches!(one.as_str(), "gzip" | "x-gzip") => {
                headers.remove(CONTENT_ENCODING);
                headers.remove(CONTENT_LENGTH);
                Kind::Gzip(Box::new(MultiGzDecoder::new(body)))
            }
            (_, []) => Kind::Strange(format!("Content-Encoding {}", content.join(", "))),
            _ => Kind::Strange(format!("Transfer-Encoding {}", transfer.join(", "))),
        };
        Self {
            kind,
            limit,
            has_begun: false,
        }
    }

    /// Adds a piece of the body.
    ///
    /// # Errors
    /// Fails where it is packed in a way that nobody asked for or cannot be unpacked, and where what comes out of it
    /// is too large.
    pub(super) fn add(&mut self, piece: &[u8]) -> Result<(), Fault> {
        if piece.is_empty() {
            return Ok(());
        }
        self.has_begun = true;
        let (outcome, is_over) = match &mut self.kind {
            Kind::Strange(how) => return Err(refused(how)),
            Kind::Plain(body) => (body.write_all(piece), body.is_over),
            Kind::Gzip(decoder) => (decoder.write_all(piece), decoder.get_ref().is_over),
        };
        self.outcome(outcome, is_over)
    }

    /// How many bytes came out so far.
    pub(super) fn len(&self) -> usize {
        match &self.kind {
            Kind::Strange(_) => 0,
            Kind::Plain(body) => body.bytes.len(),
            Kind::Gzip(decoder) => decoder.get_ref().bytes.len(),
        }
    }

    /// Returns the whole body.
    ///
    /// # Errors
    /// As [`Unpacker::add`]; also where a body that should be text is packed without saying so, or once more.
    pub(super) fn finish(mut self, headers: &HeaderMap) -> Result<Vec<u8>, Fault> {
        if !self.has_begun {
            // The answer to HEAD says how the body would be packed, and has none.
            return Ok(Vec::new());
        }
        if let Kind::Gzip(decoder) = &mut self.kind {
            let outcome = decoder.try_finish();
            let is_over = decoder.get_ref().is_over;
            self.outcome(outcome, is_over)?;
        }
        let body = match self.kind {
            Kind::Strange(how) => return Err(refused(&how)),
            Kind::Plain(body) => body.bytes,
            Kind::Gzip(decoder) => match decoder.finish() {
                Ok(body) => body.bytes,
                Err(error) => return Err(unreadable(&error)),
            },
        };
        if should_be_text(headers) && SIGNS.iter().any(|sign| body.starts_with(sign)) {
            return Err(refused("compressed data in the place of a text"));
        }
        Ok(body)
    }

    fn outcome(&self, outcome: std::io::Result<()>, is_over: bool) -> Result<(), Fault> {
        match outcome {
            _ if is_over => Err(Fault::TooLarge(self.limit)),
            Ok(()) => Ok(()),
            Err(error) => Err(unreadable(&error)),
        }
    }
}

/// What comes out of a body, up to a limit: a small one can unpack to any size.
struct Bounded {
    bytes: Vec<u8>,
    limit: u64,
    is_over: bool,
}

impl std::io::Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.limit {
            self.is_over = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// How a header says that the body was packed, over all its lines, in lower case; what leaves it as it is is left out.
fn packings(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    headers
        .get_all(name)
        .iter()
        .flat_map(|line| {
            let line = String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase();
            let words: Vec<String> = line
                .split(',')
                .map(|word| text::printable(word.trim()))
                .collect();
            words
        })
        .filter(|word| !matches!(word.as_str(), "" | "identity" | "chunked"))
        .collect()
}

/// Whether the answer says that its body is text, or does not say what it is.
fn should_be_text(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE) else {
        return true;
    };
    let kind = String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase();
    ["text", "json", "xml", "html", "csv", "form-urlencoded"]
        .iter()
        .any(|word| kind.contains(word))
}

fn refused(how: &str) -> Fault {
    Fault::Unasked(format!("it sent {how}, but at most gzip was requested"))
}

fn unreadable(error: &std::io::Error) -> Fault {
    Fault::Broken(format!("the body cannot be decompressed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(transfer: &'static str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(TRANSFER_ENCODING, HeaderValue::from_static(transfer));
        let mut unpacker = Unpacker::of(&mut headers, 0, 100);
        unpacker.add(body)?;
        unpacker.finish(&headers)
    }

    #[test]
    fn a_transfer_that_is_packed_is_refused_like_a_body_that_is() {
        assert_eq!(unpacked("chunked", b"{}"), Ok(b"{}".to_vec()));
        for how in ["gzip, chunked", "deflate", "gzip"] {
            let fault = unpacked(how, b"{}").unwrap_err();
            assert!(
                matches!(&fault, Fault::Unasked(why) if why.contains("Transfer-Encoding ")),
                "{how}: {fault:?}"
            );
        }
    }

    #[test]
    fn what_a_server_calls_its_packing_cannot_steer_a_terminal() {
        let mut headers = HeaderMap::new();
        let name = HeaderValue::from_bytes("\u{9b}2Jbr".as_bytes()).unwrap();
        headers.insert(CONTENT_ENCODING, name);
        let fault = Unpacker::of(&mut headers, 0, 100).add(b"x").unwrap_err();
        let Fault::Unasked(why) = fault else {
            panic!("{fault:?}");
        };
        assert!(!why.contains(char::is_control), "{why:?}");
    }
}
