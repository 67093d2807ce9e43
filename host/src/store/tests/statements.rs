//! What runs when a dataset is merged, as a reviewer reads it. `SEATWISE_KEEP_STATEMENTS=1` rewrites the files.

use std::path::Path;

use crate::store::{Dataset, merge::statements};

#[test]
fn the_statements_of_each_dataset_are_those_that_were_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/tests/statements");
    let keep = std::env::var_os("SEATWISE_KEEP_STATEMENTS").is_some();
    for dataset in Dataset::ALL {
        // Both directions of charges are merged alike.
        if dataset == Dataset::ReceivableCharges {
            continue;
        }
        let text = [
            statements::compare(dataset),
            statements::update(dataset),
            statements::insert(dataset),
        ]
        .join("\n");
        let file = folder.join(format!("{dataset}.sql"));
        if keep {
            std::fs::write(&file, &text).unwrap();
        }
        let reviewed = std::fs::read_to_string(&file).unwrap();
        assert!(text == reviewed, "{} is not\n{text}", file.display());
    }
}
