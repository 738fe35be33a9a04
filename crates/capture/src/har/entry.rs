//! One entry of a log.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::log::Log;
use super::pairs::pairs;
use super::{body, initiator, time};
use crate::exchange::{Exchange, Header, RecorderHints, Request, Response};
use crate::record::EvidenceLevel;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::{Text, part};
use crate::text::value::{JsonValue, Object, string_or_number};

/// Reads an entry; `None` if it is not an object with a request.
pub(super) fn exchange(entry: JsonValue<'_>, log: &Log, lines: &mut LineCounter<'_>) -> Option<Exchange> {
    let at = lines.place(entry.at);
    let entry = entry.object();
    let [sent, answer, started, comment] = entry.pick(["request", "response", "startedDateTime", "comment"]);
    let sent = sent.filter(|sent| sent.kind() == b'{')?.object();
    let answer = answer.filter(|answer| answer.kind() == b'{').map(JsonValue::object);

    let [method, url, headers] = sent.pick(["method", "url", "headers"]);
    let method = string_or_number(method);
    let url = url.map(|url| text(url, lines)).unwrap_or_default();
    let headers = self::headers(headers, lines);
    let body = body::sent(&sent, &method, &headers, log, lines);
    let request = Request { method, url, headers, body };

    let response = answer.as_ref().map(|answer| response(answer, lines));
    let has_status = response.as_ref().is_none_or(|response| response.status.is_some());
    Some(Exchange {
        started: started.and_then(|started| time::started(started, log.is_internet_explorer())),
        failure: failure(&entry, answer.as_ref(), comment.filter(|_| log.is_charles()), has_status),
        recorder: hints(&entry, answer.as_ref(), log),
        ..Exchange::new(at, request, response)
    })
}

/// Returns whether a list of headers, as it is in the file, has a cookie or an `Authorization` header.
pub(super) fn has_credentials(headers: &[u8]) -> bool {
    const NAMES: [&str; 3] = ["cookie", "set-cookie", "authorization"];
    // Taking a list apart is dear, and most have neither.
    let mentioned = || NAMES_IN_FILE.iter().any(|name| name.find(headers).is_some());
    mentioned()
        && std::str::from_utf8(headers).is_ok_and(|raw| {
            pairs(JsonValue { raw, at: 0 }).any(|pair| {
                let name = pair.plain_name();
                NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
            })
        })
}

static NAMES_IN_FILE: LazyLock<[Finder<'static>; 4]> =
    LazyLock::new(|| ["ookie\"", "OOKIE\"", "uthorization\"", "UTHORIZATION\""].map(Finder::new));

fn headers(list: Option<JsonValue<'_>>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let mut headers = Vec::new();
    for pair in list.into_iter().flat_map(pairs) {
        let name = pair.plain_name();
        // HTTP/2 pseudo headers repeat what method and URL say.
        if name.starts_with(':') {
            continue;
        }
        let value = pair.value.map(|value| text(value, lines)).unwrap_or_default();
        if !value.as_str().contains('\n') {
            headers.push(Header { name, value });
            continue;
        }
        // chrome-har, chrome-har-capturer, PhantomJS and Firebug join repeated headers.
        headers.extend(joined(&value).map(|value| Header { name: name.clone(), value }));
    }
    headers
}

fn joined(value: &Text) -> impl Iterator<Item = Text> {
    let mut start = 0;
    value.as_str().split_inclusive('\n').filter_map(move |line| {
        let range = start..start + line.trim_end_matches(['\r', '\n']).len();
        start += line.len();
        (!range.is_empty()).then(|| part(value, range))
    })
}

fn response(answer: &Object<'_>, lines: &mut LineCounter<'_>) -> Response {
    let [status, list, target, explorer_target] = answer.pick(["status", "headers", "redirectURL", "redirectionURL"]);
    let headers = headers(list, lines);
    let target = [target, explorer_target].into_iter().flatten().find(|target| is_text(*target));
    let redirect_url = target.map(|target| text(target, lines));
    let body = answer.get("content").and_then(|content| body::received(content, lines));
    Response { status: status.and_then(self::status), headers, redirect_url, body }
}

/// 0 (browsers, mitmproxy), -1 (Playwright, Charles) and -2 (`WebPageTest`) stand for no answer.
fn status(value: JsonValue<'_>) -> Option<u16> {
    let number = value.count().filter(|number| (100..1000).contains(number))?;
    u16::try_from(number).ok()
}

fn failure(
    entry: &Object<'_>,
    answer: Option<&Object<'_>>,
    charles_comment: Option<JsonValue<'_>>,
    has_status: bool,
) -> Option<String> {
    let names = ["_error", "_failureText", "_charlesStatus", "comment"];
    let [error, failure_text, charles, comment] = answer.map_or([None; 4], |answer| answer.pick(names));
    let [entry_error, entry_failure_text, entry_charles, _] = entry.pick(names);
    // Charles says why it could not look into an exchange in a comment; others use comments for anything.
    let comment = if has_status { None } else { comment.or(charles_comment) };
    let charles = charles.or(entry_charles).filter(|status| status.string().is_some_and(|status| status != "COMPLETE"));
    let reasons = [error, failure_text, entry_error, entry_failure_text, comment, charles];
    reasons.into_iter().map(string_or_number).find(|reason| !reason.is_empty())
}

fn hints(entry: &Object<'_>, answer: Option<&Object<'_>>, log: &Log) -> RecorderHints {
    let [kind, initiator, worker, page] = entry.pick(["_resourceType", "_initiator", "_serviceWorkerRef", "pageref"]);
    let mut parts = [Some(entry), answer].into_iter().flatten();
    // What `redact` wrote of a text that it read.
    let redacted = entry.get("_redacted").map(JsonValue::object);
    let says = |name: &str| redacted.as_ref().and_then(|said| said.get(name)).is_some_and(|said| said.raw == "true");
    RecorderHints {
        excerpt: says("excerpt"),
        grant: None,
        client_id: None,
        came_back: says("cameBack"),
        evidence: EvidenceLevel::Seen,
        proposed: says("proposed"),
        is_answer_cut: says("answerCut"),
        resource_type: Some(string_or_number(kind).to_ascii_lowercase()).filter(|kind| !kind.is_empty()),
        via_service_worker: parts.any(|part| part.get("_fetchedViaServiceWorker").is_some_and(|via| via.raw == "true")),
        from_service_worker: worker.is_some() || (page.is_none() && log.has_pages && log.is_chrome()),
        call_stack: initiator::stack(initiator),
    }
}

fn is_text(value: JsonValue<'_>) -> bool {
    value.quoted().is_some_and(|quoted| !quoted.is_empty())
}
