//! The JSON report as values that can be compared.

use serde_json::Value;

use super::model::{CaptureView, FlowView};
use crate::diagnosis::Diagnosis;
use crate::report::{Capture, Options};

/// Returns what a report says of a capture as a whole; nothing of its logins.
pub(crate) fn capture_value(capture: &Capture, options: Options) -> Value {
    // Its members are strings and numbers, which always have a value.
    serde_json::to_value(CaptureView::without_flows(capture, options)).unwrap_or_default()
}

/// Returns what a report says of a login.
pub(crate) fn login_value(login: &Diagnosis, capture: &Capture, options: Options) -> Value {
    serde_json::to_value(FlowView::new(login, capture, options)).unwrap_or_default()
}

/// Returns the texts that a report shows in clear: all of its strings, with every credential by its shape.
pub(crate) fn public_texts(capture: &Capture) -> Vec<String> {
    let options = Options::default();
    let logins = capture.checked.logins.iter().map(|login| login_value(login, capture, options));
    let mut texts = Vec::new();
    let mut left: Vec<Value> = [capture_value(capture, options)].into_iter().chain(logins).collect();
    while let Some(value) = left.pop() {
        match value {
            Value::String(text) => texts.push(text),
            Value::Array(items) => left.extend(items),
            Value::Object(members) => left.extend(members.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    texts.sort_unstable();
    texts.dedup();
    texts
}
