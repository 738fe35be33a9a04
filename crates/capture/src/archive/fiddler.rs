//! Fiddler's archives (`.saz`): `raw/1_c.txt` is what the client sent, `raw/1_s.txt` what the server answered, as
//! bytes, and `raw/1_m.xml` says when.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::members::ArchiveMembers;
use crate::counts::ExchangeCounts;
use crate::error::Error;
use crate::exchange::Exchange;
use crate::format::Format;
use crate::sink::Out;
use crate::text::blob::Blob;
use crate::text::place::Place;
use crate::{http, message};

/// The paths of one session.
#[derive(Default)]
pub(super) struct FiddlerSession {
    client: Option<String>,
    server: Option<String>,
    more: Option<String>,
}

/// Finds sessions by the names of their files, which may be padded with zeros; in their order.
pub(super) fn sessions(members: &ArchiveMembers<'_>) -> BTreeMap<u64, FiddlerSession> {
    let mut sessions: BTreeMap<u64, FiddlerSession> = BTreeMap::new();
    for path in members.paths() {
        let lower = path.to_ascii_lowercase();
        let Some((number, kind)) = lower.strip_prefix("raw/").and_then(|name| name.split_once('_')) else {
            continue;
        };
        let Ok(number) = number.parse() else { continue };
        let session = sessions.entry(number).or_default();
        let part = match kind {
            "c.txt" => &mut session.client,
            "s.txt" => &mut session.server,
            "m.xml" => &mut session.more,
            _ => continue,
        };
        *part = Some(path.to_owned());
    }
    sessions.retain(|_, session| session.client.is_some() || session.server.is_some());
    sessions
}

/// Reads the sessions.
pub(super) fn read(
    members: &ArchiveMembers<'_>,
    sessions: BTreeMap<u64, FiddlerSession>,
    out: &mut Out<'_, '_>,
) -> Result<(), Error> {
    out.set_format(Format::Saz);
    let mut tally = ExchangeCounts::default();
    for session in sessions.into_values() {
        members.check_budget()?;
        let mut blob = |path: Option<String>| {
            let path = path?;
            let (bytes, whole) = members.head(&path, LONGEST)?;
            Some((Blob::from_file(bytes, out.member(&path)), whole))
        };
        let sent = blob(session.client);
        let answer = blob(session.server);
        let at = sent.as_ref().and_then(|(sent, _)| sent.place(0)).unwrap_or_else(|| out.start());
        exchange(sent, answer, started(members, session.more), at, &mut tally, out);
    }
    tally.finish("sessions that are not HTTP", out);
    Ok(())
}

fn exchange(
    sent: Option<(Blob, bool)>,
    answer: Option<(Blob, bool)>,
    started: Option<Timestamp>,
    at: Place,
    tally: &mut ExchangeCounts,
    out: &mut Out<'_, '_>,
) {
    let Some(mut request) = sent.as_ref().and_then(|(sent, _)| http::parse::request(sent)) else {
        tally.broken(at, out);
        return;
    };
    let mut response = answer.as_ref().and_then(|(answer, _)| http::parse::response(answer));
    // What was not read to its end has no body that could be compared.
    if sent.is_some_and(|(_, whole)| !whole) {
        request.body = Some(message::missing(&request.headers));
    }
    if let Some(response) = response.as_mut().filter(|_| answer.is_some_and(|(_, whole)| !whole)) {
        response.body = Some(message::missing(&response.headers));
    }
    if request.method.eq_ignore_ascii_case("CONNECT") {
        tally.tunnels += 1;
        out.leave_out();
        return;
    }
    let exchange = Exchange { started, ..Exchange::new(at, request, response) };
    tally.exchange(&exchange);
    out.exchange(exchange);
}

/// Returns when the client began to send. A time that is not known is of the year 1.
fn started(members: &ArchiveMembers<'_>, path: Option<String>) -> Option<Timestamp> {
    let xml = members.content(&path?, LONGEST)?;
    let xml = String::from_utf8_lossy(&xml);
    ["ClientBeginRequest", "ClientConnected"].iter().find_map(|name| {
        let (_, value) = xml.split_once(&format!(" {name}=\""))?;
        let time: Timestamp = value.split('"').next()?.parse().ok()?;
        (time > Timestamp::UNIX_EPOCH).then_some(time)
    })
}

/// The limit on the bytes of a message.
const LONGEST: u64 = 8 << 20;
