//! The names behind the numbers of a NetLog.

use std::collections::BTreeMap;

use crate::text::value::{JsonValue, string_or_number};

/// The events that tell of requests and answers (`net/log/net_log_event_type_list.h`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum EventKind {
    /// The network service begins or ends a request of a page, also one that a preflight stops.
    Cors,
    /// A preflight is made, as a request of its own.
    Preflight,
    PreflightError,
    /// A request, or the next one of a chain of redirects, begins.
    Start,
    Sent,
    Upload,
    Received,
    Redirected,
    Bytes,
    /// Something ends, with an error if there was one.
    End,
}

/// The part of `constants` that is used.
#[derive(Default)]
pub(crate) struct Constants {
    kinds: BTreeMap<String, EventKind>,
    /// Names of errors by their number.
    errors: BTreeMap<String, String>,
    /// The number of the phase that ends an event.
    pub(crate) end: String,
    /// Milliseconds from 1970 to the start of the clock of the events.
    pub(crate) offset: Option<f64>,
    /// `Google Chrome 146.0.7680.164`.
    pub(crate) creator: Option<String>,
}

impl Constants {
    /// Reads `constants`.
    pub(crate) fn read(constants: JsonValue<'_>) -> Self {
        let [types, errors, phases, offset, client] =
            constants.object().pick(["logEventTypes", "netError", "logEventPhase", "timeTickOffset", "clientInfo"]);
        let kinds = types.into_iter().flat_map(JsonValue::members);
        let kinds = kinds.filter_map(|(name, number)| Some((number.raw.to_owned(), kind(&name)?)));
        let errors = errors.into_iter().flat_map(JsonValue::members);
        let errors = errors.map(|(name, number)| (number.raw.to_owned(), name.into_owned()));
        let end = phases.and_then(|phases| phases.member("PHASE_END"));
        let creator = client.map(|client| {
            let [name, version] = client.object().pick(["name", "version"]);
            format!("{} {}", string_or_number(name), string_or_number(version)).trim().to_owned()
        });
        Self {
            kinds: kinds.collect(),
            errors: errors.collect(),
            end: end.map_or("2", |end| end.raw).to_owned(),
            offset: offset.and_then(JsonValue::number),
            creator: creator.filter(|creator| !creator.is_empty()),
        }
    }

    /// Returns what an event is by its `type`.
    pub(crate) fn kind(&self, number: JsonValue<'_>) -> Option<EventKind> {
        self.kinds.get(number.raw).copied()
    }

    /// Returns the name of an error as Chrome shows it elsewhere; 0 is none, and -1 is that the answer is awaited.
    pub(crate) fn error(&self, number: &str) -> Option<String> {
        if matches!(number, "0" | "-1") {
            return None;
        }
        let name = self.errors.get(number);
        Some(name.map_or_else(|| format!("net_error {number}"), |name| format!("net::{name}")))
    }
}

fn kind(name: &str) -> Option<EventKind> {
    Some(match name {
        "CORS_REQUEST" => EventKind::Cors,
        "CORS_PREFLIGHT_URL_REQUEST" => EventKind::Preflight,
        "CORS_PREFLIGHT_ERROR" => EventKind::PreflightError,
        "URL_REQUEST_START_JOB" => EventKind::Start,
        "HTTP_TRANSACTION_SEND_REQUEST_HEADERS"
        | "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS"
        | "HTTP_TRANSACTION_SPDY_SEND_REQUEST_HEADERS"
        | "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS" => EventKind::Sent,
        "UPLOAD_DATA_STREAM_INIT" => EventKind::Upload,
        "HTTP_TRANSACTION_READ_RESPONSE_HEADERS" => EventKind::Received,
        "URL_REQUEST_REDIRECTED" => EventKind::Redirected,
        "URL_REQUEST_JOB_FILTERED_BYTES_READ" => EventKind::Bytes,
        "REQUEST_ALIVE" | "FAILED" | "CANCELLED" => EventKind::End,
        _ => return None,
    })
}
