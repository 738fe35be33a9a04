//! What others say of a login: the server, the client or a log, the provider, and a strict server.

use std::io;

use colored::Colorize;

use super::Printer;
use crate::disclose::Shown;
use crate::report::Detail;
use crate::report::prose::{CLOSE, OPEN};
use crate::report::text::{clean, glued};
use crate::report::view::{ClaimView, FindingView, LoginView, said};
use crate::weigh::Speaker;

impl Printer<'_> {
    /// The words with which the login was refused, and what they mean.
    pub(super) fn said(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let Some((answer, words)) = view.answer.and_then(|answer| Some((answer, said(answer)?))) else {
            return Ok(());
        };
        // A verdict that rests on words alone shows them.
        let shown = view.verdict.iter().flat_map(|verdict| &verdict.found.evidence).map(|item| &item.value);
        let is_shown = answer.speaker != Speaker::Server
            && shown
                .into_iter()
                .any(|value| matches!(value, Shown::Public(text) if words.trim_matches([OPEN, CLOSE]) == text));
        if !is_shown {
            self.entry(answer.speaker.says(), words.trim())?;
        }
        let is_verbose = self.options.detail == Detail::Verbose;
        let is_proven = view.verdict.as_ref().is_some_and(FindingView::is_proven);
        let is_news = |meaning: &&ClaimView| is_verbose || !is_proven && !meaning.is_repeated;
        if let Some(meaning) = view.meaning.as_ref().filter(is_news) {
            self.claim("It means", &format!("{}{}", meaning.text, meaning.but), Some(meaning.who), meaning)?;
        }
        for note in view.notes.iter().filter(|_| is_verbose || !is_proven) {
            self.claim(note.who, note.text, None, note)?;
        }
        Ok(())
    }

    /// A claim, and whose it is: a link where a terminal opens it, the address in the verbose report.
    fn claim(&mut self, label: &str, text: &str, who: Option<&str>, claim: &ClaimView) -> io::Result<()> {
        let cite = (self.options.detail == Detail::Verbose).then(|| claim.source.cite());
        // The name stands in brackets itself.
        let who = who.map(|who| who.replace(" (", ", ").replace(')', ""));
        let who = who.as_deref();
        let source = who.map(glued).into_iter().chain(cite).collect::<Vec<_>>().join(", ");
        let text = if source.is_empty() { clean(text) } else { format!("{} ({source})", clean(text)) };
        let linked = who.unwrap_or(label);
        self.linked(linked, claim.source.url, |printer| {
            printer.labelled(&format!("  {label}"), &text, |text| text.bold())
        })
    }

    /// What a strict server makes of the login.
    pub(super) fn proof(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let Some(proof) = &view.proof else {
            return Ok(());
        };
        let text = clean(if self.options.detail == Detail::Verbose { &proof.text } else { &proof.brief });
        let (title, url) = proof.cite.map(|cite| (cite.title(), cite.url())).unwrap_or_default();
        // What is linked stays in one line.
        let text = if title.is_empty() { text } else { text.replacen(&title, &glued(&title), 1) };
        self.linked(&title, &url, |printer| {
            printer.labelled(&format!("  {}", proof.heading), &text, |text| {
                if proof.is_decisive { text.green().bold() } else { text.bold() }
            })
        })
    }
}
