//! Moments at which a command is killed.

use std::path::Path;

use crate::place::Place;
use crate::process::{End, Process};
use crate::seeds::Choices;

/// How far a command came that was not killed.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    requests: u64,
    written: u64,
    log: u64,
    copy: u64,
    checkpoint: u64,
}

/// When a command is killed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// The distributors saw so many requests.
    Requests(u64),
    /// It wrote so many bytes to whatever files.
    Written(u64),
    /// The database's log has so many bytes: something is merged.
    Log(u64),
    /// A copy of the database that is being written has so many bytes.
    Copy(u64),
    /// The database's log moves into its file, and was seen to do so so many times.
    Checkpoint(u64),
}

/// Makes a moment of a kind, and the latest one there is.
type Kind = (fn(u64) -> Moment, u64);

impl Moment {
    /// A moment of those that the command has; the kinds take turns.
    pub(crate) fn choose(choices: &mut Choices, turn: u64, profile: &Profile) -> Self {
        let Profile {
            requests,
            written,
            log,
            copy,
            checkpoint,
        } = *profile;
        let kinds: [Kind; 5] = [
            (Self::Requests, requests),
            (Self::Written, written),
            (Self::Log, log),
            (Self::Copy, copy),
            (Self::Checkpoint, checkpoint),
        ];
        let there: Vec<_> = kinds.into_iter().filter(|(_, most)| *most > 0).collect();
        let (kind, most) = there[(turn % there.len() as u64) as usize];
        kind(1 + choices.below(most))
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Requests(_) => "by requests",
            Self::Written(_) => "by bytes written",
            Self::Log(_) => "by the database's log",
            Self::Copy(_) => "by the size of a copy",
            Self::Checkpoint(_) => "while the log moved",
        }
    }

    /// `moving` is how often the log was seen to move until now.
    fn is_reached(
        self,
        folder: &Path,
        place: Option<&Place>,
        process: &Process,
        moving: &mut u64,
    ) -> bool {
        match self {
            Self::Requests(count) => place.is_some_and(|place| place.requests() >= count),
            Self::Written(bytes) => process.written() >= bytes,
            Self::Log(bytes) => log_size(folder) >= bytes,
            Self::Copy(bytes) => copy_size(folder) >= bytes,
            Self::Checkpoint(times) => {
                *moving += u64::from(is_moving(folder));
                *moving >= times
            }
        }
    }
}

fn log_size(folder: &Path) -> u64 {
    std::fs::metadata(folder.join("seatwise.duckdb.wal")).map_or(0, |metadata| metadata.len())
}

/// What is there while the database's log moves into its file.
fn is_moving(folder: &Path) -> bool {
    folder.join("seatwise.duckdb.rollback").exists()
}

fn copy_size(folder: &Path) -> u64 {
    let sizes = copies(folder)
        .into_iter()
        .map(|name| std::fs::metadata(folder.join(name)).map_or(0, |metadata| metadata.len()));
    sizes.max().unwrap_or(0)
}

/// Copies of the database that are not whole.
pub(crate) fn copies(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.contains(".unfinished"))
        .collect()
}

/// Lets a command run to its end, and notes how far it comes.
pub(crate) fn profile(folder: &Path, arguments: &[&str], place: Option<&Place>) -> Profile {
    let mut profile = Profile::default();
    let end = Process::start(folder, arguments).kill_when(|process| {
        profile.requests = place.map_or(0, Place::requests);
        profile.written = profile.written.max(process.written());
        profile.log = profile.log.max(log_size(folder));
        profile.copy = profile.copy.max(copy_size(folder));
        profile.checkpoint += u64::from(is_moving(folder));
        false
    });
    assert!(
        matches!(&end, End::Ended(ended) if ended.code == 0),
        "{end:?}"
    );
    profile
}

/// Starts a command and kills it at a moment; returns the kind of the moment, or none where it ended before.
pub(crate) fn kill(
    folder: &Path,
    arguments: &[&str],
    place: Option<&Place>,
    moment: Moment,
) -> Option<&'static str> {
    place.inspect(|place| place.forget());
    let process = Process::start(folder, arguments);
    let mut moving = 0;
    match process.kill_when(|process| moment.is_reached(folder, place, process, &mut moving)) {
        End::Killed => Some(moment.kind()),
        End::Ended(ended) => {
            assert_eq!(ended.code, 0, "{moment:?}: {ended:?}");
            None
        }
    }
}
