use super::*;

const ONE: Origin<'static> = Origin {
    sha256: "11",
    engine: 7,
};
const OTHER: Origin<'static> = Origin {
    sha256: "22",
    engine: 7,
};

fn path(store: &CompiledStore, origin: Origin<'_>) -> PathBuf {
    store.path(&origin.name())
}

#[test]
fn what_was_kept_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = CompiledStore::open(folder.path()).unwrap();
    assert_eq!(store.get(ONE), None);
    store.put(ONE, b"code of one").unwrap();
    let again = CompiledStore::open(folder.path()).unwrap();
    assert_eq!(again.get(ONE).as_deref(), Some(b"code of one".as_slice()));
    assert_eq!(again.get(OTHER), None);
    assert_eq!(
        again.get(Origin { engine: 8, ..ONE }),
        None,
        "another engine"
    );
    assert_eq!(again.foreign().unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn the_code_of_another_plugin_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let store = CompiledStore::open(folder.path()).unwrap();
    store.put(ONE, b"code of one").unwrap();
    store.put(OTHER, b"code of the other").unwrap();
    std::fs::copy(path(&store, OTHER), path(&store, ONE)).unwrap();
    assert_eq!(store.get(ONE), None);
    assert_eq!(store.foreign().unwrap(), [path(&store, ONE)]);
}

#[test]
fn a_changed_byte_anywhere_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let store = CompiledStore::open(folder.path()).unwrap();
    store.put(ONE, b"code of one").unwrap();
    let file = path(&store, ONE);
    let content = std::fs::read(&file).unwrap();
    for at in 0..content.len() {
        let mut changed = content.clone();
        changed[at] ^= 1;
        std::fs::write(&file, changed).unwrap();
        assert_eq!(store.get(ONE), None, "byte {at}");
    }
    for length in 0..content.len() {
        std::fs::write(&file, &content[..length]).unwrap();
        assert_eq!(store.get(ONE), None, "{length} bytes");
    }
}

#[test]
fn what_was_written_with_another_key_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let store = CompiledStore::open(folder.path()).unwrap();
    store.put(ONE, b"code of one").unwrap();
    for key in [&b""[..], &[1; KEY_BYTES], &[1; KEY_BYTES + 1]] {
        std::fs::write(store.folder.join(KEY), key).unwrap();
        let other = CompiledStore::open(folder.path()).unwrap();
        assert_eq!(other.get(ONE), None, "{key:?}");
    }
}

#[test]
fn the_oldest_go_when_there_are_many() {
    let folder = tempfile::tempdir().unwrap();
    let store = CompiledStore::open(folder.path()).unwrap();
    for number in 0..=KEPT {
        let sha256 = format!("{number:02}");
        let origin = Origin {
            sha256: &sha256,
            engine: 1,
        };
        store.put(origin, b"code").unwrap();
        let file = std::fs::File::open(path(&store, origin)).unwrap();
        let age = std::time::Duration::from_secs(u64::try_from(1_000 - number).unwrap());
        file.set_modified(std::time::SystemTime::now() - age)
            .unwrap();
    }
    store.put(ONE, b"code").unwrap();
    let files = store.files().unwrap();
    assert_eq!(files.len(), KEPT);
    assert!(store.get(ONE).is_some());
    assert!(!files.contains(&store.path("00-0000000000000001")));
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    for (mode, refused) in [(0o700, false), (0o755, false), (0o770, true), (0o702, true)] {
        let folder = tempfile::tempdir().unwrap();
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path(), permissions).unwrap();
        let opened = CompiledStore::open(folder.path());
        assert_eq!(opened.is_err(), refused, "{mode:o}");
        if let Err(error) = opened {
            assert_eq!(
                error.to_string(),
                format!(
                    "other users may write to it (mode {mode:o}), and Seatwise runs what is there; `chmod 700` makes it private"
                )
            );
        }
    }
}
