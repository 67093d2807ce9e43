//! Prints with programs that behave as browsers do on bad days, and with a real browser.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::browser::find;

/// A folder with a page, and with what stands in for a browser.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let page = "<!doctype html><meta charset=utf-8><title>A review</title><p>Seats";
        fs::write(folder.path().join("review.html"), page).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Finds a browser where these are the variables of the environment.
fn found(variables: &[(&str, &Path)]) -> Option<PathBuf> {
    find(|name| {
        let variable = variables.iter().find(|(own, _)| *own == name)?;
        Some(OsString::from(variable.1))
    })
}

#[test]
fn the_browser_that_is_named_comes_before_all_that_are_installed() {
    let place = Place::new();
    fs::write(place.path("chromium"), "").unwrap();
    let named = Path::new("/opt/of/mine/chrome");
    let variables = [("PATH", place.0.path()), ("SEATWISE_CHROMIUM", named)];
    assert_eq!(found(&variables).as_deref(), Some(named));
    // A variable that is empty names nothing.
    let variables = [
        ("PATH", place.0.path()),
        ("SEATWISE_CHROMIUM", Path::new("")),
    ];
    assert_eq!(found(&variables), on_path(&place, "chromium"));
}

fn on_path(place: &Place, name: &str) -> Option<PathBuf> {
    Some(place.path(&format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

#[cfg(all(unix, not(target_os = "macos")))]
mod on_unix {
    use std::process::Command;
    use std::time::Duration;

    use super::super::PdfError;
    use super::super::print::print_with;
    use super::*;

    /// Longer than any of the stand-ins takes, even on a busy machine.
    const PLENTY: Duration = Duration::from_secs(60);

    impl Place {
        /// A program of these lines of shell; `$pdf` is where the PDF is wanted.
        fn program(&self, lines: &str) -> PathBuf {
            let program = self.path("browser");
            let text = format!(
                "#!/bin/sh\nfor argument; do case $argument in --print-to-pdf=*) pdf=${{argument#*=}};; esac; done\n{lines}\n"
            );
            // By another process: one that writes a program cannot start it while a third copies its files.
            let written = Command::new("sh")
                .args(["-c", "printf %s \"$1\" > \"$0\" && chmod 700 \"$0\""])
                .args([program.as_os_str(), text.as_ref()])
                .status();
            assert!(written.unwrap().success());
            program
        }

        fn print(&self, program: &Path, patience: Duration) -> Result<(), PdfError> {
            let page = self.path("review.html");
            print_with(program, &page, &self.path("review.pdf"), patience)
        }

        /// The names of all that lies in the folder.
        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(self.0.path()).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<_> = names.collect();
            names.sort();
            names
        }
    }

    #[test]
    fn the_names_of_browsers_are_looked_for_in_their_order_on_the_whole_path() {
        let (first, second) = (Place::new(), Place::new());
        let path = std::env::join_paths([first.0.path(), second.0.path()]).unwrap();
        let variables = [("PATH", Path::new(&path))];
        assert_eq!(found(&variables), None);
        fs::write(first.path("microsoft-edge"), "").unwrap();
        assert_eq!(found(&variables), on_path(&first, "microsoft-edge"));
        fs::write(second.path("chromium"), "").unwrap();
        assert_eq!(found(&variables), on_path(&second, "chromium"));
    }

    #[test]
    fn a_program_in_the_folder_where_one_is_is_no_browser() {
        let place = Place::new();
        fs::write(place.path("chromium"), "").unwrap();
        let up: PathBuf = std::env::current_dir()
            .unwrap()
            .iter()
            .skip(1)
            .map(|_| "..")
            .collect();
        let relative = up.join(place.0.path().strip_prefix("/").unwrap());
        assert!(relative.join("chromium").is_file());
        assert_eq!(found(&[("PATH", &relative)]), None);
    }

    #[test]
    fn a_page_is_printed_from_a_private_folder_of_which_nothing_is_left() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = Place::new();
        let program = place.program(
            "printf '%s\\n' \"$@\" > \"${0%/*}/arguments\"
            stat -c %a \"${pdf%/*}\" >> \"${0%/*}/arguments\"
            printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$pdf\"",
        );
        place.print(&program, PLENTY).unwrap();
        assert_eq!(
            fs::read(place.path("review.pdf")).unwrap(),
            b"%PDF-1.4\n%%EOF\n"
        );
        let mode = fs::metadata(place.path("review.pdf"))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        let arguments = fs::read_to_string(place.path("arguments")).unwrap();
        let lines: Vec<_> = arguments.lines().collect();
        let folder = format!("{}/seatwise-print-", place.0.path().display());
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with(&format!("--user-data-dir={folder}"))),
            "{lines:?}"
        );
        assert_eq!(lines.last(), Some(&"700"));
        // Chromium's own sandbox is switched off only for root.
        assert_eq!(
            lines.contains(&"--no-sandbox"),
            rustix::process::geteuid().is_root()
        );
        assert_eq!(
            place.names(),
            ["arguments", "browser", "review.html", "review.pdf"]
        );
    }

    #[test]
    fn a_browser_that_fails_is_quoted() {
        let place = Place::new();
        let program = place.program(
            "for line in 1 2 3 4 5 6 7; do printf 'line %s\\033[2J\\n' $line >&2; done; printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$pdf\"; exit 3",
        );
        let error = place.print(&program, PLENTY).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, PdfError::Failed { .. }), "{error:?}");
        assert!(
            text.ends_with("it ended with exit status: 3 and said: line 3[2J | line 4[2J | line 5[2J | line 6[2J | line 7[2J"),
            "{text}"
        );
        assert_eq!(place.names(), ["browser", "review.html"]);
    }

    #[test]
    fn what_is_no_whole_pdf_replaces_none() {
        for lines in [
            "",
            "printf 'An error\\n' > \"$pdf\"",
            "printf '%%PDF-1.4\\nhalf of it' > \"$pdf\"",
            "printf '<p>%%%%EOF' > \"$pdf\"",
            ": > \"$pdf\"",
        ] {
            let place = Place::new();
            fs::write(place.path("review.pdf"), "the one of last quarter").unwrap();
            let error = place.print(&place.program(lines), PLENTY).unwrap_err();
            assert!(
                matches!(error, PdfError::NothingPrinted { .. }),
                "{lines}: {error:?}"
            );
            assert!(error.to_string().ends_with("it said: nothing"), "{error}");
            assert_eq!(
                fs::read_to_string(place.path("review.pdf")).unwrap(),
                "the one of last quarter"
            );
            assert_eq!(place.names(), ["browser", "review.html", "review.pdf"]);
        }
    }

    #[test]
    fn a_browser_that_hangs_is_ended_with_all_that_it_started() {
        let place = Place::new();
        let program = place.program("sleep 600 & echo $! > \"${0%/*}/child\"; wait");
        // On a busy machine a program may not even have begun after a moment.
        let child = [100, 1_000, 10_000].into_iter().find_map(|patience| {
            let error = place.print(&program, Duration::from_millis(patience));
            let error = error.unwrap_err();
            assert!(matches!(error, PdfError::Late { .. }), "{error:?}");
            let text = fs::read_to_string(place.path("child")).unwrap_or_default();
            text.trim().parse::<u32>().ok()
        });
        let status = format!("/proc/{}/stat", child.unwrap());
        // It may be dead and not yet waited for, by whoever inherited it.
        let runs = || {
            let status = fs::read_to_string(&status).unwrap_or_default();
            status.contains("(sleep)") && !status.contains("(sleep) Z")
        };
        for _ in 0..1_000 {
            if !runs() {
                break;
            }
            std::thread::park_timeout(Duration::from_millis(1));
        }
        assert!(!runs());
        assert_eq!(place.names(), ["browser", "child", "review.html"]);
    }

    #[test]
    fn a_browser_that_is_not_there_is_named() {
        let place = Place::new();
        let error = place.print(&place.path("nowhere"), PLENTY).unwrap_err();
        assert!(matches!(error, PdfError::Start { .. }), "{error:?}");
        assert!(error.to_string().contains("nowhere to print"), "{error}");
    }

    #[test]
    fn a_page_or_a_place_that_is_not_there_is_named() {
        let place = Place::new();
        let program = place.program("printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$pdf\"");
        let (page, pdf) = (place.path("review.html"), place.path("review.pdf"));
        let error = print_with(&program, &place.path("none.html"), &pdf, PLENTY);
        assert!(matches!(error, Err(PdfError::Page { .. })), "{error:?}");
        let error = print_with(&program, &page, &place.path("none/review.pdf"), PLENTY);
        assert!(matches!(error, Err(PdfError::Folder { .. })), "{error:?}");
        fs::create_dir(&pdf).unwrap();
        let error = print_with(&program, &page, &pdf, PLENTY);
        assert!(matches!(error, Err(PdfError::Place { .. })), "{error:?}");
        assert_eq!(place.names(), ["browser", "review.html", "review.pdf"]);
    }

    #[test]
    fn a_real_browser_prints_a_page_and_reaches_nothing() {
        let Some(browser) = find(|name| std::env::var_os(name)) else {
            eprintln!("SKIPPED: no Chromium (apt-get install chromium)");
            return;
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let place = Place::new();
        let page = format!(
            "<!doctype html><meta charset=utf-8><title>A review</title><p>Seats<img alt='' src='http://127.0.0.1:{port}/a'><img alt='' src='http://localhost:{port}/b'>"
        );
        fs::write(place.path("review.html"), page).unwrap();
        let ended = place.print(&browser, PLENTY);
        let asked = listener.accept();
        assert!(asked.is_err(), "{asked:?} {ended:?}");
        ended.unwrap();
        let printed = fs::read(place.path("review.pdf")).unwrap();
        assert!(printed.len() > 1_000 && printed.starts_with(b"%PDF-"));
        // The page that was printed is that one, and no page about an error.
        let title = b"(A review)";
        assert!(printed.windows(title.len()).any(|part| part == title));
        assert_eq!(place.names(), ["review.html", "review.pdf"]);
    }
}

#[test]
fn who_has_no_browser_is_told_what_to_do() {
    let page = PathBuf::from("review.html");
    let text = super::PdfError::NoBrowser { page }.to_string();
    for part in ["apt install chromium", "SEATWISE_CHROMIUM", "open the page"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
