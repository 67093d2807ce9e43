//! Turns an answer into bytes on the wire, spoiling it where a fault says so.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, Stream};

use super::Answer;
use super::connection::Wire;
use crate::Fault;

const WEB_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head>\
    <body><h1>We are doing some maintenance</h1></body></html>\n";

/// Replaces what is answered where the fault is one of content.
pub(crate) fn spoil(
    answer: Answer,
    fault: Option<&Fault>,
    failure: impl FnOnce(u16, &str) -> Answer,
) -> Answer {
    match fault {
        Some(Fault::Malformed) => {
            let half = answer.body.len() / 2;
            Answer {
                body: answer.body.slice(..half),
                ..answer
            }
        }
        Some(Fault::Html) => Answer::new(200, "text/html; charset=utf-8", WEB_PAGE),
        Some(Fault::ErrorInside) => Answer {
            status: 200,
            ..failure(500, "An unexpected error occurred.")
        },
        _ => answer,
    }
}

/// Builds the response, and cuts the wire where the fault is one of transport.
pub(crate) fn deliver(answer: Answer, fault: Option<&Fault>, wire: Option<&Wire>) -> Response {
    let length = answer.body.len();
    let (body, announced) = match fault {
        Some(Fault::Reset | Fault::LostAnswer) => {
            if let Some(wire) = wire {
                wire.reset();
            }
            (Body::empty(), None)
        }
        Some(Fault::Truncate(kept)) => {
            let kept = (*kept).min(length);
            // The announced length is always more than what is sent.
            (
                Body::new(axum::body::Body::from_stream(Cut::after(
                    answer.body.slice(..kept),
                ))),
                Some(length.max(kept + 1)),
            )
        }
        Some(Fault::Endless) => (Body::from_stream(endless(answer.body)), None),
        _ => (Body::from(answer.body), None),
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let content_type =
        (!answer.content_type.is_empty()).then_some(("content-type", answer.content_type));
    for (name, value) in answer.headers.into_iter().chain(content_type) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    if let Some(announced) = announced {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(announced));
    }
    response
}

/// Sends some bytes, lets them be flushed, and fails, so that the connection is closed.
struct Cut {
    bytes: Option<Bytes>,
    flushed: bool,
}

impl Cut {
    fn after(bytes: Bytes) -> Self {
        Self {
            bytes: Some(bytes),
            flushed: false,
        }
    }
}

impl Stream for Cut {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        if !self.flushed {
            // The server flushes what it has when the body is not ready.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::BrokenPipe.into())))
    }
}

/// The body, and white space after it for as long as somebody reads.
fn endless(body: Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let filler = Bytes::from_static(&[b' '; 16 << 10]);
    stream::unfold(Some(body), move |first| {
        let chunk = first.unwrap_or_else(|| filler.clone());
        async move { Some((Ok(chunk), None)) }
    })
}
