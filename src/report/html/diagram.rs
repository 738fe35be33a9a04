//! The login as a sequence diagram: where each message starts and ends, and where its label stands.

use oauth_doctor_wire::url::UrlParts;

use super::parts::{self, passed};
use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::report::evidence;
use crate::report::text::{clean, shorten};
use crate::rules::Found;
use crate::weigh::{Step, StepKind};

/// A diagram, in units of its own; the page scales it.
pub(super) struct Diagram {
    pub(super) height: u32,
    pub(super) lanes: [Lane; 3],
    pub(super) rows: Vec<DiagramRow>,
    /// Joins the two values that are compared: where it begins and ends.
    pub(super) link: Option<Link>,
    /// What it shows, in a sentence.
    pub(super) about: String,
}

/// A lifeline: its middle, who it is, and the host, where that is known.
pub(super) struct Lane {
    pub(super) x: u32,
    pub(super) name: &'static str,
    pub(super) host: Option<String>,
}

/// A message, or a gap where messages were left out.
#[derive(Default)]
pub(super) struct DiagramRow {
    pub(super) y: u32,
    pub(super) from: u32,
    pub(super) to: u32,
    /// The middle of the arrow.
    pub(super) middle: u32,
    /// Where the status stands.
    pub(super) status_x: u32,
    pub(super) what: String,
    /// `Browser to authorization server`.
    pub(super) way: String,
    /// The method and the address, the exchange and the time.
    pub(super) detail: String,
    pub(super) status: Option<String>,
    /// `bad`, `good`, `plain`, `proposed`, `unsent`, or `gap` for messages that were left out.
    pub(super) tone: &'static str,
    pub(super) chips: Vec<Chip>,
    /// It is an answer, sent through the browser.
    is_response: bool,
    /// The refusal, which goes back.
    pub(super) answer: Option<AnswerArrow>,
}

/// A value, marked where it was sent.
pub(super) struct Chip {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) text: String,
    /// `bad`, `good` or `plain`.
    pub(super) tone: &'static str,
}

/// What a server answered to the request that failed.
pub(super) struct AnswerArrow {
    pub(super) y: u32,
    pub(super) text: String,
}

/// A line from one value to the other, beside the lifelines.
pub(super) struct Link {
    pub(super) first: (u32, u32),
    pub(super) second: (u32, u32),
    pub(super) middle: u32,
    /// `=` where the values are equal.
    pub(super) sign: char,
}

const BROWSER: usize = 0;
const CLIENT: usize = 1;
const SERVER: usize = 2;
const LANES: [(u32, &str); 3] = [(100, "Browser"), (450, "Client"), (800, "Authorization server")];

impl Diagram {
    /// Draws a login; nothing where fewer than two messages were recorded.
    pub(super) fn new(login: &Diagnosis) -> Option<Self> {
        let steps = &login.steps;
        let first = steps.first().filter(|_| steps.len() > 1)?;
        let found = login.verdict().map(|verdict| &verdict.found);
        let failing = login.server_error.as_ref().map(|error| error.exchange);
        let matters = |step: &Step| {
            let exchange = step.seen.exchange;
            failing == Some(exchange)
                || found.is_some_and(|found| found.evidence.iter().any(|item| item.exchange == exchange))
        };
        let mut rows = Vec::new();
        let mut ends = [None; 2];
        let mut left_out = 0;
        let mut room_for_more = MOST_MARKED;
        let mut y = TOP;
        for (index, step) in steps.iter().enumerate() {
            let is_near_an_end = index < NEAR_AN_END || index + NEAR_AN_END >= steps.len();
            let is_marked = !is_near_an_end && matters(step) && room_for_more > 0;
            if !is_near_an_end && !is_marked {
                left_out += 1;
                continue;
            }
            room_for_more -= usize::from(is_marked);
            if left_out > 0 {
                rows.push(DiagramRow::gap(left_out, y));
                y += GAP_HEIGHT;
                left_out = 0;
            }
            let mut row = DiagramRow::new(step, y, first, login);
            y += ROW_HEIGHT;
            let is_seen = |exchange| steps[..index].iter().any(|earlier| earlier.seen.exchange == exchange);
            if let Some(found) = found.filter(|_| !is_seen(step.seen.exchange)) {
                for (at, item) in found.evidence.iter().enumerate().take(MOST_CHIPS) {
                    if item.exchange != step.seen.exchange {
                        continue;
                    }
                    let chip = Chip::new(found, at, row.middle, y);
                    if let Some(end) = ends.get_mut(at) {
                        *end = Some((chip.x + chip.width, chip.y + CHIP_HEIGHT / 2 - 3));
                    }
                    row.chips.push(chip);
                    y += CHIP_HEIGHT;
                }
            }
            if failing == Some(step.seen.exchange) {
                row.tone = "bad";
                let answer = login.server_error.as_ref().and_then(|error| error.error.as_deref());
                let answer = answer.map(|text| shorten(&clean(text), LONGEST_LABEL));
                if let Some(text) = answer {
                    if row.is_response {
                        row.what = format!("{}: {text}", row.what);
                    } else {
                        row.answer = Some(AnswerArrow { y: y + 22, text });
                        y += ANSWER_HEIGHT;
                    }
                }
            }
            rows.push(row);
        }
        Some(Self {
            height: y + BOTTOM,
            lanes: lanes(login),
            link: found.and_then(|found| link(found, ends)),
            about: about(steps.len(), failing),
            rows,
        })
    }
}

impl DiagramRow {
    fn new(step: &Step, y: u32, first: &Step, login: &Diagnosis) -> Self {
        let is_unsent = parts::is_unsent(login, step);
        let (from, to) = if is_unsent { (BROWSER, SERVER) } else { way(step) };
        let ((from_x, from_name), (to_x, to_name)) = (LANES[from], LANES[to]);
        // What was kept back arrives nowhere.
        let to_x = if is_unsent { UNSENT_TO } else { to_x };
        let not_sent = if is_unsent { ", not sent" } else { "" };
        let since = step.seen.since(&first.seen).map(|ms| format!(" · {}", passed(ms)));
        Self {
            y: y + LINE_AT,
            from: from_x,
            to: to_x,
            middle: u32::midpoint(from_x, to_x),
            status_x: if to_x > from_x { to_x - 34 } else { to_x + 34 },
            what: format!("{}{not_sent}", step.kind.title()),
            way: format!("{from_name} to {}", to_name.to_lowercase()),
            detail: format!("{}exchange {}{}", address(step, login), step.seen.exchange, since.unwrap_or_default()),
            status: step.status.map(|status| status.to_string()),
            tone: match step.status {
                _ if step.kind == StepKind::ProposedRequest => "proposed",
                _ if is_unsent => "unsent",
                Some(400..) => "bad",
                _ => "plain",
            },
            is_response: matches!(step.kind, StepKind::AuthorizationResponse | StepKind::Callback),
            ..Self::default()
        }
    }

    fn gap(messages: usize, y: u32) -> Self {
        Self {
            y: y + GAP_HEIGHT / 2,
            from: LANES[BROWSER].0,
            to: LANES[SERVER].0,
            middle: LANES[CLIENT].0,
            what: format!("{messages} more messages"),
            tone: "gap",
            ..Self::default()
        }
    }
}

impl Chip {
    fn new(found: &Found, at: usize, middle: u32, y: u32) -> Self {
        let item = &found.evidence[at];
        // `S256(token_request.body.code_verifier)` is a value that was computed.
        let part = item.part.to_string();
        let (function, part) = part.split_once('(').unwrap_or(("", &part));
        let name = part.rsplit('.').next().unwrap_or_default();
        let name = if function.is_empty() { name.to_owned() } else { format!("{function}({name}") };
        let is_missing = item.value == Shown::Absent;
        let missing = if is_missing { " (absent)" } else { "" };
        let text = shorten(&clean(&format!("{}: {name}{missing}", item.label)), LONGEST_CHIP);
        // A digit of this font is some seven units wide.
        let width = u32::try_from(text.chars().count()).unwrap_or_default() * 7 + 20;
        Self { x: middle.saturating_sub(width / 2), y, width, text, tone: parts::tone(found, at) }
    }
}

/// Returns who the messages go between: the client is at the host to which the server sends the browser back.
fn lanes(login: &Diagnosis) -> [Lane; 3] {
    let hosts = [None, client_host(login), login.server.clone()];
    let mut hosts = hosts.into_iter().map(|host| host.map(|host| shorten(&clean(&host), LONGEST_HOST)));
    LANES.map(|(x, name)| Lane { x, name, host: hosts.next().flatten() })
}

fn client_host(login: &Diagnosis) -> Option<String> {
    login.steps.iter().filter(|step| is_for_client(step)).find_map(|step| host(step.url.as_deref()?))
}

fn is_for_client(step: &Step) -> bool {
    matches!(step.kind, StepKind::Callback | StepKind::AuthorizationResponse)
}

/// `GET /authorize · `; at a host that is not that of the lane with it.
fn address(step: &Step, login: &Diagnosis) -> String {
    let url = step.url.as_deref().map(|url| {
        let of_lane = if is_for_client(step) { client_host(login) } else { login.server.clone() };
        let is_there = host(url).is_some() && host(url) == of_lane;
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find('/').filter(|_| is_there).map_or(rest, |at| &rest[at..]);
        shorten(&clean(path), LONGEST_LABEL)
    });
    let parts = [step.method.as_deref().map(clean), url];
    let said = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if said.is_empty() { said } else { format!("{said} · ") }
}

fn host(url: &str) -> Option<String> {
    Some(UrlParts::parse(url).host.to_owned()).filter(|host| !host.is_empty())
}

/// Where a message starts and ends, by its kind (RFC 6749 §1.2 and §4.1).
fn way(step: &Step) -> (usize, usize) {
    match step.kind {
        StepKind::AuthorizeRequest | StepKind::Preflight => (BROWSER, SERVER),
        StepKind::AuthorizationResponse => (SERVER, BROWSER),
        StepKind::Callback | StepKind::BackendRequest => (BROWSER, CLIENT),
        _ if step.from_browser => (BROWSER, SERVER),
        _ => (CLIENT, SERVER),
    }
}

/// Joins the two values that belong together, where both are marked at different messages.
fn link(found: &Found, ends: [Option<(u32, u32)>; 2]) -> Option<Link> {
    let [first, second] = [ends[0]?, ends[1]?];
    let same = found.evidence[0].exchange == found.evidence[1].exchange;
    (!same && evidence::wrong(found).is_some()).then(|| Link {
        first,
        second,
        middle: u32::midpoint(first.1, second.1),
        sign: if found.evidence[0].value == found.evidence[1].value { '=' } else { '\u{2260}' },
    })
}

fn about(steps: usize, failing: Option<usize>) -> String {
    let failed = failing.map(|exchange| format!(" Exchange {exchange} failed."));
    format!("{steps} messages between browser, client and authorization server.{}", failed.unwrap_or_default())
}

const TOP: u32 = 72;
const BOTTOM: u32 = 10;
const ROW_HEIGHT: u32 = 54;
/// Where the arrow is in its row.
const LINE_AT: u32 = 26;
const CHIP_HEIGHT: u32 = 28;
const ANSWER_HEIGHT: u32 = 36;
const GAP_HEIGHT: u32 = 40;
/// Of a long login so many messages are drawn at the beginning and at the end.
const NEAR_AN_END: usize = 8;
/// So many are drawn between them, as they matter.
const MOST_MARKED: usize = 12;
/// So many values are marked.
const MOST_CHIPS: usize = 12;
const LONGEST_LABEL: usize = 36;
const LONGEST_HOST: usize = 30;
const LONGEST_CHIP: usize = 60;
/// Where the arrow of a request ends that was not sent.
const UNSENT_TO: u32 = 340;
