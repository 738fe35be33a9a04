//! `oauth-doctor.toml`: where it is, and `oauth-doctor config`.

use std::env;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use clap::Subcommand;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::input::STDIN;
use crate::cli::{Error, ExitStatus, Output, UserFile, clean_lines, facts};
use crate::config::{Config, Ignore, TEMPLATE, mistakes};

/// Which configuration is read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct ConfigArgs {
    /// The configuration [default: the next oauth-doctor.toml].
    ///
    /// The next one is in the working directory, or above it in the same repository. docs/config.md describes it, `oauth-doctor config
    /// init` writes one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long, conflicts_with = "config", hide_short_help = true)]
    no_config: bool,
    /// The date to judge ignores by [default: today].
    #[arg(long, value_name = "DATE", hide = true)]
    today: Option<Date>,
}

/// A configuration, and where it is.
#[derive(Default)]
pub(super) struct ProjectConfig {
    pub(super) config: Config,
    /// The file, as it is named to the user; empty where there is none.
    pub(super) file: PathBuf,
    /// From where its paths are counted.
    folder: PathBuf,
    expired: Vec<Ignore>,
}

impl ConfigArgs {
    /// Reads the configuration, where there is one.
    pub(super) fn read(&self) -> Result<ProjectConfig, Error> {
        match self.file() {
            Some(file) => ProjectConfig::read(&file, self.today),
            None => Ok(ProjectConfig::default()),
        }
    }

    /// Returns the file that is read.
    fn file(&self) -> Option<PathBuf> {
        match &self.config {
            Some(file) => Some(file.clone()),
            None if self.no_config => None,
            None => nearest(),
        }
    }
}

impl ProjectConfig {
    fn read(file: &Path, today: Option<Date>) -> Result<Self, Error> {
        let mut config =
            Config::parse(&facts::read(file, UserFile::Config)?).map_err(facts::malformed(file, UserFile::Config))?;
        facts::read_named_metadata(&mut config.facts, file)?;
        let ends = config.ignores.iter().any(|ignore| ignore.until.is_some());
        let expired = if ends { config.expire(today.unwrap_or_else(present_day)) } else { Vec::new() };
        Ok(Self { config, file: file.to_owned(), folder: absolute(file.parent().unwrap_or(Path::new(""))), expired })
    }

    /// Returns a path from the folder of the configuration, with forward slashes.
    pub(super) fn path(&self, path: &Path) -> String {
        let whole = absolute(path);
        let below = whole.strip_prefix(&self.folder).unwrap_or(path);
        let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    }

    /// Says of a file below a directory whether it is checked; none where its content decides.
    pub(super) fn chooses(&self, path: &Path) -> Option<bool> {
        let Config { include, exclude, .. } = &self.config;
        if include.is_empty() && exclude.is_empty() {
            return None;
        }
        let path = self.path(path);
        if exclude.matches(&path) {
            Some(false)
        } else if include.is_empty() {
            None
        } else {
            Some(include.matches(&path))
        }
    }

    /// Returns whether patterns say which files of a directory are checked.
    pub(super) fn includes(&self) -> bool {
        !self.config.include.is_empty()
    }

    /// Says that no file of a directory is chosen; none where the configuration does not choose.
    pub(super) fn nothing_chosen(&self, folder: &str) -> Option<Error> {
        let keys = match (self.config.include.is_empty(), self.config.exclude.is_empty()) {
            (true, true) => return None,
            (false, true) => "`include`",
            (true, false) => "`exclude`",
            (false, false) => "`include` with `exclude`",
        };
        Some(Error::NothingChosen { path: folder.to_owned(), keys, config: self.file.display().to_string() })
    }

    /// Returns a line for each ignore that has ended.
    pub(super) fn expired(&self) -> impl Iterator<Item = String> {
        self.expired.iter().map(|ignore| {
            let until = ignore.until.map(|day| format!(" on {day}")).unwrap_or_default();
            let (rule, reason) = (ignore.rule(), &ignore.reason);
            let text = format!("{}: an ignore of `{rule}` ended{until} ({reason})", self.file.display());
            text.lines().map(crate::report::text::clean).collect::<Vec<_>>().join(" ")
        })
    }
}

/// Write or check the configuration of a project.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigCommandArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Write a configuration in which every key is explained.
    Init(InitArgs),
    /// Find the mistakes in a configuration.
    #[command(after_help = "Exit codes: 0 it is in order, 1 an ignore has ended, 2 it has mistakes")]
    Check(ConfigArgs),
}

#[derive(Debug, clap::Args)]
struct InitArgs {
    /// The file to write, or - for standard output.
    #[arg(value_name = "FILE", default_value = NAME)]
    file: PathBuf,
    /// Overwrite the file.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &ConfigCommandArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        ConfigCommand::Init(args) => init(args, output),
        ConfigCommand::Check(args) => check(args, output),
    }
}

fn init(args: &InitArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    if args.file == Path::new(STDIN) {
        output.out.write_all(TEMPLATE.as_bytes())?;
        return Ok(ExitStatus::Clean);
    }
    let name = args.file.display().to_string();
    let mut options = OpenOptions::new();
    let options =
        if args.force { options.write(true).create(true).truncate(true) } else { options.write(true).create_new(true) };
    let written = options.open(&args.file).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Error::ConfigExists(name.clone()),
        _ => Error::Unwritten { path: name.clone(), source },
    })?;
    writeln!(output.out, "{} is written; remove the # from the lines that you want to use", clean_lines(&name))?;
    Ok(ExitStatus::Clean)
}

fn check(args: &ConfigArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let Some(file) = args.file() else { return Err(Error::NoConfig(NAME)) };
    let found = mistakes(&facts::read(&file, UserFile::Config)?).map_err(facts::malformed(&file, UserFile::Config))?;
    if !found.is_empty() {
        return Err(Error::ConfigMistakes { path: file.display().to_string(), mistakes: found });
    }
    let settings = ProjectConfig::read(&file, args.today)?;
    let config = &settings.config;
    let facts = &config.facts;
    let says = [
        config.fail_on.map(|severity| format!("fail-on is {}", severity.as_str())),
        counted(config.severities(), "severity is set", "severities are set"),
        counted(config.ignores.len(), "ignore is in force", "ignores are in force"),
        counted(facts.clients.len(), "client is known", "clients are known"),
        (!config.include.is_empty() || !config.exclude.is_empty()).then(|| "files are chosen".to_owned()),
    ];
    let says: Vec<String> = says.into_iter().flatten().collect();
    let says = if says.is_empty() {
        if settings.expired.is_empty() { "it says nothing" } else { "nothing is in force" }.to_owned()
    } else {
        says.join(", ")
    };
    writeln!(output.out, "{}: in order; {says}", clean_lines(&settings.file.display().to_string()))?;
    for line in settings.expired() {
        writeln!(output.out, "{line}")?;
    }
    Ok(if settings.expired.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}

fn counted(n: usize, one: &str, several: &str) -> Option<String> {
    (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { several }))
}

/// Returns the configuration that is nearest. The root of a repository is where a project ends: what lies above it is not of it, and
/// outside of a repository only that of the working directory is.
fn nearest() -> Option<PathBuf> {
    let working = env::current_dir().ok()?;
    let root = working.ancestors().position(|folder| folder.join(".git").exists());
    let mut above = PathBuf::new();
    for _ in 0..=root.unwrap_or(0) {
        let file = above.join(NAME);
        if file.is_file() {
            return Some(file);
        }
        above.push("..");
    }
    None
}

/// Returns the path of an input from the working directory, with forward slashes, also where it leads out of it.
pub(super) fn from_here(path: &Path) -> String {
    let (whole, here) = (absolute(path), absolute(Path::new("")));
    let (mut to, mut from) = (whole.components().peekable(), here.components().peekable());
    while to.peek().is_some() && to.peek() == from.peek() {
        to.next();
        from.next();
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Returns a path without `.` and `..`. Links are not followed: a path is what the user writes.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let working = env::current_dir().unwrap_or_default();
    let mut whole = PathBuf::new();
    for part in working.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

#[expect(clippy::disallowed_methods, reason = "an ignore ends on a day; nothing else of a check knows the time")]
fn present_day() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// The name of the configuration.
const NAME: &str = "oauth-doctor.toml";
