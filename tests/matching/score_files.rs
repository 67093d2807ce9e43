//! Two lists in CSV files are scored without a database.

use std::{fs, path::Path};

use seatwise::matching::score_files;

fn write(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_result_has_a_row_for_each_pair_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let left = write(
        folder.path(),
        "left.csv",
        "id,name,postal\nL1,\"Hollins Cross Bakery, LLC\",20707\nL2,Gweek Sealskin,\nL3,Mosaic Tutors,\n",
    );
    let right = write(
        folder.path(),
        "right.csv",
        "\u{feff}id,name,postal\nR1,Hollins Cross Bakery,20707\nR2,Gweek Sealskin Holdings,\n",
    );
    let out = folder.path().join("out.csv");
    let summary = score_files(&left, &right, &out).unwrap();
    assert_eq!(
        (
            summary.left,
            summary.right,
            summary.auto,
            summary.review,
            summary.none
        ),
        (3, 2, 1, 1, 1)
    );
    let text = fs::read_to_string(out).unwrap();
    let rows: Vec<_> = text.lines().collect();
    assert_eq!(rows[0], "left_id,right_id,score,band");
    assert!(
        rows[1].starts_with("L1,R1,") && rows[1].ends_with(",auto"),
        "{text}"
    );
    assert!(
        rows[2].starts_with("L2,R2,") && rows[2].ends_with(",review"),
        "{text}"
    );
    assert_eq!(rows.len(), 3, "{text}");
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(
        folder.path(),
        "good.csv",
        "id,name\nR1,Hollins Cross Bakery\n",
    );
    let out = folder.path().join("out.csv");
    for (text, message) in [
        ("id,title\nL1,Gweek Sealskin\n", "it has no column `name`"),
        (
            "id,name\nL1,Gweek Sealskin\nL1,Looe Pilchards\n",
            "line 3: the id \"L1\" appears twice",
        ),
        ("id,name\n,Gweek Sealskin\n", "line 2: the id is empty"),
        ("id,name\nL1\n", "found record with 1 fields"),
    ] {
        let bad = write(folder.path(), "bad.csv", text);
        let error = score_files(&bad, &good, &out).unwrap_err().to_string();
        assert!(
            error.contains(message) && error.contains("bad.csv"),
            "{error}"
        );
        assert!(!out.exists());
    }
    let error = score_files(&folder.path().join("none.csv"), &good, &out)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("read ") && error.contains("none.csv"),
        "{error}"
    );
}
