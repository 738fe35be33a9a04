//! From the parameters of a web cmdlet to a request.

use super::parameters::{PARAMETERS, SWITCHES, full_name};
use super::session::session_name;
use super::value::PowerShellReader;
use crate::command::build::{self, DOTNET, add_query, has, header, join, standing_for, text_body};
use crate::command::script::value::ScriptValue;
use crate::command::shell::bash::is_blank;
use crate::command::shell::command_line::{CommandLine, Word, unclosed};
use crate::command::shell::cursor::Cursor;
use crate::command::shell::names::Names;
use crate::exchange::{Body, Content, Header, Request};
use crate::note::NoteKind;
use crate::text::placed::{Text, part};

/// Reads the command at the cursor, which stands behind the name of the program.
pub(crate) fn read(cursor: Cursor<'_>, names: &Names<'_>, line: &mut CommandLine) -> Option<Request> {
    let start = cursor.at;
    let mut reader = PowerShellReader { cursor, names, before: start, depth: 0 };
    let mut call = CmdletCall::default();
    call.parameters(&mut reader, line);
    line.end = reader.cursor.at;
    line.seen = line.end;
    call.finish(&reader, line)
}

/// Takes a command for another program apart into words (`curl.exe` from PowerShell).
pub(crate) fn words(cursor: Cursor<'_>, names: &Names<'_>) -> CommandLine {
    let mut reader = PowerShellReader { cursor, names, before: cursor.at, depth: 0 };
    let mut line = CommandLine::default();
    loop {
        reader.skip_blanks();
        let from = reader.cursor.at;
        if at_end(&reader.cursor) {
            break;
        }
        let Some(text) = reader.argument().and_then(|value| value.text()) else {
            break;
        };
        if reader.cursor.at == from {
            break;
        }
        let range = from..reader.cursor.at;
        // Windows PowerShell hands quotes over as they are, so that people escape them for the program.
        let text = if text.as_str().contains("\\\"") { unescaped(&text) } else { text };
        line.words.push(Word { text, range });
    }
    line.end = reader.cursor.at;
    line.seen = line.end;
    line
}

fn unescaped(text: &Text) -> Text {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, _) in text.as_str().match_indices("\\\"") {
        pieces.push(part(text, from..at));
        from = at + 1;
    }
    pieces.push(part(text, from..text.as_str().len()));
    join(&pieces, "")
}

fn at_end(cursor: &Cursor<'_>) -> bool {
    cursor.peek().is_none_or(|c| matches!(c, '\n' | '\r' | ';' | '|' | ')' | '}' | '&'))
}

/// The parameters of a cmdlet.
#[derive(Default)]
pub(crate) struct CmdletCall {
    given: Vec<(String, ScriptValue)>,
    /// The variable of `-WebSession`, and where it stands.
    pub(crate) session: Option<(String, usize)>,
}

impl CmdletCall {
    fn parameters(&mut self, reader: &mut PowerShellReader<'_, '_>, line: &mut CommandLine) {
        loop {
            reader.skip_blanks();
            if at_end(&reader.cursor) {
                if !self.given.is_empty() && joins_next_line(reader) {
                    continue;
                }
                return;
            }
            let at = reader.cursor.place();
            let mut next = reader.cursor;
            if next.eat("@") && next.peek().is_some_and(char::is_alphabetic) {
                let name = next.skip_while(|c| c.is_alphanumeric() || c == '_');
                reader.cursor = next;
                match reader.assigned(next.slice(name)) {
                    Some(ScriptValue::Table(entries)) => {
                        self.given.extend(entries.into_iter().map(|(name, value)| (full_name(name.as_str()), value)));
                    }
                    _ => line.note(
                        NoteKind::CommandVariable,
                        "the parameters in this variable are not in the capture",
                        at,
                    ),
                }
            } else if next.eat("-") && next.peek().is_some_and(char::is_alphabetic) {
                let name = next.skip_while(char::is_alphanumeric);
                let name = full_name(next.slice(name));
                reader.cursor = next;
                if SWITCHES.iter().any(|switch| switch.eq_ignore_ascii_case(&name)) {
                    continue;
                }
                reader.cursor.eat(":");
                reader.skip_blanks();
                if name == "websession" {
                    self.session = session_name(reader);
                }
                let Some(value) = reader.argument() else {
                    line.notes.push(unclosed(at));
                    return;
                };
                self.given.push((name, value));
            } else {
                let from = reader.cursor.at;
                let Some(value) = reader.argument().filter(|_| reader.cursor.at > from) else {
                    return;
                };
                let positional = !self.given.iter().any(|(name, _)| name == "uri");
                self.given.push((if positional { "uri" } else { "extra" }.to_owned(), value));
            }
        }
    }

    fn get(&self, name: &str) -> Option<&ScriptValue> {
        self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<Text> {
        self.get(name)?.text()
    }

    fn finish(&self, reader: &PowerShellReader<'_, '_>, line: &mut CommandLine) -> Option<Request> {
        let url = self.text("uri").filter(|url| build::is_url_like(url.as_str()))?;
        let telling = self.given.iter().any(|(name, _)| name != "uri" && name != "extra");
        if self.get("extra").is_some() && !telling {
            return None;
        }
        let method = self.text("method").or_else(|| self.text("custommethod"));
        let method = method.map_or_else(|| "GET".to_owned(), |method| method.as_str().to_ascii_uppercase());
        let (mut headers, content_type) = self.headers(line);
        let (body, query) = self.body(&method, line);
        let implied = body.as_ref().and_then(|body| match &body.content {
            Content::Text(text) if matches!(method.as_str(), "POST" | "PUT") => Some(text.clone()),
            _ => None,
        });
        if let Some(content_type) = content_type {
            headers.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
            headers.push(header("Content-Type", content_type));
        } else if let Some(of) = implied.filter(|_| !has(&headers, "Content-Type")) {
            headers.push(header("Content-Type", standing_for("application/x-www-form-urlencoded", &of)));
        }
        if let Some(agent) = self.text("useragent") {
            headers.push(header("User-Agent", agent));
        }
        self.authentication(&mut headers, line);
        self.add_session(reader, &mut headers);
        let url = build::with_scheme(&url, "http");
        let url = query.map_or(url.clone(), |query| add_query(&url, &query));
        Some(Request { method, url, headers, body })
    }

    /// Returns the headers, and what `-ContentType` says.
    fn headers(&self, line: &mut CommandLine) -> (Vec<Header>, Option<Text>) {
        let headers = match self.get("headers") {
            Some(ScriptValue::Table(entries)) => {
                entries.iter().filter_map(|(name, value)| Some((name.as_str(), value.text()?))).collect()
            }
            Some(ScriptValue::Nothing(_)) | None => Vec::new(),
            Some(other) => {
                let at = other.text().and_then(|text| text.place(0));
                line.note(NoteKind::CommandVariable, "the headers in this variable are not in the capture", at);
                Vec::new()
            }
        };
        // Chrome copies the pseudo headers of HTTP/2 without their colon.
        let pseudo = PSEUDO.iter().all(|name| headers.iter().any(|(header, _)| header == name));
        let headers = headers.into_iter().filter(|(name, _)| !(pseudo && PSEUDO.contains(name)));
        (headers.map(|(name, value)| header(name, value)).collect(), self.text("contenttype"))
    }

    /// Returns the body, and what PowerShell adds to the URL of a GET in its place.
    fn body(&self, method: &str, line: &mut CommandLine) -> (Option<Body>, Option<Text>) {
        if let Some(fields) = self.get("form").and_then(ScriptValue::pairs) {
            return (Some(build::multipart(fields)), None);
        }
        if let Some(file) = self.get("infile") {
            let at = file.text().and_then(|text| text.place(0));
            line.note(NoteKind::CommandFile, "the body is a file that is not in the capture", at);
            return (Some(build::missing_body()), None);
        }
        match self.get("body") {
            None | Some(ScriptValue::Nothing(_)) => (None, None),
            Some(table @ ScriptValue::Table(_)) if method == "GET" => (None, table.form(DOTNET)),
            Some(table @ ScriptValue::Table(_)) => (table.form(DOTNET).map(text_body), None),
            Some(ScriptValue::Unknown(text)) => {
                line.note(NoteKind::CommandVariable, "the body in this variable is not in the capture", text.place(0));
                (Some(build::missing_body()), None)
            }
            Some(value) => (Some(value.text().map_or_else(build::missing_body, text_body)), None),
        }
    }

    fn authentication(&self, headers: &mut Vec<Header>, line: &mut CommandLine) {
        let scheme = self.text("authentication").map(|scheme| scheme.as_str().to_ascii_lowercase());
        if let (Some("bearer" | "oauth"), Some(token)) = (scheme.as_deref(), self.text("token")) {
            headers.push(header("Authorization", join(&[standing_for("Bearer ", &token), token.clone()], "")));
        } else if let Some(credential) = self.get("credential") {
            let at = credential.text().and_then(|text| text.place(0));
            line.note(
                NoteKind::CommandCredentials,
                "neither the user and password of `-Credential` nor the header that PowerShell makes from them is in the capture",
                at,
            );
        }
    }
}

/// The backtick at the end of a line is lost where it is taken for Markdown.
fn joins_next_line(reader: &mut PowerShellReader<'_, '_>) -> bool {
    let mut next = reader.cursor;
    if !next.eat_newline() {
        return false;
    }
    next.skip_while(is_blank);
    let mut option = next;
    let joins = option.eat("-")
        && PARAMETERS
            .iter()
            .any(|name| option.rest().get(..name.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(name)));
    if joins {
        reader.cursor = next;
    }
    joins
}

/// Says whether the words of a `curl` are those of its alias in Windows PowerShell.
pub(crate) fn is_alias(words: &[Word]) -> bool {
    words.iter().any(|word| {
        let name = word.text.as_str().strip_prefix('-').unwrap_or_default().to_ascii_lowercase();
        ["uri", "method", "body", "headers", "contenttype", "usebasicparsing"].contains(&name.as_str())
    })
}

const PSEUDO: &[&str] = &["authority", "method", "path", "scheme"];
