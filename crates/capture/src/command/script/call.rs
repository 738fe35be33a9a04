//! Functions of JavaScript and Python that make a value of another one.
use data_encoding::BASE64;

use super::expression::ScriptReader;
use super::value::ScriptValue;
use crate::command::build::{COMPONENT, DATA_STRING, SEARCH_PARAMS, UNRESERVED, encode, standing_for};
use crate::text::draft::Draft;
use crate::text::placed::Text;

impl ScriptReader<'_, '_> {
    /// Reads a call of a function that makes a value.
    pub(crate) fn call(&mut self, name: &str, from: usize) -> Option<ScriptValue> {
        let arguments = self.arguments()?;
        let first = arguments.plain.first();
        let text = first.and_then(ScriptValue::text);
        let encoded = |encoding| {
            let text = text.as_ref()?;
            let mut draft = Draft::default();
            encode(&mut draft, text, encoding);
            Some(ScriptValue::Text(draft.finish()))
        };
        let known = match name {
            "JSON.stringify" | "json.dumps" => first.map(|value| ScriptValue::Text(value.json())),
            "URLSearchParams" | "url.URLSearchParams" => match first {
                None => Some(ScriptValue::Form(Text::default())),
                Some(ScriptValue::Text(text)) => Some(ScriptValue::Form(text.clone())),
                Some(value) => value.form(SEARCH_PARAMS).map(ScriptValue::Form),
            },
            "qs.stringify" | "querystring.stringify" => {
                first.and_then(|value| value.form(COMPONENT)).map(ScriptValue::Text)
            }
            "urlencode" | "urllib.parse.urlencode" | "parse.urlencode" => {
                first.and_then(|value| value.form(UNRESERVED)).map(ScriptValue::Text)
            }
            "encodeURIComponent" => encoded(COMPONENT),
            "quote" | "urllib.parse.quote" => encoded(DATA_STRING),
            "quote_plus" | "urllib.parse.quote_plus" => encoded(UNRESERVED),
            "btoa" | "window.btoa" => {
                text.map(|text| ScriptValue::Text(standing_for(BASE64.encode(text.as_str().as_bytes()), &text)))
            }
            "Headers" | "dict" | "String" | "HTTPBasicAuth" | "requests.auth.HTTPBasicAuth"
                if arguments.plain.len() > 1 =>
            {
                Some(ScriptValue::List(arguments.plain))
            }
            "Headers" | "String" => first.cloned(),
            "FormData" => Some(ScriptValue::Multipart(Vec::new())),
            "Buffer.from" => text.and_then(|text| self.base64_of(&text)),
            _ => None,
        };
        let known = known.and_then(|value| self.names.afford(value));
        Some(known.unwrap_or_else(|| self.raw(from)))
    }

    /// Node's `Buffer.from('id:secret').toString('base64')`.
    fn base64_of(&mut self, text: &Text) -> Option<ScriptValue> {
        let found = self.cursor.eat(".toString('base64')") || self.cursor.eat(".toString(\"base64\")");
        found.then(|| ScriptValue::Text(standing_for(BASE64.encode(text.as_str().as_bytes()), text)))
    }
}
