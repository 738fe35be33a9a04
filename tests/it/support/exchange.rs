//! Small HARs.

use serde_json::{Value, json};

/// One exchange of a HAR, with what a login needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) url: String,
    /// Milliseconds after the recording began.
    pub(crate) time: Option<i64>,
    pub(crate) headers: Vec<(String, String)>,
    /// `postData`.
    pub(crate) body: Option<Value>,
    pub(crate) status: u16,
    pub(crate) answer_headers: Vec<(String, String)>,
    pub(crate) content: Option<(String, String)>,
}

impl Exchange {
    pub(crate) fn get(url: impl Into<String>) -> Self {
        Self { method: "GET".to_owned(), url: url.into(), status: 200, ..Self::default() }
    }

    /// A form that is posted.
    pub(crate) fn post(url: impl Into<String>, form: &str) -> Self {
        Self { method: "POST".to_owned(), ..Self::get(url) }.sends("application/x-www-form-urlencoded", form)
    }

    pub(crate) fn sends(mut self, media: &str, text: &str) -> Self {
        self.body = Some(json!({ "mimeType": media, "text": text }));
        self.header("Content-Type", media)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn at(mut self, time: i64) -> Self {
        self.time = Some(time);
        self
    }

    pub(crate) fn answers(mut self, status: u16, media: &str, text: &str) -> Self {
        self.status = status;
        self.content = Some((media.to_owned(), text.to_owned()));
        self.answer_headers.push(("content-type".to_owned(), media.to_owned()));
        self
    }

    pub(crate) fn refuses(self, error: &str, description: &str) -> Self {
        let body = json!({ "error": error, "error_description": description });
        self.answers(400, "application/json", &body.to_string())
    }

    pub(crate) fn redirects(mut self, location: &str) -> Self {
        self.status = 302;
        self.answer_headers.push(("location".to_owned(), location.to_owned()));
        self
    }

    fn entry(&self) -> Value {
        let headers = |headers: &[(String, String)]| -> Vec<Value> {
            headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
        };
        let location = self.answer_headers.iter().find(|(name, _)| name == "location");
        let mut entry = json!({
            "time": 20,
            "request": { "method": self.method, "url": self.url, "headers": headers(&self.headers) },
            "response": {
                "status": self.status,
                "headers": headers(&self.answer_headers),
                "redirectURL": location.map_or("", |(_, value)| value.as_str()),
                "content": {},
            },
        });
        if let Some(time) = self.time {
            entry["startedDateTime"] = json!(time_of(time));
        }
        if let Some(body) = &self.body {
            entry["request"]["postData"] = body.clone();
        }
        if let Some((media, text)) = &self.content {
            entry["response"]["content"] = json!({ "mimeType": media, "text": text, "size": text.len() });
        }
        entry
    }
}

/// Returns a HAR of these exchanges, in this order.
pub(crate) fn har(exchanges: &[Exchange]) -> Vec<u8> {
    har_by("WebInspector", exchanges)
}

pub(crate) fn har_by(creator: &str, exchanges: &[Exchange]) -> Vec<u8> {
    let entries: Vec<Value> = exchanges.iter().map(Exchange::entry).collect();
    let log = json!({ "version": "1.2", "creator": { "name": creator, "version": "1.0" }, "entries": entries });
    json!({ "log": log }).to_string().into_bytes()
}

fn time_of(milliseconds: i64) -> String {
    let began: jiff::Timestamp = "2026-05-19T13:42:00Z".parse().expect("this is a time");
    let time = began + jiff::SignedDuration::from_millis(milliseconds);
    format!("{time:.3}")
}

/// Encodes a form as a browser does.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A login that fails and has this text wherever a stranger can put one.
pub(crate) fn login_with(text: &str) -> Vec<u8> {
    let name = format!("na{text}me");
    let redirect = format!("https://app.example/c{text}b");
    let escaped: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", text),
        ("redirect_uri", &redirect),
        ("state", "inventedState1"),
        ("code_challenge", &format!("eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI{text}")),
        ("code_challenge_method", "S256"),
        (&name, text),
    ]);
    let sent = form(&[
        ("grant_type", "authorization_code"),
        ("code", "inventedCode1"),
        ("client_id", &format!("{text}2")),
        ("redirect_uri", &format!("{redirect}/")),
        ("code_verifier", "inventedVerifier-0123456789-0123456789-0123"),
        (&name, text),
        (&name, text),
    ]);
    let callback = format!("https://app.example/cb{escaped}?code=inventedCode1&state=inventedState1");
    har_by(
        &format!("Recorder{text}"),
        &[
            Exchange::get(format!("https://as.example/authorize?{asked}"))
                .at(0)
                .header("User-Agent", text)
                .header("Cookie", &format!("{name}={text}")),
            Exchange::get(callback).at(1000).header("Cookie", &format!("{name}=1")),
            Exchange::post(format!("https://as.example/{text}/token"), &sent)
                .at(1100)
                .header("X-Note", text)
                .refuses(&format!("invalid_grant{text}"), &format!("no {text} no")),
            Exchange::get(format!("https://app.example/{text}")).at(1200),
        ],
    )
}
