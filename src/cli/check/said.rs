//! What is said beside the reports.

use std::io::{self, Write};
use std::path::Path;

use crate::InputFormat;
use crate::capture::FileKind;
use crate::cli::clean_lines;
use crate::cli::input::{FoundFile, STDIN};
use crate::report::Capture;

/// Says how the recording is made safe to share.
pub(super) fn offer(file: &FoundFile, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/~+,:@%=".contains(c);
    let name = clean_lines(&file.name);
    let shown = if name.chars().all(is_plain) { name.clone() } else { format!("'{}'", name.replace('\'', r"'\''")) };
    // A text stays one; what is neither text nor HAR becomes a HAR.
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).filter(|name| TEXTS.contains(name));
    let command = format!("oauth-doctor redact {shown} -o shared.{}", extension.unwrap_or("har"));
    let says = "To share it safely:";
    let gap = if says.len() + 1 + command.chars().count() <= width { " " } else { "\n  " };
    writeln!(out, "{says}{gap}{command}")
}

/// The extensions of texts.
const TEXTS: &[&str] = &["curl", "http", "log", "md", "sh", "txt"];

/// Returns how many bytes the files have, where all of them say so.
pub(super) fn size(files: &[FoundFile]) -> Option<u64> {
    let size = |path: &Path| path.metadata().ok().filter(std::fs::Metadata::is_file);
    files.iter().map(|file| Some(size(&file.path)?.len())).sum()
}

/// Says of each input that could not be read to its end where and why.
pub(super) fn errors(capture: &Capture) -> Vec<String> {
    let inputs = &capture.checked.inputs;
    let said = inputs.iter().filter_map(|input| {
        let error = input.error.as_ref()?;
        if input.name == STDIN && input.format == InputFormat::One(FileKind::Empty) {
            return Some(NO_INPUT.to_owned());
        }
        let at = match error.at() {
            Some(at) if capture.file(at).is_some() => capture.place(at),
            Some(at) => format!("{}:{at}", input.name),
            None => input.name.clone(),
        };
        Some(clean_lines(&format!("{at}: {error}")))
    });
    said.collect()
}

/// What is said where nothing comes on standard input.
const NO_INPUT: &str = "standard input is empty\n\n  Name a recording:  oauth-doctor login.har";
