//! A session with a headless Chromium, through its driver: JSON over HTTP on loopback, as WebDriver has it.

use std::io::{BufRead as _, BufReader, ErrorKind};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// A page that loads no end is an error of the test, and not a test without end.
const PATIENCE: Duration = Duration::from_secs(60);

/// What Chromium is started with: no window, nothing that it would fetch or tell of its own accord.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    // Its sandbox does not start for root, who runs the tests in a container.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // The part of memory that it would share among its processes is small in a container.
    "--disable-dev-shm-usage",
];

/// The driver, the one browser it drives, and the folder in which both leave their files.
pub(crate) struct Session {
    driver: Child,
    agent: ureq::Agent,
    /// The address of the session, below which its commands are.
    address: String,
    folder: TempDir,
    /// The process of the browser itself.
    browser: u32,
}

impl Session {
    /// Starts a browser, and says what is missing where there is none.
    pub(crate) fn start() -> Result<Self, String> {
        let folder = TempDir::new().unwrap();
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let driver = match started {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err("no chromedriver".to_owned());
            }
            started => started.unwrap(),
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            // A proxy of the environment is no way to loopback.
            .proxy(None);
        let mut session = Self {
            driver,
            agent: config.build().new_agent(),
            address: String::new(),
            folder,
            browser: 0,
        };
        session.open()?;
        Ok(session)
    }

    /// Waits for the driver, and asks it for a browser.
    fn open(&mut self) -> Result<(), String> {
        let sessions = format!("http://127.0.0.1:{}/session", self.port());
        let profile = self.folder.path().join("profile");
        let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        match self.ask(&sessions, &wanted) {
            Ok(opened) => {
                let id = opened["sessionId"].as_str().unwrap();
                self.address = format!("{sessions}/{id}");
                let process = opened["capabilities"]["goog:processID"].as_u64().unwrap();
                self.browser = process.try_into().unwrap();
                Ok(())
            }
            Err(message) if message.contains("cannot find Chrome binary") => {
                Err("no Chromium".to_owned())
            }
            Err(message) => panic!("chromedriver opened no session: {message}"),
        }
    }

    /// The port that the driver chose, which it says in a sentence once it listens.
    fn port(&mut self) -> u16 {
        let output = self.driver.stdout.as_mut().unwrap();
        let lines = BufReader::new(output).lines();
        for line in lines.map(Result::unwrap) {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return port.trim_end_matches('.').parse().unwrap();
            }
        }
        panic!("chromedriver ended before it listened");
    }

    /// The ids of the driver's process and of the browser's.
    pub(crate) fn processes(&self) -> [u32; 2] {
        [self.driver.id(), self.browser]
    }

    /// Carries out a command of the session; a refusal of the driver fails the test.
    pub(crate) fn command(&self, path: &str, parameters: &Value) -> Value {
        self.ask(&format!("{}/{path}", self.address), parameters)
            .unwrap_or_else(|message| panic!("{path} {parameters}: {message}"))
    }

    /// Carries out a command of Chromium's own protocol.
    pub(crate) fn chromium_command(&self, name: &str, parameters: &Value) -> Value {
        let command = json!({"cmd": name, "params": parameters});
        self.command("goog/cdp/execute", &command)
    }

    /// The entries of a log since it was last read.
    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.command("se/log", &json!({"type": kind}));
        entries.as_array().unwrap().clone()
    }

    /// What the driver answers, or the message of its refusal.
    fn ask(&self, address: &str, parameters: &Value) -> Result<Value, String> {
        let request = self.agent.post(address).content_type("application/json");
        let mut response = request.send(parameters.to_string()).unwrap();
        // A print can be larger than what is read of an answer otherwise.
        let body = response.body_mut().with_config().limit(u64::MAX);
        let mut answer: Value = serde_json::from_reader(body.reader()).unwrap();
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(error) if !response.status().is_success() => {
                Err(format!("{error}: {}", value["message"].as_str().unwrap()))
            }
            _ => Ok(value),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Ends the browser. A driver that does not answer any more is ended all the same.
        if !self.address.is_empty() {
            let _ = self.agent.delete(&self.address).call();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
