//! Notes on what a NetLog does not show.

use crate::exchange::{Content, Exchange};
use crate::note::NoteKind;
use crate::sink::Out;

/// Facts about the log, gathered from its requests.
#[derive(Default)]
pub(crate) struct Notes {
    stripped: bool,
    bodies: usize,
}

impl Notes {
    /// Looks at an exchange.
    pub(crate) fn see(&mut self, exchange: &Exchange) {
        let answer = exchange.response.iter().flat_map(|response| &response.headers);
        let mut headers = exchange.request.headers.iter().chain(answer);
        self.stripped |= headers.any(|header| header.value.as_str().contains("were stripped]"));
        let body = exchange.request.body.as_ref();
        self.bodies += usize::from(body.is_some_and(|body| matches!(body.content, Content::Missing { .. })));
    }

    /// Adds the notes.
    pub(crate) fn finish(&self, out: &mut Out<'_, '_>) {
        if self.bodies > 0 {
            let message = format!(
                "a NetLog doesn't contain request bodies ({}), such as the parameters of a token request; export a HAR \
                 of the same login (F12, Network, Export HAR) to include them",
                self.bodies
            );
            out.note(NoteKind::NoRequestBodies, message, None);
        }
        if self.stripped {
            let message = "cookies and credentials in headers were removed during recording; choose \"Include cookies \
                           and credentials\" on chrome://net-export to keep them";
            out.note(NoteKind::Sanitised, message, None);
        }
    }
}
