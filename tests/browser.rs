//! A headless Chromium that opens pages as a person's browser does, and tells what they did.
//!
//! It is that of `chromedriver` on the path. Where there is none, tests of pages say that they are skipped.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use url::Url;

use crate::webdriver::Session;

/// Keys that have no character, as WebDriver writes them.
pub(crate) mod keys {
    pub(crate) const TAB: &str = "\u{e004}";
    pub(crate) const ENTER: &str = "\u{e007}";
}

/// What a page is shown on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Medium {
    Screen,
    Paper,
}

/// The colours that a person prefers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Colours {
    Light,
    Dark,
}

/// A browser with one page.
pub(crate) struct Browser {
    session: Session,
    /// The page that was opened, and what was read of the logs since.
    page: RefCell<Option<Url>>,
    messages: RefCell<Vec<Value>>,
    events: RefCell<Vec<Value>>,
}

impl Browser {
    /// Starts a browser; where there is none, says so, and the test has nothing to do.
    pub(crate) fn start() -> Option<Self> {
        match Session::start() {
            Ok(session) => Some(Self {
                session,
                page: RefCell::default(),
                messages: RefCell::default(),
                events: RefCell::default(),
            }),
            Err(missing) => {
                eprintln!("SKIPPED: {missing} (apt-get install chromium chromium-driver)");
                None
            }
        }
    }

    /// The ids of the processes that end with it.
    pub(crate) fn processes(&self) -> [u32; 2] {
        self.session.processes()
    }

    /// Opens a file, and returns when it is loaded with all that it names.
    pub(crate) fn open(&self, file: &Path) {
        let page = Url::from_file_path(file).unwrap();
        self.read_logs();
        self.messages.take();
        self.events.take();
        self.session.command("url", &json!({"url": page.as_str()}));
        self.page.replace(Some(page));
    }

    /// Shows the page on a medium, to a person who prefers such colours.
    pub(crate) fn emulate(&self, medium: Medium, colours: Colours) {
        let medium = match medium {
            Medium::Screen => "screen",
            Medium::Paper => "print",
        };
        let colours = match colours {
            Colours::Light => "light",
            Colours::Dark => "dark",
        };
        let features = json!([{"name": "prefers-color-scheme", "value": colours}]);
        let media = json!({"media": medium, "features": features});
        self.session
            .chromium_command("Emulation.setEmulatedMedia", &media);
    }

    /// Gives the page so many pixels to show itself in. A window, which has a frame, could not be as narrow
    /// as a telephone.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.session
            .chromium_command("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Runs the body of a function in the page. What it returns comes back as JSON; a promise is awaited.
    pub(crate) fn run(&self, script: &str) -> Value {
        let call = json!({"script": script, "args": []});
        self.session.command("execute/sync", &call)
    }

    /// Clicks on the first element that a CSS selector chooses, which must be where a person could click.
    pub(crate) fn click(&self, selector: &str) {
        self.element_command(selector, "click", &json!({}));
    }

    /// Gives an element the focus, and types into it, [`keys`] too.
    pub(crate) fn type_into(&self, selector: &str, text: &str) {
        self.element_command(selector, "value", &json!({"text": text}));
    }

    /// Presses a key, one of [`keys`] or a character, wherever the focus is.
    pub(crate) fn press(&self, key: &str) {
        let strokes = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": strokes});
        self.session
            .command("actions", &json!({"actions": [keyboard]}));
    }

    /// Takes a picture of what is visible, for a person to look at, and says where it lies.
    pub(crate) fn screenshot(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(name).with_extension("png");
        let picture = self
            .session
            .chromium_command("Page.captureScreenshot", &json!({}));
        std::fs::write(&file, bytes(&picture["data"])).unwrap();
        file
    }

    /// Prints the page, and returns the PDF.
    pub(crate) fn print(&self) -> Vec<u8> {
        bytes(&self.session.command("print", &json!({})))
    }

    /// The errors and warnings in the console since the page was opened: those of its scripts, of what did not
    /// load, and of what the page's own policy forbids.
    pub(crate) fn console_errors(&self) -> Vec<String> {
        self.read_logs();
        let messages = self.messages.borrow();
        messages
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .map(|entry| entry["message"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The addresses that the page wanted to have something from since it was opened, but for its own file and
    /// for what lies in itself. A connection that is opened ahead of any request is not among them.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.read_logs();
        let page = self.page.borrow();
        let page = page.as_ref().map_or("", |page| page.as_str());
        let events = self.events.borrow();
        let addresses = events.iter().filter_map(wanted_address);
        addresses
            .filter(|address| !address.starts_with("data:"))
            .filter(|address| address.split(['?', '#']).next() != Some(page))
            .collect()
    }

    /// Takes over what the logs have: they give each entry once.
    fn read_logs(&self) {
        self.messages
            .borrow_mut()
            .extend(self.session.log("browser"));
        self.events
            .borrow_mut()
            .extend(self.session.log("performance"));
    }

    fn element_command(&self, selector: &str, command: &str, parameters: &Value) {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.session.command("element", &wanted);
        // The one field of the answer has the name that the standard gave it, a number.
        let id = found.as_object().unwrap().values().next().unwrap();
        let path = format!("element/{}/{command}", id.as_str().unwrap());
        self.session.command(&path, parameters);
    }
}

/// The address that an event of the performance log is about, where it is a page's wish for it.
fn wanted_address(entry: &Value) -> Option<String> {
    let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
    let event = &event["message"];
    let parameters = &event["params"];
    let address = match event["method"].as_str().unwrap() {
        // The browser's own first page is still loading its parts while the test opens another one.
        "Network.requestWillBeSent" if is_of_the_browser(&parameters["documentURL"]) => None,
        "Network.requestWillBeSent" => Some(&parameters["request"]["url"]),
        "Network.webSocketCreated" => Some(&parameters["url"]),
        _ => None,
    };
    address.map(|address| address.as_str().unwrap().to_owned())
}

fn is_of_the_browser(document: &Value) -> bool {
    let document = document.as_str().unwrap();
    document.starts_with("chrome:") || document.starts_with("chrome-untrusted:")
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64.decode(text.as_str().unwrap()).unwrap()
}
