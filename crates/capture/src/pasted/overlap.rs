//! What is seen of one thing in two ways.

use super::failure::StatedFailure;
use super::sights::{Sight, SightKind};
use crate::exchange::{Body, Content};

/// Adds the refusals; what is seen of one in two ways counts once. Each walks along the sightings once.
pub(super) fn add_failures(found: &mut Vec<Sight>, failures: Vec<StatedFailure>) {
    found.sort_by_key(|sight| sight.range.start);
    let mut dropped = vec![false; found.len()];
    let mut added = Vec::new();
    let mut at = 0;
    // The byte behind the messages so far, and the last answer.
    let mut message_end = 0;
    let mut answer: Option<usize> = None;
    for mut failure in failures {
        let range = failure.range.clone();
        while let Some(sight) = found.get(at).filter(|sight| sight.range.start <= range.start) {
            if is_message(sight) {
                message_end = message_end.max(sight.range.end);
            } else if matches!(sight.kind, SightKind::Answer(_) | SightKind::ErrorCode(..)) {
                answer = Some(at);
            }
            at += 1;
        }
        if range.start < message_end {
            continue;
        }
        let within = answer.filter(|&index| range.start < found[index].range.end);
        let behind = at..at + found[at..].iter().take_while(|sight| sight.range.start < range.end).count();
        for index in within.into_iter().chain(behind) {
            match &found[index].kind {
                SightKind::Answer(Body { content: Content::Text(text), .. }) => {
                    if !holds_words(text.as_str()) {
                        failure.raw = Some(text.clone());
                    }
                    dropped[index] = true;
                }
                SightKind::Answer(_) | SightKind::ErrorCode(..) => dropped[index] = true,
                _ => {}
            }
        }
        added.push(Sight { range, kind: SightKind::Failed(Box::new(failure)) });
    }
    let mut dropped = dropped.into_iter();
    found.retain(|_| !dropped.next().unwrap_or_default());
    found.extend(added);
    found.sort_by_key(|sight| sight.range.start);
}

/// Returns whether the `error` of an object is no code but what a program says of it: a code has no quotes (RFC 6749
/// §5.2).
fn holds_words(object: &str) -> bool {
    let at = object.find("\"error\"").map(|at| at + "\"error\"".len());
    let value = at.and_then(|at| object[at..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"'));
    value.and_then(|value| value.split('"').next()).is_some_and(|value| value.ends_with('\\'))
}

fn is_message(sight: &Sight) -> bool {
    matches!(
        sight.kind,
        SightKind::RequestOrResponse(..) | SightKind::Endpoint(..) | SightKind::Sent(_) | SightKind::Asked(_)
    )
}
