//! What the profiles say of themselves: `docs/providers.md`.

use std::fmt::Write;

use super::profiles::ALL;
use super::{Enctype, FRONTS, LIBRARIES, Lifetime, Mark, Provider, TurnedAway};

/// Returns the whole reference, `docs/providers.md`.
pub fn reference() -> String {
    let mut out = String::from(HEAD);
    // Writing to a String cannot fail.
    for provider in ALL {
        let lifetime = provider.code_lifetime.as_ref().map(|lifetime| (length(lifetime), lifetime.source));
        let bodies = provider.bodies.as_ref().map(|bodies| (names(bodies.value), bodies.source));
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            provider.id,
            provider.name,
            cell(lifetime),
            cell(bodies),
            found(provider),
        );
    }
    out.push_str("\n## Notes\n");
    for provider in ALL.iter().filter(|provider| !provider.notes.is_empty()) {
        let _ = write!(out, "\n### {}\n\n", provider.name);
        for note in provider.notes {
            let _ = writeln!(out, "* {} ([{}]({}))", escaped(note.text), note.source.kind.as_str(), note.source.url);
        }
    }
    out.push_str(LOGS);
    let providers = ALL.iter().map(|provider| (provider.name, provider.log));
    let libraries = LIBRARIES.iter().map(|library| (library.name, library.log));
    for (name, log) in providers.chain(libraries).filter(|(_, log)| !log.texts.is_empty()) {
        let mut sources: Vec<&str> = log.texts.iter().map(|text| text.source.url).collect();
        sources.sort_unstable();
        sources.dedup();
        let links: Vec<String> = sources.iter().enumerate().map(|(at, url)| format!("[{}]({url})", at + 1)).collect();
        let _ = writeln!(out, "| {name} | {} | {} |", log.texts.len(), links.join(", "));
    }
    out.push_str(IN_FRONT);
    for front in FRONTS {
        let means = match front.means {
            TurnedAway::TooMany => "too many requests",
            TurnedAway::Challenged => "a challenge for browsers",
            TurnedAway::TooLarge => "the URL or the headers are too long",
        };
        let source = front.source;
        let _ = writeln!(
            out,
            "| {} | {} | {means} | [{}]({}) |",
            front.name,
            mark(&front.mark),
            source.kind.as_str(),
            source.url
        );
    }
    out
}

fn mark(mark: &Mark) -> String {
    match mark {
        Mark::Header(name, values) => format!("`{name}: {}`", values.join("` or `")),
        Mark::Page(statuses, words) => {
            let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
            format!("status {} and \u{201c}{words}\u{201d}", statuses.join(" or "))
        }
        Mark::Status(status) => format!("status {status}"),
    }
}

const IN_FRONT: &str = "
## In front of a server

Answers of firewalls and proxies that never reached the OAuth server.

| product | answer | meaning | source |
| --- | --- | --- | --- |
";

fn cell(claim: Option<(String, super::Source)>) -> String {
    claim.map_or_else(String::new, |(text, source)| format!("[{text}]({})", source.url))
}

fn length(lifetime: &Lifetime) -> String {
    let unless = if lifetime.configurable { " by default" } else { "" };
    format!("{} s{unless}", lifetime.seconds)
}

fn names(bodies: &[Enctype]) -> String {
    let name = |body: &Enctype| match body {
        Enctype::Form => "form",
        Enctype::Json => "JSON",
        Enctype::Multipart => "multipart",
        Enctype::Query => "query",
        Enctype::Get => "GET",
    };
    bodies.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What recognises it, as one example.
fn found(provider: &Provider) -> String {
    let endpoints = &provider.endpoints;
    let example = endpoints.hosts.first().or(endpoints.authorize.first());
    match (example, endpoints.source) {
        (Some(example), Some(source)) => format!("[`{example}`]({})", source.url),
        _ if provider.signatures.is_empty() => "not recognised".to_owned(),
        _ => "its messages".to_owned(),
    }
}

/// `<` starts no tag, and a `*` no emphasis.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;").replace('*', "\\*")
}

const LOGS: &str = "
## Log messages

Messages that servers, client libraries and proxies log when a login fails, and that the answer hides. The links are the sources.

| written by | texts | sources |
| --- | --- | --- |
";

const HEAD: &str = "# Providers

<!-- Written by `BLESS=1 cargo test --test it docs::`; edit src/providers/profiles/ instead. -->

This page lists what `check` knows about authorization servers beyond the specifications. `check` recognises a provider by the
hosts and paths of a login, or by messages that only it writes; the links are the sources. It says what the server's messages
mean, how long a code lives there and which forms of a request are documented, but the values in the capture come first.
Self-hosted products are recognised on any host if their paths are unique. *Its messages*: recognised only by them. *Not
recognised*: others have the same paths, so the entry is for reading only.

| id | name | a code lives | body of a token request | recognised by |
| --- | --- | --- | --- | --- |
";
