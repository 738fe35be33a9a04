//! Oddities of a capture that did not stop its reader.

use std::fmt;

use crate::text::place::Place;

/// An oddity of a capture that did not stop its reader.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Note {
    /// The kind.
    pub kind: NoteKind,
    /// One sentence; never contains a value from the capture.
    pub message: String,
    /// Where.
    pub at: Option<Place>,
}

impl Note {
    pub(crate) fn new(kind: NoteKind, message: impl Into<String>, at: Option<Place>) -> Self {
        Self { kind, message: message.into(), at }
    }
}

/// Declares the kinds: variant, name and meaning of each stand in one line.
macro_rules! note_kinds {
    ($($variant:ident $name:literal $meaning:literal)*) => {
        /// A kind of oddity.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum NoteKind {
            $(#[doc = $meaning] $variant,)*
        }

        impl NoteKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the name in kebab-case: `broken-entry`, `no-time`, `sanitised` …
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

note_kinds! {
    Sanitised "sanitised" "The capture has no cookie and no `Authorization` header at all, or they were removed: their absence proves nothing."
    NoTime "no-time" "Exchanges have no readable time; their order is the file's."
    NoEntries "no-entries" "The capture has no exchange."
    NoRequestBodies "no-request-bodies" "The format doesn't include request bodies (NetLog)."
    NoResponseBodies "no-response-bodies" "No response has its body."
    BodiesInOtherFiles "bodies-in-other-files" "Bodies are in separate files that were not found."
    BrokenEntry "broken-entry" "An unreadable entry was skipped."
    ValueTooLong "value-too-long" "Values larger than 1 MiB were skipped."
    OddString "odd-string" "A string has an escape or a control character that JSON forbids; it was read unchanged."
    NotUtf8 "not-utf-8" "Bytes that are not UTF-8 were read as `?`."
    Utf16 "utf-16" "The file is UTF-16; columns count the bytes of the same text in UTF-8."
    TrailingData "trailing-data" "Something follows the capture and was not read."
    PackingDamaged "packing-damaged" "The gzip or Zstandard data is truncated or damaged."
    OtherFiles "other-files" "Files in an archive are not captures and were skipped."
    CaptureStopped "capture-stopped" "Another capture in the archive could not be read completely."
    NotHttp "not-http" "Traffic other than HTTP (WebSocket, DNS …) was skipped."
    Tunnels "tunnels" "`CONNECT` requests were skipped."
    Templates "templates" "The requests are templates (Postman)."
    CommandCut "command-cut" "A command or its argument is incomplete."
    CommandEndsEarly "command-ends-early" "An unquoted `&` ends the command in a shell."
    CommandJoined "command-joined" "Lines without a trailing backslash were read as one command."
    CommandFile "command-file" "The command reads a file that is not in the capture."
    CommandVariable "command-variable" "A variable has no value in the capture."
    CommandOption "command-option" "An option is unknown, or changes the request in a way that is not shown."
    CommandOperand "command-operand" "A word is where a URL belongs."
    CommandHeader "command-header" "The program doesn't send this header."
    CommandCredentials "command-credentials" "The program computes or asks for credentials when it runs."
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
