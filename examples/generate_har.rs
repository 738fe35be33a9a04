//! Writes a HAR of any size to standard output, always the same for the same arguments:
//!
//! `cargo run --release --example generate_har -- bodies 1000000000 > large.har`
//! (response bodies make up most of it, like in what a browser records), or `small` for entries without bodies, or `giant`
//! for a few strings of hundreds of megabytes. Every 300th entry belongs to one of twenty logins, of which every fifth sends
//! another verifier than the one it announced.

use std::io::{self, BufWriter, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const LOGINS: u64 = 20;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_else(|| "bodies".to_owned());
    let bytes: u64 = arguments.next().and_then(|bytes| bytes.parse().ok()).unwrap_or(10_000_000);
    let mut out = Counted { out: BufWriter::new(io::stdout().lock()), written: 0 };
    write!(
        out,
        "{{\n  \"log\": {{\n    \"version\": \"1.2\",\n    \"creator\": {{\"name\": \"WebInspector\", \"version\": \"537.36\"}},\n    \"pages\": [],\n    \"entries\": ["
    )?;
    let mut random = Random(1);
    let mut entry = 0;
    while out.written < bytes {
        let login = entry / 300;
        match (entry % 300, login < LOGINS) {
            (step @ 0..3, true) => message(&mut out, &mut random, login, step, entry)?,
            _ => other(&mut out, &mut random, &kind, entry)?,
        }
        entry += 1;
    }
    write!(out, "\n    ]\n  }}\n}}\n")?;
    out.flush()
}

/// A message of a login: the authorization request, its redirect, the token request.
fn message(out: &mut impl Write, random: &mut Random, login: u64, step: u64, entry: u64) -> io::Result<()> {
    let verifier = format!("verifier-{login:034}");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let sent = if login % 5 == 4 { format!("another-{login:035}") } else { verifier };
    let redirect_uri = "https%3A%2F%2Fapp.example%2Fcallback";
    let code = format!("code-{login:030}");
    let (method, url, body, status, location, answer) = match step {
        0 => (
            "GET",
            format!(
                "https://login.example/authorize?response_type=code&client_id=app&redirect_uri={redirect_uri}&state=s{login}&code_challenge={challenge}&code_challenge_method=S256"
            ),
            String::new(),
            302,
            format!("https://app.example/callback?code={code}&state=s{login}"),
            String::new(),
        ),
        1 => (
            "GET",
            format!("https://app.example/callback?code={code}&state=s{login}"),
            String::new(),
            200,
            String::new(),
            "<!doctype html>".to_owned(),
        ),
        _ => {
            let body = format!(
                "grant_type=authorization_code&client_id=app&code={code}&redirect_uri={redirect_uri}&code_verifier={sent}"
            );
            let answer = if login % 5 == 4 {
                r#"{\"error\":\"invalid_grant\"}"#.to_owned()
            } else {
                format!(r#"{{\"access_token\":\"token-{login}\",\"token_type\":\"Bearer\"}}"#)
            };
            let status = if login % 5 == 4 { 400 } else { 200 };
            ("POST", "https://login.example/token".to_owned(), body, status, String::new(), answer)
        }
    };
    let sent = if body.is_empty() {
        String::new()
    } else {
        format!(", \"postData\": {{\"mimeType\": \"application/x-www-form-urlencoded\", \"text\": \"{body}\"}}")
    };
    begin(out, entry, method, &url, &sent)?;
    write!(
        out,
        "\"status\": {status}, \"headers\": [], \"redirectURL\": \"{location}\", \"content\": {{\"size\": {}, \"mimeType\": \"application/json\", \"text\": \"{answer}\"}}}}}}",
        answer.len() + random.below(1)
    )
}

/// Anything else that a page loads.
fn other(out: &mut impl Write, random: &mut Random, kind: &str, entry: u64) -> io::Result<()> {
    let url = format!(
        "https://cdn.example/assets/{}/item-{entry}?v={}",
        WORDS[random.below(WORDS.len())],
        random.below(1000)
    );
    begin(out, entry, "GET", &url, "")?;
    write!(
        out,
        "\"status\": 200, \"headers\": [{{\"name\": \"content-type\", \"value\": \"application/javascript\"}}], \"redirectURL\": \"\", \"content\": {{\"size\": 0, \"mimeType\": \"application/javascript\""
    )?;
    let pieces = match kind {
        "small" => 0,
        "giant" => 4_000_000,
        _ => 200 + random.below(2000),
    };
    if pieces > 0 {
        write!(out, ", \"text\": \"")?;
        for _ in 0..pieces {
            out.write_all(PIECES[random.below(PIECES.len())].as_bytes())?;
        }
        write!(out, "\"")?;
    }
    write!(out, "}}}}}}")
}

fn begin(out: &mut impl Write, entry: u64, method: &str, url: &str, sent: &str) -> io::Result<()> {
    let comma = if entry == 0 { "" } else { "," };
    let seconds = entry % 60;
    let minutes = entry / 60 % 60;
    let hours = entry / 3600 % 24;
    let days = 1 + entry / 86_400 % 28;
    write!(
        out,
        "{comma}\n      {{\n        \"startedDateTime\": \"2026-01-{days:02}T{hours:02}:{minutes:02}:{seconds:02}.000Z\",\n        \"time\": 12.5,\n        \"request\": {{\"method\": \"{method}\", \"url\": \"{url}\", \"httpVersion\": \"h2\",\n          \"headers\": [{{\"name\": \"accept\", \"value\": \"*/*\"}}, {{\"name\": \"user-agent\", \"value\": \"Mozilla/5.0 (X11; Linux x86_64)\"}}, {{\"name\": \"cookie\", \"value\": \"a=b\"}}],\n          \"queryString\": [], \"cookies\": []{sent}}},\n        \"timings\": {{\"blocked\": 1.5, \"dns\": -1, \"connect\": -1, \"send\": 0.1, \"wait\": 10.4, \"receive\": 0.5}},\n        \"response\": {{"
    )
}

struct Counted<W> {
    out: W,
    written: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Knuth's linear congruential generator: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }
}

const WORDS: [&str; 8] = ["main", "vendor", "login", "token", "chunk", "auth", "style", "callback"];

/// Script as it stands in JSON: escapes, quotes, characters of several bytes, and the words of OAuth.
const PIECES: [&str; 6] = [
    r#"function a(b,c){return b.code_verifier+\"=\"+c}\n\t"#,
    r#"const response_type=\"code\";if(!x){throw new Error('no token')}\n"#,
    "/* Größe, naïve, 東京 */ ",
    r#"var u=\"https:\\/\\/cdn.example\\/x?code=1\";"#,
    "for(let i=0;i<n;i++){s+=t[i]*256|0}",
    r#"\u003cdiv class=\"row\"\u003e"#,
];
