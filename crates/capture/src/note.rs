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
    Sanitised "sanitised" "No cookie and no `Authorization` header is anywhere, or they were stripped: their absence proves nothing."
    NoTime "no-time" "Exchanges have no time that can be read; their order is that of the file."
    NoEntries "no-entries" "The capture has no exchange."
    NoRequestBodies "no-request-bodies" "The format does not have the bodies of requests (NetLog)."
    NoResponseBodies "no-response-bodies" "No response has its body."
    BodiesInOtherFiles "bodies-in-other-files" "Bodies are files beside the capture, and were not found."
    BrokenEntry "broken-entry" "An entry that cannot be read was left out."
    ValueTooLong "value-too-long" "Values of more than 1 MiB were left out."
    OddString "odd-string" "A string has an escape or a control character that JSON forbids; it was read as it stands."
    NotUtf8 "not-utf-8" "Bytes that are not UTF-8 were read as `?`."
    Utf16 "utf-16" "The file is UTF-16; columns count the bytes of the same text in UTF-8."
    TrailingData "trailing-data" "Something follows the capture, and was not read."
    PackingDamaged "packing-damaged" "The gzip or Zstandard data is cut or damaged."
    OtherFiles "other-files" "Files of an archive are not captures, and were left out."
    CaptureStopped "capture-stopped" "Another capture of the archive could not be read to its end."
    NotHttp "not-http" "Traffic other than HTTP (WebSocket, DNS …) was left out."
    Tunnels "tunnels" "`CONNECT` requests were left out."
    Templates "templates" "The requests are templates (Postman)."
    CommandCut "command-cut" "A command or its argument is incomplete."
    CommandEndsEarly "command-ends-early" "An unquoted `&` ends the command for the shell."
    CommandJoined "command-joined" "Lines without a backslash at their end were read as one command."
    CommandFile "command-file" "The command reads a file that is not in the capture."
    CommandVariable "command-variable" "A variable has no value in the capture."
    CommandOption "command-option" "An option is unknown, or changes what is sent in a way that is not shown."
    CommandOperand "command-operand" "A word stands where a URL is expected."
    CommandHeader "command-header" "The program does not send this header."
    CommandCredentials "command-credentials" "The program computes or asks for credentials when it runs."
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
