//! Functions of JavaScript and Python that make a value of another one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::expression::Reader;
use super::value::Value;
use crate::command::build::{COMPONENT, DATA_STRING, SEARCH_PARAMS, UNRESERVED, encode, standing_for};
use crate::text::draft::Draft;
use crate::text::placed::Text;

impl Reader<'_, '_> {
    /// Reads a call of a function that makes a value.
    pub(crate) fn call(&mut self, name: &str, from: usize) -> Option<Value> {
        let arguments = self.arguments()?;
        let first = arguments.plain.first();
        let text = first.and_then(Value::text);
        let encoded = |encoding| {
            let text = text.as_ref()?;
            let mut draft = Draft::default();
            encode(&mut draft, text, encoding);
            Some(Value::Text(draft.finish()))
        };
        let known = match name {
            "JSON.stringify" | "json.dumps" => first.map(|value| Value::Text(value.json())),
            "URLSearchParams" | "url.URLSearchParams" => match first {
                None => Some(Value::Form(Text::default())),
                Some(Value::Text(text)) => Some(Value::Form(text.clone())),
                Some(value) => value.form(SEARCH_PARAMS).map(Value::Form),
            },
            "qs.stringify" | "querystring.stringify" => first.and_then(|value| value.form(COMPONENT)).map(Value::Text),
            "urlencode" | "urllib.parse.urlencode" | "parse.urlencode" => {
                first.and_then(|value| value.form(UNRESERVED)).map(Value::Text)
            }
            "encodeURIComponent" => encoded(COMPONENT),
            "quote" | "urllib.parse.quote" => encoded(DATA_STRING),
            "quote_plus" | "urllib.parse.quote_plus" => encoded(UNRESERVED),
            "btoa" | "window.btoa" => text.map(|text| Value::Text(standing_for(STANDARD.encode(text.as_str()), &text))),
            "Headers" | "dict" | "String" | "HTTPBasicAuth" | "requests.auth.HTTPBasicAuth"
                if arguments.plain.len() > 1 =>
            {
                Some(Value::List(arguments.plain))
            }
            "Headers" | "String" => first.cloned(),
            "FormData" => Some(Value::Multipart(Vec::new())),
            "Buffer.from" => text.and_then(|text| self.base64_of(&text)),
            _ => None,
        };
        Some(known.unwrap_or_else(|| self.raw(from)))
    }

    /// Node's `Buffer.from('id:secret').toString('base64')`.
    fn base64_of(&mut self, text: &Text) -> Option<Value> {
        let found = self.cursor.eat(".toString('base64')") || self.cursor.eat(".toString(\"base64\")");
        found.then(|| Value::Text(standing_for(STANDARD.encode(text.as_str()), text)))
    }
}
