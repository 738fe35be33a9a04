//! The `oauth-doctor` command: arguments in, exit code out.

use std::env;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use oauth_doctor::cli::{Cli, Error, ExitStatus, Output, When, has_input, supports_hyperlinks};

fn main() -> ExitCode {
    let cli = match Cli::read(env::args_os(), has_input()) {
        Ok(cli) => cli,
        Err(error) => {
            // With the stream gone there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(ExitStatus::Failed.code()));
        }
    };
    let color = wants_color(cli.color);
    #[expect(clippy::disallowed_methods, reason = "this is where colour is decided")]
    colored::control::set_override(color);
    let stdout = io::stdout();
    let mut out = BufWriter::new(stdout.lock());
    let mut err = io::stderr();
    let links = cli.color != When::Never && supports_hyperlinks(io::stdout().is_terminal(), |name| env::var(name).ok());
    let progress = io::stderr().is_terminal();
    let ran = cli.run(&mut Output { out: &mut out, err: &mut err, color, links, progress, columns: columns() });
    let ran = ran.and_then(|status| out.flush().map(|()| status).map_err(Error::from));
    let status = match ran {
        Ok(status) => status,
        // Whoever read the output has enough of it.
        Err(Error::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitStatus::Clean,
        Err(error) => {
            // With standard error gone too there is nobody to tell.
            let _ = writeln!(err, "error: {}", error.said());
            ExitStatus::Failed
        }
    };
    ExitCode::from(status.code())
}

fn wants_color(when: When) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        When::Auto => set("CLICOLOR_FORCE") || !is_dumb && io::stdout().is_terminal(),
    }
}

/// `COLUMNS`, or those of the terminal. Wide lines are hard to read and narrow ones too long to scan, so these decide only between 60
/// and 120.
fn columns() -> Option<usize> {
    let wish = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let of_terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    wish.or_else(of_terminal).map(|columns: usize| columns.clamp(60, 120))
}
