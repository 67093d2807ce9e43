//! Bodies of refusals, and the header that every reply has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use super::{ErrorBody, GatewayBody, IngramOptions};
use crate::Clock;
use crate::random::Random;
use crate::server::{Answer, Call, Refusal};

/// Writes replies of the interface and of the gateway in front of it.
#[derive(Debug)]
pub(super) struct Replies {
    errors: ErrorBody,
    gateway: GatewayBody,
    clock: Arc<dyn Clock>,
    seed: u64,
    written: AtomicU64,
}

impl Replies {
    pub(super) fn new(options: &IngramOptions) -> Self {
        Self {
            errors: options.errors,
            gateway: options.gateway,
            clock: Arc::clone(&options.server.clock),
            seed: options.world.seed,
            written: AtomicU64::new(0),
        }
    }

    /// `a8n-313df136-3c2a-a5e4-854f-64d900a3a13f`, another one each time.
    fn correlation(&self) -> String {
        let number = self.written.fetch_add(1, Ordering::SeqCst);
        format!("a8n-{}", Random::new(self.seed, &[61, number]).uuid())
    }

    fn json(status: u16, correlation: String, body: &Value) -> Answer {
        Answer::json(status, body.to_string()).header("x-correlation-id", correlation)
    }

    /// What was asked for.
    pub(super) fn done(&self, answer: Answer) -> Answer {
        answer.header("x-correlation-id", self.correlation())
    }

    fn body(&self, status: u16, message: &str, path: Option<&str>) -> Answer {
        let correlation = self.correlation();
        let (time, text) = match self.errors {
            ErrorBody::Documented => ("timeStamp", "message"),
            ErrorBody::Spring => ("timestamp", "error"),
        };
        let mut members = Map::new();
        members.insert(time.to_owned(), self.clock.now().to_string().into());
        members.insert("status".to_owned(), status.into());
        members.insert(text.to_owned(), message.into());
        if let Some(path) = path {
            members.insert("path".to_owned(), path.into());
        }
        members.insert("correlationId".to_owned(), correlation.clone().into());
        Self::json(status, correlation, &Value::Object(members))
    }

    /// An error of a call.
    pub(super) fn error(&self, call: &Call, status: u16, message: &str) -> Answer {
        self.body(status, message, Some(&call.path))
    }

    /// An error without the path that was called; of the gateway where that is who refuses so.
    pub(super) fn failure(&self, status: u16, message: &str) -> Answer {
        match status {
            429 => self.gateway(status, message, None),
            _ => self.body(status, message, None),
        }
    }

    /// A refusal by the gateway.
    fn gateway(&self, status: u16, message: &str, path: Option<&str>) -> Answer {
        match self.gateway {
            GatewayBody::Own => {
                let body = json!({ "statusCode": status, "message": message });
                Self::json(status, self.correlation(), &body)
            }
            GatewayBody::AsAllOthers => self.body(status, message, path),
        }
    }

    /// A call that the gateway does not let through.
    pub(super) fn stopped(&self, call: &Call, message: &str) -> Answer {
        self.gateway(401, message, Some(&call.path))
    }

    /// Refused because no client should ask for that.
    pub(super) fn misuse(&self, call: &Call, reason: String) -> Refusal {
        Refusal::violation(self.error(call, 400, &reason), reason)
    }

    /// An id that nothing has.
    pub(super) fn not_found(&self, call: &Call, what: &str) -> Refusal {
        Refusal::state(self.error(call, 404, &format!("{what} not found")))
    }
}
