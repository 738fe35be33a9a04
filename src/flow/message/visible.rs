//! What a reader of a page sees of it, as far as it says that a login failed.

/// Returns whether a page says that the login failed: in its title or a heading, or in words that a text begins with. Text that
/// a browser does not show counts for nothing, nor does what follows the first words: a list of sign-ins names some that failed.
pub(crate) fn says_failure(html: &str) -> bool {
    let mut rest = html;
    let mut piece = String::new();
    let mut is_heading = false;
    let mut length = 0;
    loop {
        let (text, tag) = rest.split_once('<').unwrap_or((rest, ""));
        length += text.split_whitespace().map(str::len).sum::<usize>();
        piece.push_str(text);
        let name = name_of(tag);
        let is_end = tag.is_empty() || length > LONGEST;
        if is_end || !INLINE.contains(&name.as_str()) {
            if is_failure(&piece, is_heading) {
                return true;
            }
            piece.clear();
            is_heading = HEADINGS.contains(&name.as_str());
        }
        if is_end {
            return false;
        }
        rest = behind(tag, &name);
    }
}

/// Returns what follows a tag, or the element that it begins where a browser shows nothing of that.
fn behind<'a>(tag: &'a str, name: &str) -> &'a str {
    if let Some(comment) = tag.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let (attributes, mut rest) = tag.split_once('>').unwrap_or((tag, ""));
    let is_element = !name.is_empty() && !VOID.contains(&name) && !attributes.ends_with('/');
    if !is_element || !(UNSEEN.contains(&name) || is_hidden(attributes)) {
        return rest;
    }
    let mut depth = 1_usize;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        let closed = tag.strip_prefix('/');
        if name_of(closed.unwrap_or(tag)) != name {
            continue;
        }
        depth = if closed.is_some() { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return rest.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

/// Returns the name of the element that a tag begins; none for the end of one.
fn name_of(tag: &str) -> String {
    tag.chars().take_while(char::is_ascii_alphanumeric).take(LONGEST_NAME).collect::<String>().to_ascii_lowercase()
}

/// Returns whether a tag says that its element is not shown.
fn is_hidden(attributes: &str) -> bool {
    let lower = attributes.to_ascii_lowercase().replace(": ", ":");
    let mut words = lower.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '='));
    lower.contains("display:none") || lower.contains("visibility:hidden") || words.any(|word| HIDING.contains(&word))
}

fn is_failure(piece: &str, is_heading: bool) -> bool {
    let words: Vec<String> = piece.split_whitespace().take(MOST_WORDS).map(str::to_lowercase).collect();
    if is_heading {
        let text = words.join(" ");
        return FAILURES.iter().any(|failure| text.contains(failure));
    }
    let bare = |word: &String| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let first = words.iter().position(|word| !BEFORE.contains(&bare(word).as_str())).unwrap_or(words.len());
    let text = words[first..].join(" ");
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    FAILURES.iter().any(|failure| text.starts_with(failure))
}

/// How applications tell their users that a login failed.
const FAILURES: &[&str] = &[
    "sign-in failed",
    "sign in failed",
    "signin failed",
    "login failed",
    "log-in failed",
    "logon failed",
    "authentication failed",
    "authorization failed",
    "could not sign you in",
    "could not log you in",
    "couldn't sign you in",
    "couldn't log you in",
    "unable to sign you in",
    "unable to log you in",
    "login error",
    "sign-in error",
    "authentication error",
    "state mismatch",
    "invalid state",
    "nonce mismatch",
    "invalid nonce",
    "invalid issuer",
    "issuer mismatch",
];

/// Words that may be before it.
const BEFORE: &[&str] = &[
    "", "error", "sorry", "oops", "we", "your", "the", "this", "message", "oauth", "oidc", "sso", "warning", "500",
    "400", "401", "403",
];

/// Elements whose text is a title of the page or of a part.
const HEADINGS: &[&str] = &["title", "h1", "h2", "h3"];

/// Elements that do not end the text around them.
const INLINE: &[&str] = &["a", "b", "code", "em", "font", "i", "small", "span", "strong", "u"];

/// Elements without content.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Elements whose content a browser that runs scripts does not show.
const UNSEEN: &[&str] = &["noscript", "script", "select", "style", "svg", "template", "textarea"];

/// The attribute, and the classes of the usual style sheets, that hide an element.
const HIDING: &[&str] = &["hidden", "d-none", "is-hidden", "sr-only", "visually-hidden", "invisible"];

/// How many characters of text are looked at.
const LONGEST: usize = 300;
/// How many words of one text are looked at.
const MOST_WORDS: usize = 32;
/// How many characters the name of an element has at most.
const LONGEST_NAME: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_reader_sees_first_says_that_a_login_failed() {
        for failed in [
            "<html><head><title>Login failed</title></head></html>",
            "<h1>Sorry</h1><p>We could not <b>sign you in</b>.</p>",
            "<body>Authentication failed",
            "<h2 class=\"overflow-hidden\">Your sign-in failed</h2>",
            "{\"message\": \"Login failed\"}",
        ] {
            assert!(says_failure(failed), "{failed}");
        }
        for other in [
            "<div class=\"alert hidden\">Login failed</div><h1>Hello</h1>",
            "<div style=\"display: none\"><div>x</div>Login failed</div>",
            "<noscript>Authentication failed: enable JavaScript</noscript><div id=root></div>",
            "<script>show('Login failed')</script><template><h1>Login failed</h1></template>",
            "<!-- <h1>Login failed</h1> --><h1>Hello</h1>",
            "<h1>Welcome</h1><p>Last login failed attempts: 0</p>",
            "<h1>Welcome</h1><ul><li>Nov 28: login failed</li></ul>",
            "<p hidden>Login failed",
            "",
        ] {
            assert!(!says_failure(other), "{other}");
        }
    }
}
