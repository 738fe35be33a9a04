//! Code in a report that is narrower than a line of it.

/// Breaks a line of code into lines of at most `room` characters where a reader would, and where that changes nothing: behind a
/// statement, a pipe or a call.
pub(super) fn broken(line: &str, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = line;
    while let Some((most, _)) = rest.char_indices().nth(room) {
        let fits = &rest[..most];
        let behind = |mark: &str| Some(fits.rfind(mark)? + mark.len());
        let end = behind("; ").or_else(|| behind(" | ")).or_else(|| behind_call(fits, 0));
        let end = end.or_else(|| behind(", ")).or_else(|| behind(" "));
        let end = end.or_else(|| (1..DEEPEST).find_map(|depth| behind_call(fits, depth))).or_else(|| behind("("));
        let (head, tail) = rest.split_at(end.unwrap_or(most));
        lines.push(head.trim_end());
        rest = tail.trim_start();
    }
    lines.push(rest);
    lines
}

/// Returns where the last call of a chain ends, as behind `f(x)` of `f(x).g(y)`, within so many brackets.
fn behind_call(code: &str, within: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut last = None;
    for (at, c) in code.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '.' if depth == within && code[..at].ends_with(')') => last = Some(at),
            _ => {}
        }
    }
    last
}

/// Within more brackets no call is looked for.
const DEEPEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_breaks_behind_a_statement_a_pipe_or_a_call() {
        assert_eq!(broken("a(b); c(d)", 8), ["a(b);", "c(d)"]);
        assert_eq!(broken("a b | c d", 7), ["a b |", "c d"]);
        assert_eq!(broken("f(x, y).g(z).h()", 13), ["f(x, y).g(z)", ".h()"]);
        assert_eq!(broken("f(xx, new G(y))", 10), ["f(xx,", "new G(y))"]);
        assert_eq!(broken("f(new(x).hash(y.bytes(Z)))", 24), ["f(new(x)", ".hash(y.bytes(Z)))"]);
        assert_eq!(broken("encode(hash(verifier))", 20), ["encode(hash(", "verifier))"]);
        assert_eq!(broken("äöüäöü", 4), ["äöüä", "öü"]);
    }
}
