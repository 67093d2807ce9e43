//! Where the configuration file is looked for.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The environment variable that names the configuration file.
pub const CONFIG_VARIABLE: &str = "SEATWISE_CONFIG";

/// The file's name in the current folder.
pub const DEFAULT_FILE: &str = "seatwise.toml";

/// Returns the configuration file's path: `--config`, else `SEATWISE_CONFIG`, else
/// `seatwise.toml` in the current folder. Does not look whether it exists.
///
/// `variable` is the value of [`CONFIG_VARIABLE`]; an empty one counts as unset.
pub fn locate(flag: Option<&Path>, variable: Option<OsString>) -> PathBuf {
    let variable = variable
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    flag.map(Path::to_path_buf)
        .or(variable)
        .unwrap_or_else(|| PathBuf::from(DEFAULT_FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_goes_before_the_environment_and_that_before_the_folder() {
        let flag = Path::new("flag.toml");
        assert_eq!(locate(Some(flag), Some("env.toml".into())), flag);
        assert_eq!(locate(None, Some("env.toml".into())), Path::new("env.toml"));
        assert_eq!(locate(None, Some("".into())), Path::new(DEFAULT_FILE));
        assert_eq!(locate(None, None), Path::new(DEFAULT_FILE));
    }
}
