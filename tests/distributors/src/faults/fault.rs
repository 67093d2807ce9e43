//! What can go wrong.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::World;

/// One way to misbehave.
#[derive(Clone)]
pub enum Fault {
    /// Answers later, by so much real time.
    Latency(Duration),
    /// Never answers; the connection stays open.
    Hang,
    /// Resets the connection before the request is looked at.
    Reset,
    /// Does what was asked (a token exchange burns its token), then resets the connection unanswered.
    LostAnswer,
    /// Does what was asked (a token exchange burns its token), then never answers; the connection stays open.
    HeldAnswer,
    /// Announces the whole body, sends so many bytes of it and closes the connection.
    Truncate(usize),
    /// Sends rows without end.
    Endless,
    /// Answers with a status and the body that the vendor sends with it.
    Status(u16),
    /// Answers with exactly this.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The media type.
        content_type: String,
        /// The body.
        body: String,
    },
    /// Sends the true answer cut in the middle, as if it were whole.
    Malformed,
    /// Answers 200 with a web page.
    Html,
    /// Answers 200 with an error as the body.
    ErrorInside,
    /// Ends the life of all access tokens that were handed out, before the request is looked at.
    ExpireTokens,
    /// Redirects (302) to an address, which may be of another origin.
    Redirect(String),
    /// Changes the data before the request is looked at: lists that shrink while they are paged.
    Change(Arc<dyn Fn(&mut World) + Send + Sync>),
}

impl Fault {
    /// Changes the data before the request is looked at.
    pub fn change(change: impl Fn(&mut World) + Send + Sync + 'static) -> Self {
        Self::Change(Arc::new(change))
    }

    /// Removes the first `count` subscriptions before the request is looked at.
    #[must_use]
    pub fn shrink(count: usize) -> Self {
        Self::change(move |world| world.remove_first_subscriptions(count))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(time) => write!(formatter, "Latency({time:?})"),
            Self::Hang => formatter.write_str("Hang"),
            Self::Reset => formatter.write_str("Reset"),
            Self::LostAnswer => formatter.write_str("LostAnswer"),
            Self::HeldAnswer => formatter.write_str("HeldAnswer"),
            Self::Truncate(bytes) => write!(formatter, "Truncate({bytes})"),
            Self::Endless => formatter.write_str("Endless"),
            Self::Status(status) => write!(formatter, "Status({status})"),
            Self::Answer { status, .. } => write!(formatter, "Answer({status})"),
            Self::Malformed => formatter.write_str("Malformed"),
            Self::Html => formatter.write_str("Html"),
            Self::ErrorInside => formatter.write_str("ErrorInside"),
            Self::ExpireTokens => formatter.write_str("ExpireTokens"),
            Self::Redirect(location) => write!(formatter, "Redirect({location})"),
            Self::Change(_) => formatter.write_str("Change"),
        }
    }
}
