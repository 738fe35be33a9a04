//! The HTML report in a real browser: it says nothing to the console, loads nothing, shows the verdict first, and can be used
//! with the keyboard, in the dark, on a small screen and on paper. Without Chromium these tests say that they were skipped.

mod browser;
mod support;

use std::fs;
use std::path::PathBuf;

use browser::Browser;
use serde_json::{Value, json};
use support::{Exchange, check, fixtures, form, har_by, html};

/// What a page of any kind must be: run in the page, returns what is wrong with it.
const AUDIT: &str = include_str!("browser/audit.js");

#[test]
fn no_page_complains_loads_or_fails_the_audit() {
    let Some(mut browser) = Browser::start() else { return };
    for path in pages() {
        browser.open(&page(&path));
        let name = path.display();
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{name}");
        assert_eq!(browser.requests(), Vec::<String>::new(), "{name}");
        assert_eq!(browser.evaluate(AUDIT), json!([]), "{name}");
        browser.prefer_dark(true);
        assert_eq!(browser.evaluate(AUDIT), json!([]), "{name}, in the dark");
        browser.prefer_dark(false);
    }
}

#[test]
fn markup_in_a_capture_stays_text() {
    let Some(mut browser) = Browser::start() else { return };
    let hostile = "<img src=x onerror=owned=1><script>owned=1</script>\" onload=\"owned=1\"";
    let query = form(&[
        ("client_id", hostile),
        ("redirect_uri", &format!("https://app.example/{hostile}")),
        ("state", hostile),
    ]);
    let mut capture = check(&har_by(
        hostile,
        &[
            Exchange::get(format!("https://as.example/authorize?response_type=code&{query}")),
            Exchange::get(format!(
                "https://app.example/cb?{}",
                form(&[("code", hostile), ("state", hostile)])
            )),
            Exchange::post(
                "https://as.example/token",
                &form(&[
                    ("grant_type", "authorization_code"),
                    ("code", hostile),
                    ("client_id", hostile),
                    ("redirect_uri", &format!("https://app.example/{hostile}/")),
                ]),
            )
            .refuses(hostile, hostile),
        ],
    ));
    capture.path = hostile.to_owned();
    for show_secrets in [false, true] {
        browser.open(&html(&capture, show_secrets));
        assert_eq!(browser.complaints(), Vec::<String>::new());
        assert_eq!(browser.requests(), Vec::<String>::new());
        let foreign = "document.querySelectorAll('img, main script').length + (typeof owned === 'undefined' ? 0 : 1)";
        assert_eq!(browser.evaluate(foreign), json!(0));
        assert_eq!(
            browser.evaluate("document.querySelector('.source h2').textContent"),
            json!(hostile)
        );
    }
}

#[test]
fn a_page_that_complains_or_loads_is_noticed() {
    let Some(mut browser) = Browser::start() else { return };
    let page = page(&failing());
    browser.open(&page.replace(
        "<main>",
        "<main><img src=\"https://evil.example/x.png\" onerror=\"alert(1)\">",
    ));
    let complaints = browser.complaints().join("\n");
    assert!(complaints.contains("Content Security Policy"), "{complaints}");
    assert_ne!(browser.evaluate(AUDIT), json!([]), "an image has no text");
    browser.open(
        &page
            .replace("<h3>", "<h5>")
            .replace("--muted: #57606a", "--muted: #aaa"),
    );
    assert!(
        !browser.complaints().is_empty(),
        "the style is not the one of the policy"
    );
    browser.open("<!doctype html><title>x</title><img src=\"https://evil.example/x.png\">");
    assert_eq!(browser.requests(), ["https://evil.example/x.png"]);
}

#[test]
fn the_verdict_its_values_and_the_fix_are_on_the_first_screen() {
    let Some(mut browser) = Browser::start() else { return };
    for path in fixtures("captures").into_iter().filter(is_failing) {
        browser.open(&page(&path));
        for part in [
            "article.login .pill",
            "article.login h3",
            "article.login .values",
            "article.login .fix",
        ] {
            let bottom = browser.evaluate(&format!(
                "document.querySelector('{part}')?.getBoundingClientRect().bottom ?? 0"
            ));
            let bottom = bottom.as_f64().unwrap_or(f64::MAX);
            assert!(bottom <= 800.0, "{}: {part} ends at {bottom}", path.display());
        }
    }
}

#[test]
fn nothing_is_cut_off_on_a_small_screen() {
    let Some(mut browser) = Browser::start() else { return };
    browser.size(360, 740);
    for path in pages() {
        browser.open(&page(&path));
        let beyond = browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(beyond, json!(0), "{}", path.display());
        let shown = browser.evaluate("[...document.querySelectorAll('.steps')].every((list) => list.offsetParent === null || list.clientWidth > 200)");
        assert_eq!(shown, json!(true), "the list stands in for the diagram");
        assert_eq!(browser.evaluate(AUDIT), json!([]), "{}", path.display());
    }
}

#[test]
fn the_keyboard_reaches_and_works_every_control() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&page(&failing()));
    let mut reached = Vec::new();
    for _ in 0..30 {
        browser.press("Tab");
        let focused = browser.evaluate("document.activeElement.className + ' ' + document.activeElement.tagName");
        let outlined = browser.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'");
        assert!(
            outlined == json!(true) || focused == json!(" BODY"),
            "{focused} shows no focus"
        );
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
    let folded = fixtures("captures")
        .into_iter()
        .find(|path| page(path).contains("<details class=\"about\">"));
    browser.open(&page(&folded.expect("some capture has notes")));
    browser.evaluate("document.querySelector('details.about summary').focus()");
    browser.press("Enter");
    assert_eq!(
        browser.evaluate("document.querySelector('details.about').open"),
        json!(true)
    );
}

#[test]
fn the_dark_scheme_is_dark() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&page(&failing()));
    let background = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.evaluate(background), json!("rgb(246, 247, 248)"));
    browser.prefer_dark(true);
    assert_eq!(browser.evaluate(background), json!("rgb(16, 19, 22)"));
}

#[test]
fn paper_shows_what_the_screen_folds() {
    let Some(mut browser) = Browser::start() else { return };
    let folded = fixtures("captures")
        .into_iter()
        .find(|path| page(path).contains("<details"));
    browser.open(&page(&folded.expect("some page folds something")));
    let all_open = "[...document.querySelectorAll('details')].every((details) => details.open)";
    assert_eq!(browser.evaluate(all_open), json!(false));
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.evaluate(all_open), json!(true));
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assert_eq!(browser.evaluate(all_open), json!(false), "the screen is as it was");
    browser.open(&page(&failing()));
    browser.print_media();
    let button = browser.evaluate("getComputedStyle(document.querySelector('.copy')).display");
    assert_eq!(button, json!("none"));
    let printed = browser.call("Page.printToPDF", &json!({}));
    assert!(printed["data"].as_str().is_some_and(|data| data.len() > 10_000));
}

#[test]
fn the_index_of_several_captures_comes_first_and_leads_to_them() {
    let Some(mut browser) = Browser::start() else { return };
    let ran = support::run(&["check", "--format", "html", "fixtures/captures"]);
    browser.open(&ran.stdout);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(
        browser.evaluate("document.querySelector('main').firstElementChild.id"),
        json!("index")
    );
    let lost = "[...document.querySelectorAll('#index a')].filter((link) => !document.querySelector(link.hash)).length";
    assert_eq!(browser.evaluate(lost), json!(0));
    assert_eq!(browser.evaluate(AUDIT), json!([]));
}

fn page(path: &PathBuf) -> String {
    html(&check(&fs::read(path).expect("the fixture is there")), false)
}

fn failing() -> PathBuf {
    let name = "failing-login.har";
    let mut found = fixtures("captures").into_iter().filter(|path| path.ends_with(name));
    found.next().expect("the fixture is there")
}

/// Pages of every kind: all whole logins, and a mistake of each topic.
fn pages() -> Vec<PathBuf> {
    let mut pages = fixtures("captures");
    pages.retain(|path| {
        path.parent()
            .is_some_and(|folder| folder.ends_with("captures") || folder.ends_with("hostile"))
    });
    for rule in [
        "redirect-uri-mismatch",
        "code-reused",
        "state-mismatch",
        "cors-preflight-blocked",
        "token-body-json",
        "refresh-token-reused",
        "dpop-nonce-ignored",
    ] {
        pages.push(fixtures(&format!("rules/{rule}")).swap_remove(0));
    }
    pages
}

fn is_failing(path: &PathBuf) -> bool {
    let report: Value = serde_json::from_str(&support::json(
        &check(&fs::read(path).expect("the fixture is there")),
        false,
    ))
    .expect("the report is JSON");
    !report["captures"][0]["flows"][0]["verdict"].is_null()
}
