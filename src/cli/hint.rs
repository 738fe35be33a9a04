//! What to type in answer to an error.

use super::error::{Error, UserFile};
use super::options::{BASELINE, CA_FILE, FILES_FROM, KEY, OUT, OUTPUT, RECORD, WRITE_BASELINE};
use crate::config::BaselineError;
use crate::facts::{FileError, FileErrorKind};
use crate::send;

/// Returns what to type in answer to an error, where there is something; further lines are indented by two columns.
pub(super) fn hint(error: &Error) -> Option<String> {
    Some(match error {
        Error::Input { command, .. } => {
            format!(
                "Name recordings, directories, or - for standard input:  oauth-doctor {command} login.har"
            )
        }
        Error::StdinTwice => "Save the rest to files:  oauth-doctor check - saved.har".into(),
        Error::StdinForReplay => "Save it to a file:  oauth-doctor replay login.har --send".into(),
        Error::EmptyList => "Name some:  find . -name '*.har' | oauth-doctor check --files-from -".into(),
        Error::EmptyDirectory { command, path, .. } => {
            format!("Name a file to read it anyway:  oauth-doctor {command} {path}/login.txt")
        }
        Error::NoMatch { command, folder, .. } => {
            let folder = if folder.is_empty() { "." } else { folder };
            format!("Search the whole directory:  oauth-doctor {command} {folder}")
        }
        Error::NotAPattern { command, .. } => {
            format!("Close what the [ opens, or name files:  oauth-doctor {command} 'captures/*.har'")
        }
        Error::RedirectUri { .. } => {
            "Give it as it is registered:  --redirect-uri https://app.example.com/callback".into()
        }
        Error::ConfigExists(_) => "Write another one, or overwrite it:  oauth-doctor config init --force".into(),
        Error::Unwritten { .. } => "Name a file that can be written:  oauth-doctor config init oauth-doctor.toml".into(),
        Error::ConfigMistakes { .. } => "See what each key takes:  oauth-doctor config init -".into(),
        Error::NothingChosen { .. } => "Correct it, or read no configuration:  --no-config".into(),
        Error::NoConfig(_) => "Write one:  oauth-doctor config init".into(),
        Error::Unreadable { file, .. } | Error::Malformed { file, .. } => user_file(*file).into(),
        Error::NoMetadata(_) => user_file(UserFile::Metadata).into(),
        Error::Contradiction(_) => "Say it as it is registered:  oauth-doctor check --client-type public --token-endpoint-auth-method none login.har".into(),
        Error::Baseline { .. } => file(BASELINE).into(),
        Error::File { option, .. } => file(option).into(),
        Error::Overwrites { option, .. } => format!(
            "Name another file:  {option} {}",
            match *option {
                RECORD => "replayed.har",
                OUTPUT => "another-name.har",
                WRITE_BASELINE => "baseline.json",
                _ => "sarif=report.sarif",
            }
        ),
        Error::Key { .. } | Error::KeyTooLong(_) => file(KEY).into(),
        Error::NoFolder => "Name a directory:  oauth-doctor redact browser.har server.log -o shared".into(),
        Error::SharedOutput(_) => "Redact them one at a time:  oauth-doctor redact a/login.har -o shared/a.har".into(),
        Error::Refused { .. } => "Send the report instead:  oauth-doctor check --format markdown login.har".into(),
        Error::RecordExists(_) => "Name another file, or overwrite it:  --force".into(),
        Error::SharedReport { .. } => "Name two:  --report sarif=report.sarif --report junit=report.xml".into(),
        Error::NotAPage { .. } => "Write a page:  oauth-doctor check --open login.har".into(),
        Error::AlwaysWhole { option, .. } => format!("Write the human report:  oauth-doctor check {option} login.har"),
        Error::NotSending { option } => format!("Send it:  {option} --send"),
        Error::SeveralCaptures => "Name one:  oauth-doctor replay login.har --send".into(),
        Error::SeveralLogins { logins } => format!("Name one:  --login {}", logins.first()?),
        Error::NoLogin { .. } => "List them:  oauth-doctor check CAPTURE".into(),
        Error::NoTerminal | Error::Declined => "Send without asking:  --yes".into(),
        Error::Certificates => {
            "Give them as PEM (-----BEGIN CERTIFICATE-----), as curl takes them:  --ca-file ca.pem".into()
        }
        Error::Send(error) => return sending(error),
        #[cfg(feature = "net")]
        Error::OtherHost { host } => format!(
            "Leave out --yes to be asked, or name the token endpoint:  oauth-doctor probe https://{host}/… --issuer <ISSUER>"
        ),
        Error::NoVerifier | Error::LongPkceValue(_) => {
            "For example:  printf '%s\\n' \"$VERIFIER\" \"$CHALLENGE\" | oauth-doctor pkce verify".into()
        }
        Error::UnknownRule { similar, .. } => {
            let meant = similar.iter().map(|id| format!("Did you mean:  oauth-doctor rules {id}\n  "));
            meant.chain(["List them:  oauth-doctor rules".to_owned()]).collect()
        }
        Error::Capture { .. } | Error::Defect(_) | Error::Output(_) | Error::Random(_) => return None,
    })
}

/// Returns what to type where a request is not sent, or not answered.
fn sending(error: &send::Error) -> Option<String> {
    use send::Error;
    Some(match error {
        Error::Spent { .. } => format!(
            "Log in again, and pass the new values:  {FRESH}\n  Or send the old code anyway:  --force"
        ),
        Error::NewLogin => format!(
            "Log in again with the corrected authorization request (`oauth-doctor check` shows it), and pass the new \
             values:  {FRESH}\n  Or send the recorded request:  --as-captured"
        ),
        Error::Needs { name, .. } => match name.as_str() {
            "code" => "Log in again, and give the new code:  --code CODE".into(),
            "code_verifier" => "Give it:  --code-verifier VERIFIER".into(),
            name => format!(
                "Set {variable} in the environment, or run this on a terminal, which asks for it:  export {variable}=…",
                variable = send::variable(name)
            ),
        },
        Error::BoundToKey | Error::OtherAuthorization => "Send it from the client".into(),
        Error::BodyUnread => {
            "Record the login again, with the bodies of requests (docs/recording.md):  oauth-doctor replay login.har --send".into()
        }
        Error::ObjectUnread => "Send the corrected request:  leave out --as-captured".into(),
        Error::LocalEndpoint => "If that is right, name it:  oauth-doctor probe http://localhost/token".into(),
        Error::Url | Error::TooLong { .. } => "Name the token endpoint:  https://auth.example.com/token".into(),
        Error::Insecure { host } => format!("Name an endpoint with TLS:  https://{host}/…"),
        Error::Proxy { variable } => {
            format!("Correct it, or send without a proxy:  env -u {variable} oauth-doctor …")
        }
        Error::Untrusted { .. } => "Where the server has a certificate authority of its own:  --ca-file ca.pem".into(),
        Error::Timeout { .. } => "Wait longer:  --timeout 120".into(),
        Error::Network { host, .. } => format!("See what answers there:  curl -v {host}"),
        Error::Method | Error::Header | Error::NoAnswer | Error::Certificates => return None,
    })
}

fn user_file(file: UserFile) -> &'static str {
    match file {
        UserFile::Facts => {
            "Give a TOML file as docs/facts.md shows one:  oauth-doctor check --facts facts.toml login.har"
        }
        UserFile::Metadata => {
            "Save the document of the server:  curl -o metadata.json https://auth.example.com/.well-known/openid-configuration"
        }
        UserFile::Config => "See every mistake in it:  oauth-doctor config check",
    }
}

fn file(option: &str) -> &'static str {
    match option {
        BASELINE => "Write one:  oauth-doctor check --write-baseline baseline.json captures/",
        CA_FILE => "Name a file of certificates (PEM):  --ca-file ca.pem",
        FILES_FROM => "Name a file that lists a path in each line:  oauth-doctor check --files-from captures.txt",
        KEY => "Make one:  head -c 32 /dev/urandom > key.bin",
        OUTPUT => "Name a file that can be written:  --output FILE",
        OUT => "Name a directory that can be written:  oauth-doctor man --out man",
        WRITE_BASELINE => "Name a file that can be written:  --write-baseline baseline.json",
        RECORD => "Name a file that can be written:  --record out.har",
        _ => "Name a file that can be written:  --report sarif=report.sarif",
    }
}

/// Says in the same line where the rules are listed, where none is spelt like the one that was meant.
pub(super) fn aside(error: &FileError) -> &'static str {
    match error.kind {
        FileErrorKind::UnknownRule { similar: None } => "; `oauth-doctor rules` lists them",
        _ => "",
    }
}

/// Says in the same line how a baseline is written.
pub(super) fn write_anew(error: &BaselineError) -> &'static str {
    match error {
        BaselineError::Malformed { .. } => "write one with --write-baseline",
        BaselineError::Schema => "rewrite it with --write-baseline",
    }
}

const FRESH: &str = "--code CODE --code-verifier VERIFIER";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use clap::CommandFactory;

    use crate::cli::Cli;

    #[test]
    fn no_text_of_the_library_names_an_option_but_that_of_a_report() {
        let mut options = BTreeSet::new();
        collect(&Cli::command(), &mut options);
        assert!(options.contains("--join") && options.contains("--ca-file"));
        let mut named = Vec::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![source.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the sources are there") {
                let path = entry.expect("the sources are there").path();
                if path.is_dir() && path != source.join("cli") {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path).expect("the sources are text");
                    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                    let words = lines.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-'));
                    let words = words.filter(|word| options.contains(*word));
                    named.extend(words.map(|word| format!("{}: {word}", path.display())));
                }
            }
        }
        // What a report advises is the same for everybody who reads it.
        let in_reports = ["advice.rs: --join", "summary.rs: --join", "human/others.rs: --verbose"];
        named.retain(|name| !in_reports.iter().any(|known| name.ends_with(known)));
        assert_eq!(named, Vec::<String>::new());
    }

    fn collect(command: &clap::Command, options: &mut BTreeSet<String>) {
        let named = command.get_arguments().filter_map(clap::Arg::get_long);
        options.extend(named.map(|name| format!("--{name}")));
        command.get_subcommands().for_each(|command| collect(command, options));
    }
}
