//! A browser that opens one page, prints it and ends, or is ended.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::{PdfError, browser};
use crate::base::{drafts::WorkFolder, files, safe_text::is_harmful};

/// A page takes a second or two. A browser that waits for something else waits for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often the browser is looked at. Short against its start.
const POLL: Duration = Duration::from_millis(10);

/// How many of the last lines that the browser said a message has, and how many characters of each.
const LINES_TOLD: usize = 5;
const CHARACTERS_TOLD: usize = 200;

/// No window, nothing that the browser fetches or tells of its own accord, and nothing that the page could
/// reach: all requests go through a proxy that is not there, those to this machine too, and no name is found.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
];

/// Prints an HTML page that needs nothing but itself, with the first browser that is found.
///
/// The browser has a profile of its own, so that none of a person's extensions, cookies and settings have a
/// part in it, and no network. It is ended after a minute.
///
/// # Errors
///
/// See [`PdfError`]. What lay at `pdf` before is then still there.
pub fn print_pdf(html: &Path, pdf: &Path) -> Result<(), PdfError> {
    let browser =
        browser::find(|name| std::env::var_os(name)).ok_or_else(|| PdfError::NoBrowser {
            page: html.to_owned(),
        })?;
    print_with(&browser, html, pdf, PATIENCE)
}

/// As [`print_pdf`], with this browser.
pub(super) fn print_with(
    browser: &Path,
    html: &Path,
    pdf: &Path,
    patience: Duration,
) -> Result<(), PdfError> {
    let no_room = |source| PdfError::Folder {
        pdf: pdf.to_owned(),
        source,
    };
    let scratch = Scratch::beside(pdf).map_err(no_room)?;
    // A browser that cannot read a page prints one that says so, and ends well. It can read what lies where
    // it writes.
    fs::copy(html, scratch.page()).map_err(|source| PdfError::Page {
        page: html.to_owned(),
        source,
    })?;
    run(browser, &scratch, patience)?;
    let printed = fs::read(scratch.pdf()).unwrap_or_default();
    if !is_whole(&printed) {
        return Err(PdfError::NothingPrinted {
            browser: browser.to_owned(),
            said: scratch.said(),
        });
    }
    files::replace(pdf, &printed).map_err(|source| PdfError::Place {
        pdf: pdf.to_owned(),
        source,
    })
}

/// Beside the PDF and not hidden: a browser that is confined sees no other temporary folder.
fn private_folder_beside(pdf: &Path) -> io::Result<WorkFolder> {
    WorkFolder::new("seatwise-print-", files::folder_of(pdf))
}

/// Whether it begins and ends as a PDF does.
fn is_whole(printed: &[u8]) -> bool {
    printed.starts_with(b"%PDF-") && printed.trim_ascii_end().ends_with(b"%%EOF")
}

/// The folder of one print, which only this user can enter, and which is removed with all that is in it.
struct Scratch {
    /// The path, from the root on: the page is addressed by it.
    path: PathBuf,
    _folder: WorkFolder,
}

impl Scratch {
    fn beside(pdf: &Path) -> io::Result<Self> {
        let folder = private_folder_beside(pdf)?;
        Ok(Self {
            path: std::path::absolute(folder.path())?,
            _folder: folder,
        })
    }

    fn page(&self) -> PathBuf {
        self.path.join("page.html")
    }

    fn pdf(&self) -> PathBuf {
        self.path.join("page.pdf")
    }

    fn messages(&self) -> PathBuf {
        self.path.join("messages")
    }

    /// Where the browser keeps what it would keep of a person.
    fn profile(&self) -> PathBuf {
        self.path.join("profile")
    }

    /// The last lines that the browser said, in one, without what would move a terminal's cursor.
    fn said(&self) -> String {
        let bytes = fs::read(self.messages()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<_> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let last = &lines[lines.len().saturating_sub(LINES_TOLD)..];
        let told = last.iter().map(|line| -> String {
            let characters = line.trim().chars().filter(|c| !is_harmful(*c));
            characters.take(CHARACTERS_TOLD).collect()
        });
        match told.collect::<Vec<_>>().join(" | ") {
            nothing if nothing.is_empty() => "nothing".to_owned(),
            told => told,
        }
    }
}

/// Runs the browser to its end.
fn run(browser: &Path, scratch: &Scratch, patience: Duration) -> Result<(), PdfError> {
    let fault = |source| PdfError::Start {
        browser: browser.to_owned(),
        source,
    };
    let messages = File::create(scratch.messages()).map_err(fault)?;
    let page = Url::from_file_path(scratch.page())
        .map_err(|()| fault(io::Error::other("the folder has no address")))?;
    let mut command = Command::new(browser);
    command
        .args(ARGUMENTS)
        .args(sandbox())
        .arg(assigned("--user-data-dir=", &scratch.profile()))
        .arg(assigned("--print-to-pdf=", &scratch.pdf()))
        .arg(page.as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(messages);
    // A group of its own, to be ended with all that it starts.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(fault)?;
    match wait(&mut child, Instant::now() + patience).map_err(fault)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(PdfError::Failed {
            browser: browser.to_owned(),
            status,
            said: scratch.said(),
        }),
        None => Err(PdfError::Late {
            browser: browser.to_owned(),
            patience,
            said: scratch.said(),
        }),
    }
}

/// Chromium keeps a page in a sandbox, and refuses to start for root with one. Root, in a container, mostly,
/// has a page of ours printed without it.
fn sandbox() -> Option<&'static str> {
    #[cfg(unix)]
    if rustix::process::geteuid().is_root() {
        return Some("--no-sandbox");
    }
    None
}

fn assigned(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}

/// Waits until the deadline, and then ends the browser; returns none when it had to.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            end(child)?;
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

/// Ends the browser and the processes that it started.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        // Nobody has waited for it, so that its id is still its own. A group in which all have just ended
        // cannot be ended on every system.
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }
    // Elsewhere its processes end automatically when the first one is gone.
    child.kill()?;
    child.wait()?;
    Ok(())
}
