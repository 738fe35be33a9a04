//! Where the requests of a file begin, and what stands between them.

use super::variables::assignment;
use crate::http::head::is_method;

/// Returns whether a text is a file of requests: it sets a variable or separates its parts with `###`, and each part
/// begins with a request; or it is one request without a version of HTTP.
pub(crate) fn recognises(head: &str) -> bool {
    has_marks(head) || is_one_request(head)
}

/// Returns whether this is one request in the way of an editor, without a version of HTTP, and nothing else but its answer.
fn is_one_request(head: &str) -> bool {
    let mut lines = head.trim_start().lines().map(str::trim_end);
    let first = lines.next().unwrap_or_default();
    let Some((Some(method), target)) = request(first) else { return false };
    let is_header = |line: &str| {
        line.split_once(": ").is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    let mut headers = 0;
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        if !is_header(line) {
            return false;
        }
        headers += 1;
    }
    let _body = lines.by_ref().find(|line| line.is_empty());
    let behind = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let is_alone = behind.is_empty() || behind.starts_with("HTTP/");
    method == "POST" && first[target.clone()].contains("://") && target.end == first.len() && headers > 0 && is_alone
}

fn has_marks(head: &str) -> bool {
    let mut lines = head.lines().peekable();
    let (mut requests, mut marks) = (0, 0);
    let mut begins = true;
    while let Some(line) = lines.next() {
        if is_separator(line) {
            (begins, marks) = (true, marks + 1);
        } else if !begins || line.trim().is_empty() || is_comment(line) {
        } else if assignment(line).is_some() {
            marks += 1;
        } else if line.trim_start().starts_with("< {%") {
            let _script = lines.by_ref().find(|line| line.contains("%}"));
        } else if request(line).is_some() {
            (begins, requests) = (false, requests + 1);
        } else {
            return false;
        }
    }
    requests > 0 && marks > 0
}

/// Returns whether a line separates requests.
pub(super) fn is_separator(line: &str) -> bool {
    line.starts_with("###")
}

/// Returns whether a line before the body is a comment.
pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//")
}

/// Reads a request line; returns the method, where there is one, and where in the line the target stands.
pub(super) fn request(line: &str) -> Option<(Option<&str>, std::ops::Range<usize>)> {
    let start = line.len() - line.trim_start().len();
    let first = line[start..].split(' ').next().unwrap_or_default();
    let method = Some(first).filter(|word| is_method(word));
    let from = match method {
        Some(method) => start + method.len(),
        None => start,
    };
    let from = from + line[from..].len() - line[from..].trim_start().len();
    let words = line[from..].trim_end();
    let target = words.rsplit_once(" HTTP/").map_or(words, |(target, _)| target.trim_end());
    let is_url = target.starts_with("http://") || target.starts_with("https://");
    let is_target = is_url || method.is_some() && (target.starts_with(['/', '{']) || target.contains('.'));
    (is_target && !target.contains(' ')).then_some((method, from..from + target.len()))
}
