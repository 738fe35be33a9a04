//! Sessions of PowerShell, in which browsers copy cookies and the user agent.

use super::cmdlet::CmdletCall;
use super::value::PowerShellReader;
use crate::command::build::{has, header, join, standing_for};
use crate::command::shell::bash::is_blank;
use crate::command::shell::cursor::Cursor;
use crate::exchange::Header;
use crate::text::placed::Text;

impl CmdletCall {
    /// Adds what was put into the session before: the user agent and cookies, as browsers copy them.
    pub(crate) fn add_session(&self, reader: &PowerShellReader<'_, '_>, headers: &mut Vec<Header>) {
        let Some((name, before)) = &self.session else { return };
        let Some(from) = reader.names.position_ignoring_case(name, *before) else {
            return;
        };
        if !reader.names.spend(before.saturating_sub(from)) {
            return;
        }
        let mut cookies = Vec::new();
        let mut cursor = Cursor::new(reader.cursor.text, from, *before);
        while !cursor.rest().is_empty() {
            cursor.skip_while(char::is_whitespace);
            let mut statement = cursor;
            if statement.eat("$") && statement.eat(name) && statement.eat(".") {
                let mut value = PowerShellReader { cursor: statement, ..*reader };
                if value.cursor.eat("UserAgent") {
                    value.cursor.skip_while(is_blank);
                    value.cursor.eat("=");
                    value.skip_blanks();
                    let agent = value.argument().and_then(|agent| agent.text());
                    if let Some(agent) = agent.filter(|_| !has(headers, "User-Agent")) {
                        headers.push(header("User-Agent", agent));
                    }
                } else if value.cursor.eat("Cookies.Add((New-Object System.Net.Cookie(") {
                    cookies.extend(cookie(&mut value));
                }
            }
            cursor.skip_while(|c| c != '\n');
        }
        if !cookies.is_empty() && !has(headers, "Cookie") {
            headers.push(header("Cookie", join(&cookies, "; ")));
        }
    }
}

/// Reads `"name", "value"`.
fn cookie(reader: &mut PowerShellReader<'_, '_>) -> Option<Text> {
    let name = reader.argument()?.text()?;
    reader.skip_blanks();
    reader.cursor.eat(",");
    reader.skip_blanks();
    let value = reader.argument()?.text()?;
    let equals = standing_for("=", &value);
    Some(join(&[name, equals, value], ""))
}

/// Reads the variable that holds the session, and where it stands.
pub(crate) fn session_name(reader: &PowerShellReader<'_, '_>) -> Option<(String, usize)> {
    let mut next = reader.cursor;
    let before = next.at;
    next.eat("$").then(|| next.skip_while(|c| c.is_alphanumeric() || c == '_'));
    let name = next.slice(before + 1..next.at);
    (!name.is_empty()).then(|| (name.to_owned(), before))
}
