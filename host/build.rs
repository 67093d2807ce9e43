//! Lists the migrations of the database by their files, so that a new one is a file and nothing else.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;

const FOLDER: &str = "src/store/migrations";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let mut files = std::fs::read_dir(folder)?
        .map(|file| file.map(|file| file.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    let mut list = "&[\n".to_owned();
    for file in &files {
        // `0003_time_zones.sql` is the change to version 3, about time zones.
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        let (version, name) = stem
            .and_then(|stem| stem.split_once('_'))
            .ok_or_else(|| format!("{} has no number and name", file.display()))?;
        let version: u32 = version.parse()?;
        let name = name.replace('_', " ");
        let file = file.file_name().and_then(|file| file.to_str());
        let path = format!("/{FOLDER}/{}", file.ok_or("a name that is not UTF-8")?);
        // Relative to the package: checkouts may share a target folder.
        writeln!(
            list,
            "Migration {{ version: {version}, name: {name:?}, sql: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})) }},"
        )?;
    }
    list.push(']');
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    Ok(std::fs::write(out.join("migrations.rs"), list)?)
}
