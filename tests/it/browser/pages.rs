//! The HTML report in a real browser: it says nothing to the console, loads nothing, shows the verdict first, and can be used
//! with the keyboard, in the dark, on a small screen and on paper.

use serde_json::json;

use super::devtools::Browser;
use crate::support::fixtures::{CAPTURES, Fixture, RULES};
use crate::support::{FAILING, WORKING, check, html, login_with, run};

/// What a page of any kind must be: run in the page, returns what is wrong with it.
const AUDIT: &str = include_str!("audit.js");

#[test]
#[ignore = "needs Chromium"]
fn no_page_complains_loads_or_fails_the_audit() {
    let mut browser = Browser::start();
    for fixture in pages() {
        browser.open(&page(fixture));
        let name = fixture.name();
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{name}");
        assert_eq!(browser.requests(), Vec::<String>::new(), "{name}");
        assert_eq!(browser.evaluate(AUDIT), json!([]), "{name}");
        browser.prefer_dark(true);
        assert_eq!(browser.evaluate(AUDIT), json!([]), "{name}, in the dark");
        browser.prefer_dark(false);
    }
}

#[test]
#[ignore = "needs Chromium"]
fn markup_in_a_capture_stays_text() {
    let mut browser = Browser::start();
    let hostile = "<img src=x onerror=owned=1><script>owned=1</script>\" onload=\"owned=1\"";
    let mut capture = check(&login_with(hostile));
    capture.path = hostile.to_owned();
    for show_secrets in [false, true] {
        browser.open(&html(&capture, show_secrets));
        assert_eq!(browser.complaints(), Vec::<String>::new());
        assert_eq!(browser.requests(), Vec::<String>::new());
        let foreign = "document.querySelectorAll('img, main script').length + (typeof owned === 'undefined' ? 0 : 1)";
        assert_eq!(browser.evaluate(foreign), json!(0));
        assert_eq!(browser.evaluate("document.querySelector('.source h2').textContent"), json!(hostile));
    }
}

#[test]
#[ignore = "needs Chromium"]
fn a_page_that_complains_or_loads_is_noticed() {
    let mut browser = Browser::start();
    let page = page(failing());
    browser.open(&page.replace("<main>", "<main><img src=\"https://evil.example/x.png\" onerror=\"alert(1)\">"));
    let complaints = browser.complaints().join("\n");
    assert!(complaints.contains("Content Security Policy"), "{complaints}");
    assert_ne!(browser.evaluate(AUDIT), json!([]), "an image has no text");
    browser.open(&page.replace("<h3>", "<h5>").replace("--muted: #57606a", "--muted: #aaa"));
    assert!(!browser.complaints().is_empty(), "the style is not the one of the policy");
    browser.open("<!doctype html><title>x</title><img src=\"https://evil.example/x.png\">");
    assert_eq!(browser.requests(), ["https://evil.example/x.png"]);
}

#[test]
#[ignore = "needs Chromium"]
fn the_verdict_its_values_and_the_fix_are_on_the_first_screen() {
    let mut browser = Browser::start();
    for fixture in CAPTURES.iter().filter(|fixture| is_failing(fixture)) {
        browser.open(&page(fixture));
        for part in ["article.login .pill", "article.login h3", "article.login .values", "article.login .fix"] {
            let bottom =
                browser.evaluate(&format!("document.querySelector('{part}')?.getBoundingClientRect().bottom ?? 0"));
            let bottom = bottom.as_f64().unwrap_or(f64::MAX);
            assert!(bottom <= 800.0, "{}: {part} ends at {bottom}", fixture.name());
        }
    }
}

#[test]
#[ignore = "needs Chromium"]
fn nothing_is_cut_off_on_a_small_screen() {
    let mut browser = Browser::start();
    browser.size(360, 740);
    for fixture in pages() {
        browser.open(&page(fixture));
        let beyond = browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(beyond, json!(0), "{}", fixture.name());
        let shown = browser.evaluate("[...document.querySelectorAll('.steps')].every((list) => list.offsetParent === null || list.clientWidth > 200)");
        assert_eq!(shown, json!(true), "the list stands in for the diagram");
        assert_eq!(browser.evaluate(AUDIT), json!([]), "{}", fixture.name());
    }
}

#[test]
#[ignore = "needs Chromium"]
fn the_keyboard_reaches_and_works_every_control() {
    let mut browser = Browser::start();
    browser.open(&page(failing()));
    let mut reached = Vec::new();
    for _ in 0..30 {
        browser.press("Tab");
        let focused = browser.evaluate("document.activeElement.className + ' ' + document.activeElement.tagName");
        let outlined = browser.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'");
        assert!(outlined == json!(true) || focused == json!(" BODY"), "{focused} shows no focus");
        if focused == json!("copy BUTTON") && !reached.contains(&focused) {
            browser.press("Enter");
            let said = browser.wait_for("document.querySelector('.copied').textContent");
            assert!(said == "Copied." || said.starts_with("Selected"), "{said}");
        }
        reached.push(focused);
    }
    for control in ["copy BUTTON", " PRE", " A"] {
        assert!(reached.contains(&json!(control)), "{control} is not in {reached:?}");
    }
    browser.open(&page_with("<details class=\"about\">"));
    browser.evaluate("document.querySelector('details.about summary').focus()");
    browser.press("Enter");
    assert_eq!(browser.evaluate("document.querySelector('details.about').open"), json!(true));
}

#[test]
#[ignore = "needs Chromium"]
fn the_dark_scheme_is_dark() {
    let mut browser = Browser::start();
    browser.open(&page(failing()));
    let background = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.evaluate(background), json!("rgb(246, 247, 248)"));
    browser.prefer_dark(true);
    assert_eq!(browser.evaluate(background), json!("rgb(16, 19, 22)"));
}

#[test]
#[ignore = "needs Chromium"]
fn paper_shows_what_the_screen_folds() {
    let mut browser = Browser::start();
    browser.open(&page_with("<details class=\"about\">"));
    let all_open = "[...document.querySelectorAll('details')].every((details) => details.open)";
    assert_eq!(browser.evaluate(all_open), json!(false));
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.evaluate(all_open), json!(true));
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assert_eq!(browser.evaluate(all_open), json!(false), "the screen is as it was");
    browser.open(&page(failing()));
    browser.print_media();
    let button = browser.evaluate("getComputedStyle(document.querySelector('.copy')).display");
    assert_eq!(button, json!("none"));
    let printed = browser.call("Page.printToPDF", &json!({}));
    assert!(printed["data"].as_str().is_some_and(|data| data.len() > 10_000));
}

#[test]
#[ignore = "needs Chromium"]
fn the_index_of_several_captures_comes_first_and_leads_to_them() {
    let mut browser = Browser::start();
    let ran = run(&["check", "--format", "html", "fixtures/captures"]);
    browser.open(&ran.stdout);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(browser.evaluate("document.querySelector('main').firstElementChild.id"), json!("index"));
    let lost = "[...document.querySelectorAll('#index a')].filter((link) => !document.querySelector(link.hash)).length";
    assert_eq!(browser.evaluate(lost), json!(0));
    assert_eq!(browser.evaluate(AUDIT), json!([]));
}

#[test]
#[ignore = "needs Chromium"]
fn the_index_is_filtered_by_what_one_types() {
    let mut browser = Browser::start();
    browser.open(&run(&["check", "--format", "html", "fixtures/captures"]).stdout);
    let shown = "[...document.querySelectorAll('#index tbody tr')].filter((row) => row.offsetParent).length";
    let all = browser.evaluate(shown).as_u64().expect("it is a number");
    browser.evaluate("document.querySelector('#filter').focus()");
    browser.call("Input.insertText", &json!({ "text": "failed hex" }));
    let few = browser.evaluate(shown).as_u64().expect("it is a number");
    assert!(0 < few && few < all, "{few} of {all}");
    let said = browser.wait_for("document.querySelector('.filter [role=status]').textContent");
    assert_eq!(said, format!("{few} of {all} captures"));
    let captures = "[...document.querySelectorAll('.capture')].filter((part) => part.offsetParent).length";
    assert_eq!(browser.evaluate(captures), json!(few), "what is below is what is listed");
    assert_eq!(browser.evaluate(AUDIT), json!([]));
    browser.evaluate("document.querySelector('#filter').select()");
    browser.call("Input.insertText", &json!({ "text": "nothing has this" }));
    assert_eq!(browser.evaluate(shown), json!(0));
    assert_eq!(browser.evaluate("document.querySelector('#filter').labels.length"), json!(1));
}

#[test]
#[ignore = "needs Chromium"]
fn paper_shows_a_login_that_succeeded_beside_others() {
    let mut browser = Browser::start();
    browser.open(&run(&["check", "--format", "html", FAILING, WORKING]).stdout);
    browser.print_media();
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    let height = "document.querySelector('.login.good .diagram').getBoundingClientRect().height";
    assert!(browser.evaluate(height).as_f64().is_some_and(|height| height > 100.0));
}

fn page(fixture: &Fixture) -> String {
    html(fixture.capture(), false)
}

fn failing() -> &'static Fixture {
    let is_it = |fixture: &&Fixture| fixture.path.ends_with("failing-login.har");
    CAPTURES.iter().find(is_it).expect("the fixture is there")
}

/// The page of a capture that has this text in it.
fn page_with(text: &str) -> String {
    let mut pages = CAPTURES.iter().map(page);
    pages.find(|page| page.contains(text)).expect("some page has it")
}

/// Pages of every kind: all whole logins, and a mistake of each topic.
fn pages() -> impl Iterator<Item = &'static Fixture> {
    let whole = CAPTURES.iter().filter(|fixture| {
        let folder = fixture.path.parent().expect("it is in a folder");
        folder.ends_with("captures") || folder.ends_with("hostile")
    });
    let rules = [
        "redirect-uri-mismatch",
        "code-reused",
        "state-mismatch",
        "cors-preflight-blocked",
        "token-body-json",
        "refresh-token-reused",
        "dpop-nonce-ignored",
    ];
    whole.chain(rules.into_iter().map(|rule| {
        let is_of_it = |fixture: &&Fixture| fixture.name().starts_with(&format!("{rule}/"));
        RULES.iter().find(is_of_it).expect("every rule has fixtures")
    }))
}

fn is_failing(fixture: &Fixture) -> bool {
    !fixture.report()["captures"][0]["flows"][0]["verdict"].is_null()
}
