//! From the options of a curl command to its requests.

use oauth_doctor_wire::percent;
use oauth_doctor_wire::url::{authority_at, user_info};

use super::transfer::Transfer;
use crate::command::build::{self, add_query, basic, has, header, join, standing_for, text_body};
use crate::command::shell::command_line::CommandLine;
use crate::command::shell::cursor::placed;
use crate::exchange::{Body, Content, Header, Request};
use crate::note::NoteKind;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

impl Transfer {
    /// Makes a request for each URL, with the byte where that stands.
    pub(crate) fn finish(mut self, line: &mut CommandLine) -> Vec<(Request, usize)> {
        let method = self.method();
        let mut query = std::mem::take(&mut self.query);
        let body = if self.get || self.head {
            query.extend(self.data.drain(..).filter_map(|(data, _)| data));
            None
        } else {
            self.body()
        };
        let query = join(&query, "&");
        let mut urls = std::mem::take(&mut self.urls);
        if let Some((url, _)) = urls.get(MOST_URLS) {
            let message = "the command has implausibly many URLs; only the first ones were read";
            line.note(NoteKind::CommandOperand, message, url.place(0));
            urls.truncate(MOST_URLS);
        }
        let mut sent = Vec::new();
        for (url, at) in urls {
            let (url, credentials) = without_credentials(&url);
            let url = add_query(&build::with_scheme(&unescaped(&url), "http"), &query);
            let headers = self.sent_headers(credentials, body.as_ref(), line);
            let request = Request { method: method.clone(), url, headers, body: body.clone() };
            sent.push((request, at));
        }
        sent
    }

    fn method(&self) -> String {
        let implied = if self.head {
            "HEAD"
        } else if self.upload {
            "PUT"
        } else if self.get || self.data.is_empty() && self.parts.is_none() {
            "GET"
        } else {
            "POST"
        };
        self.method.clone().unwrap_or_else(|| implied.to_owned())
    }

    fn body(&mut self) -> Option<Body> {
        if let Some(parts) = self.parts.take() {
            return Some(build::multipart(parts));
        }
        if self.upload || self.data.iter().any(|(data, _)| data.is_none()) {
            return Some(build::missing_body());
        }
        let first = self.data.first()?;
        let mut draft = Draft::default();
        for (index, (data, separated)) in self.data.iter().enumerate() {
            let Some(text) = data else { continue };
            if index > 0 && *separated {
                draft.push_char('&', text.place(0));
            }
            draft.push(text, 0..text.as_str().len());
        }
        let at = first.0.as_ref().and_then(|text| text.place(0));
        Some(text_body(placed(draft.finish(), at)))
    }

    /// Returns the headers that were asked for and those that curl adds to them, as far as they say something of the
    /// request.
    fn sent_headers(&self, in_url: Option<Text>, body: Option<&Body>, line: &mut CommandLine) -> Vec<Header> {
        let mut headers = self.headers.clone();
        let missing = |headers: &[Header], name: &str| {
            !has(headers, name) && !self.removed.iter().any(|removed| removed.eq_ignore_ascii_case(name))
        };
        if missing(&headers, "Authorization") {
            headers.extend(self.authorization(in_url, line));
        }
        let agent = self.user_agent.iter().filter(|agent| !agent.as_str().is_empty());
        let cookies = (!self.cookies.is_empty()).then(|| join(&self.cookies, "; "));
        let named = agent.map(|agent| ("User-Agent", agent.clone()));
        let named = named.chain(self.referer.iter().map(|referer| ("Referer", referer.clone())));
        for (name, value) in named.chain(cookies.map(|cookies| ("Cookie", cookies))) {
            // curl sends cookies of both kinds.
            if name == "Cookie" || missing(&headers, name) {
                headers.push(header(name, value));
            }
        }
        let text = body.and_then(|body| match &body.content {
            Content::Text(text) => Some(text.clone()),
            Content::Missing { .. } if !self.upload => Some(Text::default()),
            _ => None,
        });
        if let Some(of) = text {
            let json = "application/json";
            let implied = if self.json { json } else { "application/x-www-form-urlencoded" };
            if missing(&headers, "Content-Type") {
                headers.push(header("Content-Type", standing_for(implied, &of)));
            }
            if self.json && missing(&headers, "Accept") {
                headers.push(header("Accept", standing_for(json, &of)));
            }
        }
        headers
    }

    fn authorization(&self, in_url: Option<Text>, line: &mut CommandLine) -> Option<Header> {
        if let Some(token) = &self.bearer {
            let value = join(&[standing_for("Bearer ", token), token.clone()], "");
            return Some(header("Authorization", value));
        }
        let user = self.user.clone().or(in_url)?;
        if self.other_scheme {
            line.note(
                NoteKind::CommandCredentials,
                "curl computes the `Authorization` header of this scheme when it sends the request; it is not in the capture",
                user.place(0),
            );
            return None;
        }
        if !user.as_str().contains(':') {
            line.note(
                NoteKind::CommandCredentials,
                "curl asks for the password of this user; it is not in the capture",
                user.place(0),
            );
            return Some(header("Authorization", standing_for("Basic [password not in the capture]", &user)));
        }
        Some(basic(&user))
    }
}

/// Backslashes keep curl from expanding brackets in a URL ("globbing").
fn unescaped(url: &Text) -> Text {
    let value = url.as_str();
    if !value.contains('\\') {
        return url.clone();
    }
    let mut draft = Draft::default();
    let mut from = 0;
    for (at, _) in value.match_indices('\\') {
        if value.get(at + 1..).is_some_and(|next| next.starts_with(['[', ']', '{', '}'])) {
            draft.push(url, from..at);
            from = at + 1;
        }
    }
    draft.push(url, from..value.len());
    draft.finish()
}

/// Takes `user:password@` out of a URL, which curl sends as Basic credentials.
fn without_credentials(url: &Text) -> (Text, Option<Text>) {
    let value = url.as_str();
    let Some(range) = user_info(value, authority_at(value).unwrap_or(0)) else {
        return (url.clone(), None);
    };
    let user = part(url, range.clone());
    let around = [part(url, 0..range.start), part(url, range.end + 1..value.len())];
    let credentials = standing_for(percent::decode(user.as_str()), &user);
    (join(&around, ""), Some(credentials))
}

/// Each URL is sent the whole body.
const MOST_URLS: usize = 16;
