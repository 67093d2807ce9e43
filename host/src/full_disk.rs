//! What to say where a disk is full: the message of the system names the fault and not what to do.

use std::fmt::Display;

/// How systems say that a file cannot grow: no room, a quota, or a limit on the size of files.
const WORDS: [&str; 3] = [
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
];

/// Returns what a person does about an error, to be put after it; empty where the disk is not full.
///
/// By its words, since the database hands on nothing else.
pub(crate) fn remedy(error: &impl Display) -> &'static str {
    let text = error.to_string();
    if WORDS.iter().any(|words| text.contains(words)) {
        "; make room on that disk and run again"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::remedy;

    #[cfg(unix)]
    #[test]
    fn a_disk_that_is_full_has_a_remedy_and_other_faults_have_none() {
        for code in [27, 28, 122] {
            let full = std::io::Error::from_raw_os_error(code);
            assert!(remedy(&full).contains("make room"), "{full}");
        }
        let denied = std::io::Error::from_raw_os_error(13);
        assert_eq!(remedy(&denied), "");
    }
}
