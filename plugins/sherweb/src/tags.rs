//! The tags of a payable charge: names and values without a documented list of either.

use seatwise_plugin::types::RejectedRow;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::fields::{self, Text};

#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Text<'a>>,
}

/// What the tags of a payable charge say; they are all that names its customer.
#[derive(Default)]
pub(crate) struct Tagged {
    pub(crate) customer_id: Option<String>,
    pub(crate) customer_name: Option<String>,
    pub(crate) subscription_id: Option<String>,
    /// Whether there are tags that no column holds.
    pub(crate) has_more: bool,
}

impl Tagged {
    /// What the tags of a charge's JSON say; nothing where they cannot be read.
    pub(crate) fn of_row(row: &str) -> Self {
        #[derive(Deserialize)]
        struct Source<'a> {
            #[serde(borrow)]
            tags: Option<&'a RawValue>,
        }
        let tags = serde_json::from_str::<Source<'_>>(row).ok();
        Self::read(tags.and_then(|source| source.tags)).unwrap_or_default()
    }

    /// Whom a charge is about.
    pub(crate) fn about(self) -> RejectedRow {
        RejectedRow {
            customer_id: self.customer_id,
            customer_name: self.customer_name,
            subscription_id: self.subscription_id,
            ..RejectedRow::new("", "")
        }
    }

    /// Sherweb documents no tag names. `CustomerDisplayName` is in its sample code; ids are taken where a tag
    /// says that it is one and looks like one.
    pub(crate) fn read(tags: Option<&RawValue>) -> Result<Self, String> {
        let Some(tags) = tags else {
            return Ok(Self::default());
        };
        let tags: Vec<Tag<'_>> = serde_json::from_str(tags.get())
            .map_err(|error| format!("tags cannot be read: {error}"))?;
        let mut tagged = Self::default();
        for tag in tags {
            let name = tag.name.as_ref().map_or("", Text::as_str);
            let place = if is_named(name, "customerdisplayname") {
                &mut tagged.customer_name
            } else if is_named(name, "customerid") && is_id(tag.value.as_ref()) {
                &mut tagged.customer_id
            } else if is_named(name, "subscriptionid") && is_id(tag.value.as_ref()) {
                &mut tagged.subscription_id
            } else {
                tagged.has_more = true;
                continue;
            };
            *place = fields::kept(tag.value);
        }
        // A name that its id displaces must not be lost.
        tagged.has_more |= tagged.customer_id.is_some() && tagged.customer_name.is_some();
        Ok(tagged)
    }
}

/// Whether a tag has a name, whatever its case and separators.
fn is_named(tag: &str, name: &str) -> bool {
    let letters = tag
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_lowercase());
    letters.eq(name.bytes())
}

/// Whether a text has the form of a UUID, as all ids of Sherweb have.
fn is_id(text: Option<&Text<'_>>) -> bool {
    let text = text.map_or("", Text::as_str).as_bytes();
    text.len() == 36
        && text.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
