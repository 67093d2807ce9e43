//! A refresh token is used once. Whatever happens around its exchange: it is never sent twice, one that was
//! received is never lost, and where only a person can help, that is said with what to do.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{
    Endpoint, Fault, ManualClock, Rule, Running, ServerOptions, StreamOne, StreamOneCredentials,
    StreamOneOptions, WorldOptions,
};
use serde_json::Value;

use crate::command::{Ended, share_compiled_plugins};
use crate::process::{End, Process};
use crate::rig::{NOW, Rig};
use crate::seeds::{Choices, asked_for, first_seed};
use crate::troubles::said;

/// The smallest sync that needs a token.
const SYNC: [&str; 3] = ["sync", "--only", "customers"];

/// A folder connected to an account whose refresh token lies in a file.
struct Account {
    streamone: Running<StreamOneCredentials>,
    rig: Rig,
}

impl Account {
    async fn new() -> Self {
        Self::with(ServerOptions::default()).await
    }

    async fn with(server: ServerOptions) -> Self {
        let streamone = StreamOne::start(StreamOneOptions {
            world: WorldOptions::exactly(2, 1),
            server,
            ..StreamOneOptions::default()
        })
        .await
        .unwrap();
        let account = Self {
            rig: folder(&streamone),
            streamone,
        };
        account.reconnect();
        account
    }

    /// The same account in a new folder, and with a token that nobody has sent yet.
    fn anew(self) -> Self {
        self.streamone.faults().clear();
        self.streamone.forget();
        let account = Self {
            rig: folder(&self.streamone),
            streamone: self.streamone,
        };
        account.reconnect();
        account
    }

    fn path(&self) -> &Path {
        self.rig.path()
    }

    /// Requests new credentials, as a person who is told to.
    fn reconnect(&self) {
        let now = self.streamone.clock().now();
        let token = self.streamone.credentials().request_new(now);
        crate::faults_are_survived::write_private(&self.path().join("refresh-token"), &token);
    }

    fn fault(&self, fault: Fault, endpoint: Endpoint) {
        self.streamone.fault(Rule::new(fault).on(endpoint).first(1));
    }

    fn start(&self) -> Process {
        Process::start(self.path(), &SYNC)
    }

    /// Kills a sync as soon as the vendor has seen something.
    #[track_caller]
    fn kill_when(&self, seen: impl Fn(&Self) -> bool) {
        let end = self.start().kill_when(|_| seen(self));
        assert!(matches!(end, End::Killed), "{end:?}");
    }

    /// How many requests for a token have arrived.
    fn asked(&self) -> u64 {
        self.streamone.count(Endpoint::Token)
    }

    /// How many exchanges the vendor has made in this account's life.
    fn exchanges(&self) -> u64 {
        self.streamone.credentials().exchanges()
    }

    /// What is kept on disk.
    fn kept(&self) -> Option<Value> {
        let file = self.path().join(".seatwise/tokens/synnex-ion.json");
        Some(serde_json::from_slice(&std::fs::read(file).ok()?).unwrap())
    }

    /// No token was sent twice: the vendor would have ended the chain.
    #[track_caller]
    fn assert_chain_lives(&self) {
        assert!(self.streamone.credentials().refresh_token().is_some());
    }

    /// The next sync asks for no token, says what to do, and works when that is done.
    #[track_caller]
    fn assert_reconnect_is_all_that_helps(&self, when: &str) {
        let asked = self.asked();
        for _ in 0..2 {
            let ended = self.start().wait();
            assert_reconnect(&ended, when);
            assert_eq!(
                self.asked(),
                asked,
                "{when}: a token of unknown fate was sent"
            );
        }
        self.streamone.faults().clear();
        self.reconnect();
        self.assert_works(when);
        assert_eq!(self.asked(), asked + 1, "{when}");
    }

    #[track_caller]
    fn assert_works(&self, when: &str) {
        let ended = self.start().wait();
        assert_eq!(ended.code, 0, "{when}: {ended:?}");
        self.assert_chain_lives();
    }
}

fn folder(streamone: &Running<StreamOneCredentials>) -> Rig {
    let rig = crate::faults_are_survived::rig_with_token_in_a_file(streamone);
    share_compiled_plugins(rig.path());
    drop(rig.setup());
    rig
}

#[track_caller]
fn assert_reconnect(ended: &Ended, when: &str) {
    assert_eq!(ended.code, 5, "{when}: {ended:?}");
    let said = format!("{}{}", ended.stdout, ended.stderr);
    for part in [
        "reconnect needed",
        "request new credentials in TD SYNNEX's portal",
        "set the new token as refresh_token",
    ] {
        assert!(said.contains(part), "{when}: {part:?} is not in {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_after_the_token_was_sent_ends_in_a_call_to_reconnect() {
    let account = Account::new().await;
    // The request lies at the vendor; nobody can know whether it was looked at.
    account.fault(Fault::Hang, Endpoint::Token);
    account.kill_when(|account| account.asked() == 1);
    assert_eq!(account.exchanges(), 0);
    account.assert_reconnect_is_all_that_helps("killed after the send");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_the_answer_is_under_way_ends_in_a_call_to_reconnect() {
    let account = Account::new().await;
    account.fault(Fault::HeldAnswer, Endpoint::Token);
    account.kill_when(|account| account.exchanges() == 1);
    account.assert_reconnect_is_all_that_helps("killed before the answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_on_the_wire_ends_in_a_call_to_reconnect() {
    let mut account = Account::new().await;
    for fault in [Fault::LostAnswer, Fault::Truncate(20), Fault::Reset] {
        let when = format!("{fault:?}");
        account.fault(fault, Endpoint::Token);
        assert_reconnect(&account.start().wait(), &when);
        account.assert_reconnect_is_all_that_helps(&when);
        account = account.anew();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_the_first_use_of_a_token_costs_no_exchange() {
    let account = Account::new().await;
    account.fault(Fault::Hang, Endpoint::Customers);
    account.kill_when(|account| account.streamone.count(Endpoint::Customers) == 1);
    account.assert_works("killed before use");
    assert_eq!((account.asked(), account.exchanges()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_the_token_is_sent_costs_nothing_unless_the_mark_was_set() {
    let mut account = Account::new().await;
    let mut most = 0;
    // How much is written before the vendor sees the token.
    account.fault(Fault::Hang, Endpoint::Token);
    let end = account.start().kill_when(|process| {
        most = most.max(process.written());
        account.asked() == 1
    });
    assert!(matches!(end, End::Killed), "{end:?}");
    let mut choices = Choices::of(first_seed());
    let (mut free, mut marked) = (0, 0);
    for _ in 0..asked_for("SEATWISE_TOKEN_KILLS", 10) {
        account = account.anew();
        account.fault(Fault::Hang, Endpoint::Token);
        // The mark is among the last bytes; before it there is the room that is taken for the answer.
        let last = *choices.pick(&[3_000, 80_000]);
        let far_enough = most - choices.below(most.min(last));
        let end = account
            .start()
            .kill_when(|process| process.written() >= far_enough || account.asked() == 1);
        assert!(matches!(end, End::Killed), "{end:?}");
        let when = format!("killed after {far_enough} of {most} bytes");
        let is_marked = account
            .kept()
            .is_some_and(|kept| !kept["pending"].is_null());
        if is_marked {
            marked += 1;
            account.assert_reconnect_is_all_that_helps(&when);
        } else {
            free += 1;
            assert_eq!(account.asked(), 0, "{when}: sent without a mark");
            account.streamone.faults().clear();
            account.assert_works(&when);
        }
    }
    println!("kills: {free} before the mark, {marked} after it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_after_the_answer_loses_no_token_that_was_written() {
    let mut account = Account::new().await;
    let mut choices = Choices::of(first_seed());
    let (mut kept, mut put_in_place, mut lost) = (0, 0, 0);
    for _ in 0..asked_for("SEATWISE_TOKEN_KILLS", 10) {
        account = account.anew();
        account.fault(Fault::Hang, Endpoint::Customers);
        let before = account.exchanges();
        let looks = choices.below(60);
        let mut looked = 0;
        let end = account.start().kill_when(|_| {
            looked += u64::from(account.exchanges() > before);
            looked > looks
        });
        assert!(matches!(end, End::Killed), "{end:?}");
        let when = format!("killed {looks} looks after the exchange");
        account.streamone.faults().clear();
        let issued = account.streamone.credentials().refresh_token();
        let on_disk = account.kept().unwrap();
        let beside = std::fs::read(account.path().join(".seatwise/tokens/synnex-ion.next"));
        let written = issued.is_some_and(|token| {
            String::from_utf8_lossy(&beside.unwrap_or_default()).contains(&token)
        });
        if on_disk["pending"].is_null() {
            kept += 1;
            account.assert_works(&when);
            assert_eq!(account.asked(), 1, "{when}");
        } else if written {
            put_in_place += 1;
            account.assert_works(&when);
            assert_eq!(account.asked(), 1, "{when}");
        } else {
            lost += 1;
            account.assert_reconnect_is_all_that_helps(&when);
        }
    }
    println!("kills: {kept} after the write, {put_in_place} in it, {lost} before it");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_need_a_token_at_once_exchange_it_once() {
    let account = Account::new().await;
    account.fault(Fault::Latency(Duration::from_millis(300)), Endpoint::Token);
    let processes: Vec<Process> = (0..4)
        .map(|_| Process::start(account.path(), &["test", "synnex"]))
        .collect();
    for process in processes {
        let ended = process.wait();
        assert_eq!(ended.code, 0, "{ended:?}");
    }
    assert_eq!((account.asked(), account.exchanges()), (1, 1));
    account.assert_chain_lives();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_process_that_is_killed_in_its_exchange_sends_nothing() {
    let account = Account::new().await;
    account.fault(Fault::HeldAnswer, Endpoint::Token);
    let waiting = std::cell::Cell::new(None);
    let first = account.start();
    let end = first.kill_when(|_| {
        if account.exchanges() == 0 {
            return false;
        }
        let others = || Process::start(account.path(), &["test", "synnex"]);
        waiting.set(Some([others(), others()]));
        true
    });
    assert!(matches!(end, End::Killed), "{end:?}");
    for process in waiting.take().unwrap() {
        assert_reconnect(&process.wait(), "after the other one's end");
    }
    assert_eq!(account.asked(), 1);
    account.assert_reconnect_is_all_that_helps("two processes");
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_hours_costs_exchanges_and_no_token() {
    let true_time =
        ManualClock::at(Timestamp::from_second(NOW.as_secs().try_into().unwrap()).unwrap());
    let account = Account::with(ServerOptions {
        clock: std::sync::Arc::new(true_time.clone()),
        ..ServerOptions::default()
    })
    .await;
    for (round, hours) in [0_i64, 10, -10, 3, -3, 300, -300, 0]
        .into_iter()
        .enumerate()
    {
        let offset = Duration::from_secs(hours.unsigned_abs() * 3_600);
        let now = Duration::from_secs(true_time_of(&true_time));
        account.rig.clock.set(if hours < 0 {
            now - offset
        } else {
            now + offset
        });
        for _ in 0..2 {
            let report = account.rig.sync("synnex").await;
            let said = said(&report);
            assert_eq!(
                report.status,
                ConnectionStatus::Complete,
                "{hours} hours: {said}"
            );
        }
        account.assert_chain_lives();
        let asked = account.asked();
        assert!(
            asked <= round as u64 + 1,
            "{hours} hours: {asked} exchanges"
        );
        true_time.advance(Duration::from_secs(120));
    }
    // The vendor's tokens end by the vendor's clock, whatever ours says.
    true_time.advance(Duration::from_secs(3 * 3_600));
    let asked = account.asked();
    let report = account.rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(account.asked(), asked + 1);
    assert_eq!(account.asked(), account.exchanges());
}

fn true_time_of(clock: &ManualClock) -> u64 {
    use seatwise_distributors::Clock as _;
    clock.now().as_second().try_into().unwrap()
}
