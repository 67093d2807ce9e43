//! Who a request is: secrets and tokens become header lines, for one origin each.

mod answer;
mod client_credentials;
mod doubt;
mod exchange;
mod holder;
mod keep;
mod marking;
mod refresh_token;
mod reservation;
mod spec;
mod state;
mod status;
mod stored;
mod token;

#[cfg(test)]
mod tests;

pub(super) use holder::Holder;
pub use keep::{KeepError, KeptToken, RestoredToken, busy_tokens, copy_tokens, restore_token};
pub(super) use spec::TokenBody;
pub use spec::{Credential, CredentialSpec, ExtraHeader, Scheme, TokenField};
pub use status::TokenStatus;
pub use stored::{stored_tokens, unreadable_tokens};
pub(super) use token::AccessToken;
