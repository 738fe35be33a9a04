//! The HTML report is one page that loads nothing and in which a capture is text, whatever it holds.

use data_encoding::BASE64;
use oauth_doctor::report::{self, Format, Piece, Stream};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};

use crate::support::{self, Exchange, FAILING, check, fixtures, form, har, html, login_with, run};

#[test]
fn every_capture_becomes_a_whole_page() {
    for fixture in fixtures::all() {
        let page = html(fixture.capture(), false);
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{page}");
        assert!(page.ends_with("</html>\n"), "{}", fixture.name());
        let wrong = wrong_with(&page);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", fixture.name());
    }
}

#[test]
fn nothing_runs_or_styles_a_page_but_what_its_policy_names() {
    let page = failing();
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">").replace("&#39;", "'");
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)));
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&page, "<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
        )
    );
}

#[test]
fn a_capture_is_text_and_never_markup() {
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg onload='alert(1)'>",
        "</code></style></script><iframe src=//evil.example>",
        "<!--",
        "]]><a href=javascript:alert(1)>",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;b&gt;",
        "`<b>`",
    ] {
        let page = page_with(hostile);
        let foreign: Vec<&str> = tags(&page).into_iter().filter(|tag| !OURS.contains(tag)).collect();
        assert!(foreign.is_empty(), "{hostile} becomes {foreign:?}");
        assert_eq!(page.matches("<script>").count(), 2, "each of the two pages has one");
        assert!(wrong_with(&page).is_empty(), "{:#?}", wrong_with(&page));
    }
    assert!(page_with("<script>alert(1)</script>").contains("&#60;script&#62;alert(1)"), "it is shown");
}

#[test]
fn what_reorders_or_hides_text_is_written_out() {
    let page = page_with("a\u{202e}b\u{200b}c\u{1b}[2J");
    for c in ['\u{202e}', '\u{200b}', '\u{1b}'] {
        assert!(!page.contains(c), "U+{:04X}", u32::from(c));
    }
    assert!(page.contains("a\\u{202e}b\\u{200b}c\\u{1b}[2J"));
}

#[test]
fn the_difference_of_two_values_is_drawn() {
    let page = html(&check(&login("https://app.example/cb", "https://app.example/cb/", &[])), false);
    assert!(
        page.contains("https://app.example/cb<span class=\"gap\"")
            && page.contains("https://app.example/cb<mark>/</mark>"),
        "{page}"
    );
}

#[test]
fn the_wrong_parameter_is_marked_where_it_was_sent_and_joined_to_its_counterpart() {
    let page = failing();
    let diagram = between(&page, "<svg class=\"diagram\"", "</svg>");
    assert!(between(diagram, "<g class=\"chip bad\">", "</g>").contains(">sent: code_challenge<"));
    assert!(between(diagram, "<g class=\"chip good\">", "</g>").contains(">expected: S256(code_verifier)<"));
    assert!(diagram.contains("class=\"link\"") && diagram.contains('\u{2260}'));
    let failed = between(diagram, "<g class=\"bad\">", "</g>");
    assert!(failed.contains("token request") && failed.contains("invalid_grant") && failed.contains(">400<"));
    assert!(failed.contains("exchange 5 · +6.89 s"), "{failed}");
    let list = between(&page, "<ol class=\"steps\">", "</ol>");
    assert_eq!(list.matches("<li").count(), 5, "the list says the same: {list}");
}

#[test]
fn a_server_of_the_application_redeems_the_code_from_its_own_lane() {
    let of = |headers: &[(&str, &str)]| {
        let page = html(&check(&login("https://a.example/cb", "https://a.example/cb/", headers)), false);
        let list = between(&page, "<ol class=\"steps\">", "</ol>").to_owned();
        list.lines().find(|line| line.contains("token request")).map(str::to_owned).unwrap_or_default()
    };
    assert!(of(&[]).contains("Client to authorization server"), "{}", of(&[]));
    let page = of(&[("Origin", "https://a.example")]);
    assert!(page.contains("Browser to authorization server"), "{page}");
}

#[test]
fn what_a_browser_held_back_is_drawn_as_not_sent() {
    let path = "fixtures/rules/cors-preflight-blocked/bad-no-allow-origin.har";
    let page = html(&check(&fs::read(path).expect("the fixture is there")), false);
    let said = "token request, not sent: Browser to authorization server";
    assert!(page.contains(said) && page.contains("not redeemed: never sent"), "{page}");
}

#[test]
fn of_a_long_login_the_middle_is_left_out() {
    let mut exchanges = vec![authorize("https://app.example/cb"), callback()];
    exchanges.extend((0..400).map(|n| redemption("https://app.example/cb/", &[]).at(3000 + n)));
    let page = html(&check(&har(&exchanges)), false);
    let diagram = between(&page, "<svg class=\"diagram\"", "</svg>");
    assert!(diagram.contains("more messages"), "{diagram}");
    assert!(diagram.matches("class=\"arrow\"").count() < 50);
    assert!(page.contains("redeemed again") && page.contains("more times"));
}

#[test]
fn several_captures_have_an_index_that_leads_to_each() {
    let ran = run(&[
        "check",
        "--format",
        "html",
        "fixtures/captures/failing-login.har",
        "fixtures/captures/working-login-chrome.har",
        "fixtures/captures/no-oauth.har",
        "no-such.har",
    ]);
    assert_eq!(ran.code, 2);
    let index = between(&ran.stdout, "id=\"index\"", "</section>");
    let links: Vec<&str> = index.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(links.len(), 4, "{index}");
    for link in links {
        let section = format!(" id=\"{link}\">");
        assert_eq!(ran.stdout.matches(&section).count(), 1, "{link}");
    }
    for said in ["4 captures", "pkce-challenge-hex", "no OAuth login", "not read"] {
        assert!(index.contains(said), "{said}: {index}");
    }
    let alone = failing();
    assert!(!alone.contains("id=\"index\""), "one capture needs no index");
    assert!(wrong_with(&ran.stdout).is_empty(), "{:#?}", wrong_with(&ran.stdout));
}

#[test]
fn two_thousand_captures_are_written_one_by_one() {
    let mut capture = check(&login("https://app.example/cb", "https://app.example/cb/", &[]));
    let mut out = Counter::default();
    let options = support::options(false);
    let mut stream = Stream::begin(Format::Html, options, &mut out).expect("memory can be written");
    for number in 0..2000 {
        capture.path = format!("captures/{number}.har");
        let piece = Piece::of(&capture, Format::Html, options, true).expect("memory can be written");
        stream.write(piece).expect("memory can be written");
    }
    stream.end().expect("memory can be written");
    assert_eq!((out.captures, out.rows), (2000, 2000));
    assert!(out.largest < 1 << 20, "{} bytes at once", out.largest);
}

#[test]
fn a_report_with_credentials_says_so() {
    let capture = check(&fs::read(FAILING).expect("the fixture is there"));
    let warning = "shows credentials in full";
    assert!(html(&capture, true).contains(warning) && !html(&capture, false).contains(warning));
}

/// Counts what is written.
#[derive(Default)]
struct Counter {
    captures: usize,
    rows: usize,
    largest: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.captures += text.matches("<section class=\"capture").count();
        self.rows += text.matches("<tr><td><a href=\"#").count();
        self.largest = self.largest.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn failing() -> String {
    run(&["check", "--format", "html", "fixtures/captures/failing-login.har"]).stdout
}

/// A page of a login that has this text wherever a stranger can put one.
fn page_with(text: &str) -> String {
    let mut capture = check(&login_with(text));
    capture.path = format!("{text}.har");
    html(&capture, false) + &many(&capture)
}

/// The same capture among several.
fn many(capture: &report::Capture) -> String {
    let options = support::options(false);
    let mut out = Vec::new();
    let mut stream = Stream::begin(Format::Html, options, &mut out).expect("memory can be written");
    for _ in 0..2 {
        let piece = Piece::of(capture, Format::Html, options, true).expect("memory can be written");
        stream.write(piece).expect("memory can be written");
    }
    let unreadable = Piece::unreadable(&format!("{} again", capture.path), &capture.path, Format::Html, options);
    stream.write(unreadable.expect("memory can be written")).expect("memory can be written");
    stream.end().expect("memory can be written");
    // A page may hold each id once, and this one holds the capture twice.
    String::from_utf8(out).expect("reports are UTF-8").replace(" id=\"", " data-id=\"")
}

fn login(sent_before: &str, sent: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    har(&[authorize(sent_before), callback(), redemption(sent, headers)])
}

fn authorize(redirect: &str) -> Exchange {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", "orders"),
        ("redirect_uri", redirect),
        ("state", "inventedState1"),
    ]);
    Exchange::get(format!("https://as.example/authorize?{query}")).at(0)
}

fn callback() -> Exchange {
    Exchange::get("https://app.example/cb?code=inventedCode1&state=inventedState1").at(1000)
}

fn redemption(redirect: &str, headers: &[(&str, &str)]) -> Exchange {
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", "inventedCode1"),
        ("client_id", "orders"),
        ("redirect_uri", redirect),
    ]);
    let exchange = Exchange::post("https://as.example/token", &body).at(1500).refuses("invalid_grant", "no");
    headers.iter().fold(exchange, |exchange, (name, value)| exchange.header(name, value))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).map_or(rest, |(piece, _)| piece)
}

/// The tags of the templates.
const OURS: &[&str] = &[
    "!doctype", "a", "article", "b", "body", "br", "button", "circle", "code", "dd", "desc", "details", "div", "dl",
    "dt", "footer", "g", "h1", "h2", "h3", "h4", "head", "header", "html", "input", "label", "li", "line", "link",
    "main", "mark", "meta", "ol", "p", "path", "pre", "q", "rect", "script", "section", "span", "strong", "style",
    "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul",
];

/// Returns the names of the tags of a page.
fn tags(page: &str) -> BTreeSet<&str> {
    let tags = page.split('<').skip(1).map(|tag| tag.trim_start_matches('/'));
    // The script compares nothing with `<`.
    tags.map(|tag| tag.split(|c: char| c != '!' && !c.is_ascii_alphanumeric()).next().unwrap_or_default()).collect()
}

/// Returns what a page must not have: tags that do not match, ids that stand twice, handlers, styles, addresses that load.
fn wrong_with(page: &str) -> Vec<String> {
    const VOID: &[&str] = &["meta", "link", "br", "img", "input", "hr"];
    let mut wrong = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = page;
    while let Some((_, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        rest = after;
        let name = tag.split_whitespace().next().unwrap_or_default();
        if name == "!doctype" {
            open.clear();
        } else if let Some(name) = name.strip_prefix('/') {
            if open.pop() != Some(name) {
                wrong.push(format!("</{name}> closes something else"));
            }
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
        if matches!(name, "script" | "style") {
            rest = after.find("</").map_or("", |at| &after[at..]);
        }
        for attribute in tag.split_whitespace().skip(1).filter(|word| word.contains("=\"")) {
            let (name, value) = attribute.split_once("=\"").unwrap_or((attribute, ""));
            let value = value.trim_end_matches(['"', '/']);
            let loads = name == "src"
                || name == "href" && !["#", "https://", "data:,"].iter().any(|safe| value.starts_with(safe));
            if loads || name == "style" || name.starts_with("on") {
                wrong.push(tag.to_owned());
            }
            if name == "id" && !ids.insert(value) {
                wrong.push(format!("{value} stands twice"));
            }
        }
    }
    wrong.extend(open.iter().map(|name| format!("<{name}> is not closed")));
    wrong
}
