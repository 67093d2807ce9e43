//! The settings of a connection: which region the account is in.

use seatwise_plugin::{Context, Failure, FailureKind};

/// Where the interface of an account is. The region is a part of every path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    /// `https://api.cloud.im/marketplace/na`.
    NorthAmerica,
    /// `https://api.cloud.im/marketplace/eu`.
    Europe,
    /// Another one: the operator's override of the origin is the whole base URL.
    Other,
}

impl Region {
    /// Reads the setting `region`.
    ///
    /// # Errors
    /// Fails as `settings` where the value is absent or not one of those permitted.
    pub(crate) fn read(context: &Context) -> Result<Self, Failure> {
        let wrong = |found: String| {
            Failure::new(
                FailureKind::Settings,
                format!(
                    "the setting `region` is {found}; it must be na, eu or other, as the base URL under Marketplace API in the control panel ends"
                ),
            )
        };
        match context.setting("region") {
            Some("na") => Ok(Self::NorthAmerica),
            Some("eu") => Ok(Self::Europe),
            Some("other") => Ok(Self::Other),
            Some(other) => Err(wrong(format!("{other:?}"))),
            None => Err(wrong("not set".to_owned())),
        }
    }

    /// The credential of the manifest whose token is good for this region.
    pub(crate) fn credential(self) -> &'static str {
        match self {
            Self::NorthAmerica => "na",
            Self::Europe => "eu",
            Self::Other => "other",
        }
    }

    /// What stands before every path.
    pub(crate) fn base(self) -> &'static str {
        match self {
            Self::NorthAmerica => "/marketplace/na",
            Self::Europe => "/marketplace/eu",
            Self::Other => "",
        }
    }
}
