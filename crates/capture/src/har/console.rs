//! What the console of a browser said while a trace of Playwright was recorded.

use crate::pasted;
use crate::sink::Out;
use crate::text::draft::Draft;
use crate::text::json::Scanner;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;

/// Messages that say why the browser blocked a request.
#[derive(Default)]
pub(crate) struct Console {
    messages: Vec<Message>,
}

struct Message {
    text: Text,
    /// The URL that was blocked, without fragment.
    url: String,
}

impl Console {
    /// Returns whether a file, which ends in `.trace`, has messages.
    pub(crate) fn is_in(source: &str) -> bool {
        memchr::memmem::find(source.as_bytes(), CONSOLE.as_bytes()).is_some()
    }

    /// Takes the messages of a file.
    pub(crate) fn take(&mut self, source: &str, file: u32) {
        let mut lines = LineCounter::new(source, file);
        let mut from = 0;
        for line in source.split_inclusive('\n') {
            let start = from;
            from += line.len();
            let is_wanted = line.starts_with(CONSOLE) && WORDS.iter().any(|words| line.contains(words));
            if !is_wanted || self.messages.len() >= MOST {
                continue;
            }
            let Ok(event) = Scanner::new(source, start).value() else { continue };
            let Some(said) = event.member("text") else { continue };
            let said = text(said, &mut lines);
            if let Some(url) = blocked_url(said.as_str()) {
                self.messages.push(Message { url: url.to_owned(), text: said });
            }
        }
    }

    /// Takes out why a request to a URL was blocked, in the order in which that was said.
    pub(crate) fn reason(&mut self, url: &str) -> Option<String> {
        let url = url.split('#').next().unwrap_or(url);
        let at = self.messages.iter().position(|message| message.url == url)?;
        let message = self.messages.remove(at).text;
        let words = message.as_str().split_once("policy: ").map_or(message.as_str(), |(_, reason)| reason);
        Some(words.to_owned())
    }

    /// Reads what is left as text: a request that a policy forbids is in no log of the network.
    pub(crate) fn hand_over(self, out: &mut Out<'_, '_>) {
        let mut draft = Draft::default();
        for Message { text, .. } in &self.messages {
            draft.push(text, 0..text.as_str().len());
            draft.push_char('\n', None);
        }
        if !self.messages.is_empty() {
            let _nothing_stops_it = pasted::reader::read(draft.finish(), out);
        }
    }
}

/// Finds the URL that was blocked: `fetch at '…'`, `connect to '…'`, `resource '…'`.
fn blocked_url(said: &str) -> Option<&str> {
    let behind = [" at '", "connect to '", "resource '", "endpoint '"].iter().find_map(|words| {
        let (_, behind) = said.split_once(words)?;
        Some(behind)
    })?;
    let (url, _) = behind.split_once('\'')?;
    let url = url.split('#').next().unwrap_or(url);
    url.contains("://").then_some(url)
}

/// How a line with a message begins.
const CONSOLE: &str = "{\"type\":\"console\"";

/// What a message says that tells why a request was blocked.
const WORDS: [&str; 3] = ["blocked by CORS policy", "Content Security Policy", "Mixed Content"];

/// How many messages are kept.
const MOST: usize = 1 << 10;
