//! Opens a page in a browser.

use std::env;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Opens a file in the browser that `BROWSER` names, or in that of the system. `BROWSER` is a list of commands, of which the first that
/// runs counts; `%s` in one stands for the address.
pub(super) fn open(page: &Path) -> io::Result<()> {
    let wish = env::var("BROWSER").ok().filter(|wish| !wish.trim().is_empty());
    let wishes: Vec<String> = match &wish {
        Some(wish) if cfg!(windows) => vec![wish.clone()],
        Some(wish) => wish.split(':').map(str::to_owned).collect(),
        None => SYSTEM.iter().map(|&command| command.to_owned()).collect(),
    };
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for wish in wishes.iter().filter(|wish| !wish.trim().is_empty()) {
        match run(wish, page) {
            Ok(()) => return Ok(()),
            Err(error) => last = io::Error::new(error.kind(), format!("{}: {error}", wish.trim())),
        }
    }
    Err(last)
}

fn run(wish: &str, page: &Path) -> io::Result<()> {
    let mut words = wish.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    let mut is_named = false;
    for word in words {
        if word.contains("%s") {
            is_named = true;
            command.arg(word.replace("%s", &page.to_string_lossy()));
        } else {
            command.arg(word);
        }
    }
    if !is_named {
        command.arg(page);
    }
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(status.to_string())) }
}

#[cfg(target_os = "macos")]
const SYSTEM: &[&str] = &["open"];
#[cfg(windows)]
const SYSTEM: &[&str] = &["rundll32 url.dll,FileProtocolHandler"];
#[cfg(not(any(target_os = "macos", windows)))]
const SYSTEM: &[&str] = &["xdg-open", "sensible-browser", "wslview"];
