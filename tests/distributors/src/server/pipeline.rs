//! The order in which a request is looked at.

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::response::Response;

use super::connection::Wire;
use super::deliver::{deliver, spoil};
use super::route::{Route, RouteSpec, find};
use super::{Answer, Call, Core, Refusal};
use crate::limit::{http_date, whole_seconds};
use crate::record::{lock, only_reads};
use crate::{Endpoint, Fault, Recorded, RetryAfter, Violation};

/// What distinguishes one distributor's interface from another's.
pub(crate) trait Vendor: Send + Sync + 'static {
    /// All operations.
    const ROUTES: &'static [RouteSpec];
    /// Query parameters that every operation has.
    const EVERYWHERE: &'static [&'static str];

    /// The body and headers that the vendor sends with a status of failure.
    fn failure(&self, status: u16, message: &str) -> Answer;

    /// What the gateway checks before it counts the request.
    fn gate(&self, call: &Call, route: &Route) -> Result<(), Refusal>;

    /// Whether the request carries a valid token for the operation.
    fn authorize(&self, core: &Core, call: &Call, route: &Route) -> Result<(), Refusal>;

    /// Answers a request that passed every check.
    fn answer(&self, core: &Core, call: &Call, route: &Route) -> Result<Answer, Refusal>;

    /// Ends the life of all access tokens.
    fn expire_tokens(&self);
}

/// A vendor's interface with its state.
pub(crate) struct Simulator<V> {
    pub(crate) core: Arc<Core>,
    pub(crate) vendor: V,
}

/// Counts a request as in flight until it is dropped.
struct InFlight<'a>(&'a Core);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.journal.departed();
    }
}

/// Handles one request of any method and path.
pub(crate) async fn handle<V: Vendor>(
    State(simulator): State<Arc<Simulator<V>>>,
    request: Request,
) -> Response {
    let core = &*simulator.core;
    let wire = request
        .extensions()
        .get::<ConnectInfo<Wire>>()
        .map(|info| info.0.clone());
    // Whoever goes away in the middle of a request has not asked.
    let Some(call) = read(core, request).await else {
        return deliver(Answer::empty(400), None, wire.as_ref());
    };
    let (known, route) = find(V::ROUTES, &call.method, &call.path);
    let endpoint = route.as_ref().map(|route| route.spec.endpoint);
    let place = core.journal.arrived(|| recorded(&call, endpoint), endpoint);
    if !only_reads(&call.method, endpoint) {
        core.journal
            .wrote(violation(&call, "it would have written".to_owned()));
    }
    let _in_flight = InFlight(core);

    let faults = core.faults.of(endpoint, || call.target());
    wait(core.latency, &faults).await;
    let fault = simulator.prepare(faults);
    let answer = match simulator.decide(&call, known, route, fault.as_ref()) {
        Ok(answer) => answer,
        Err(refusal) => {
            if let Some(reason) = refusal.violation {
                core.journal.violated(violation(&call, reason));
            }
            refusal.answer
        }
    };
    let answer = spoil(answer, fault.as_ref(), |status, message| {
        simulator.vendor.failure(status, message)
    });
    if matches!(fault, Some(Fault::HeldAnswer)) {
        std::future::pending::<()>().await;
    }
    let whole = !matches!(
        fault,
        Some(Fault::Reset | Fault::LostAnswer | Fault::Truncate(_) | Fault::Endless)
    );
    core.journal.answered(place, whole.then_some(answer.status));
    deliver(answer, fault.as_ref(), wire.as_ref())
}

impl<V: Vendor> Simulator<V> {
    /// Applies the faults that change the state, and returns the one that spoils the answer.
    fn prepare(&self, faults: Vec<Fault>) -> Option<Fault> {
        let mut spoiling = None;
        for fault in faults {
            match fault {
                Fault::Latency(_) => {}
                Fault::ExpireTokens => self.vendor.expire_tokens(),
                Fault::Change(change) => self.core.change(|world| change(world)),
                other => spoiling = spoiling.or(Some(other)),
            }
        }
        spoiling
    }

    /// Route, gate, limit, fault, token, query, answer: in this order.
    fn decide(
        &self,
        call: &Call,
        known: bool,
        route: Option<Route>,
        fault: Option<&Fault>,
    ) -> Result<Answer, Refusal> {
        let route = route.ok_or_else(|| self.no_route(call, known))?;
        self.vendor.gate(call, &route)?;
        self.limit(call, route.spec.endpoint)?;
        if let Some(answer) = fault.and_then(|fault| self.instead(fault)) {
            return Ok(answer);
        }
        self.vendor.authorize(&self.core, call, &route)?;
        route.check_query(call, V::EVERYWHERE).map_err(|reason| {
            Refusal::violation(self.vendor.failure(400, &reason), reason.clone())
        })?;
        self.vendor.answer(&self.core, call, &route)
    }

    fn no_route(&self, call: &Call, known: bool) -> Refusal {
        if known || !matches!(call.method.as_str(), "GET" | "HEAD") {
            let reason = format!("method {} on {}", call.method, call.path);
            Refusal::violation(self.vendor.failure(405, "Method Not Allowed"), reason)
        } else {
            let reason = format!("unknown route {}", call.path);
            Refusal::violation(self.vendor.failure(404, "Not Found"), reason)
        }
    }

    fn limit(&self, call: &Call, endpoint: Endpoint) -> Result<(), Refusal> {
        let mut window = lock(&self.core.window);
        let Some(window) = window.as_mut() else {
            return Ok(());
        };
        if endpoint == Endpoint::Token && !window.limit().tokens_count {
            return Ok(());
        }
        // Requests of one moment may take the lock in another order than they arrived in.
        let now = self.core.clock.now().max(call.at);
        let Err(wait) = window.admit(now) else {
            return Ok(());
        };
        let message = if window.limit().wait_in_body {
            format!(
                "Rate limit is exceeded. Try again in {} seconds.",
                whole_seconds(wait)
            )
        } else {
            "Rate limit is exceeded.".to_owned()
        };
        let answer = self.vendor.failure(429, &message);
        Err(Refusal::state(match window.limit().retry_after {
            RetryAfter::None => answer,
            RetryAfter::Seconds => answer.header("retry-after", whole_seconds(wait).to_string()),
            RetryAfter::HttpDate => {
                let until = now.checked_add(wait).unwrap_or(now);
                answer.header("retry-after", http_date(until))
            }
        }))
    }

    /// The answer of a fault that keeps the request from being looked at.
    fn instead(&self, fault: &Fault) -> Option<Answer> {
        match fault {
            Fault::Reset => Some(Answer::empty(500)),
            Fault::Status(429) => Some(
                self.vendor
                    .failure(429, "Rate limit is exceeded. Try again in 1 seconds."),
            ),
            Fault::Status(status) => Some(self.vendor.failure(*status, "simulated fault")),
            Fault::Answer {
                status,
                content_type,
                body,
            } => Some(Answer::new(*status, content_type, body.clone())),
            Fault::Redirect(location) => {
                Some(Answer::empty(302).header("location", location.clone()))
            }
            _ => None,
        }
    }
}

async fn read(core: &Core, request: Request) -> Option<Call> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.ok()?;
    let query = parts.uri.query().unwrap_or_default();
    Some(Call::new(
        parts.method.as_str(),
        parts.uri.path(),
        query,
        parts.headers,
        body,
        core.clock.now(),
    ))
}

fn recorded(call: &Call, endpoint: Option<Endpoint>) -> Recorded {
    Recorded {
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        endpoint,
        language: call.header("accept-language").map(str::to_owned),
        status: None,
        at: call.at,
    }
}

fn violation(call: &Call, reason: String) -> Violation {
    Violation {
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        reason,
    }
}

async fn wait(latency: Duration, faults: &[Fault]) {
    if faults.iter().any(|fault| matches!(fault, Fault::Hang)) {
        std::future::pending::<()>().await;
    }
    let extra: Duration = faults
        .iter()
        .filter_map(|fault| {
            if let Fault::Latency(time) = fault {
                Some(*time)
            } else {
                None
            }
        })
        .sum();
    let latency = latency + extra;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
}
