//! What the user knows: `--facts` and its flags.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::{Error, UserFile, bounded};
use crate::config::problem_of;
use crate::oauth::{ClientType, Metadata, Registration};
use crate::{Facts, FileError};

/// What the user knows, and no recording shows. The flags are about every client and go before the file.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts that a recording does not show")]
pub(super) struct FactsArgs {
    /// What you know of the server and its clients (TOML).
    ///
    /// docs/facts.md describes this file.
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// The client can keep a secret, or cannot.
    #[arg(long, value_enum, value_name = "TYPE", hide_short_help = true)]
    client_type: Option<Type>,
    /// A registered redirect URI; repeat it to list all of them.
    ///
    /// It is absolute and has no fragment.
    #[arg(long, value_name = "URI", hide_short_help = true)]
    redirect_uri: Vec<String>,
    /// How the client is registered to authenticate.
    ///
    /// One of `none`, `client_secret_basic`, `client_secret_post`, `client_secret_jwt`, `private_key_jwt`, `tls_client_auth`,
    /// `self_signed_tls_client_auth` or `attest_jwt_client_auth`.
    #[arg(long, value_name = "METHOD", hide_short_help = true)]
    token_endpoint_auth_method: Option<String>,
    /// Lifetime of a code at the server, in seconds.
    #[arg(long, value_name = "SECONDS", hide_short_help = true)]
    code_lifetime: Option<u32>,
    /// The metadata of the server, saved to a file.
    ///
    /// It is what `/.well-known/openid-configuration` answers.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    metadata: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Type {
    /// A page, or an app on the user's device.
    Public,
    /// It authenticates with a secret or key.
    Confidential,
}

impl FactsArgs {
    /// Returns the files that it reads, and what they are.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, &'static str)> {
        let facts = self.facts.iter().map(|file| (file, "the file of facts"));
        let files = facts.chain(self.metadata.iter().map(|file| (file, "the metadata of the server")));
        files.map(|(file, what)| (file.as_path(), what))
    }

    /// Reads the files, and puts what the flags say before them, and both before what is known already.
    pub(super) fn read(&self, known: &Facts) -> Result<Facts, Error> {
        for uri in &self.redirect_uri {
            if let Some(problem) = problem_of(uri) {
                return Err(Error::RedirectUri { uri: uri.clone(), problem });
            }
        }
        let mut facts = match &self.facts {
            Some(path) => read_facts(path)?,
            None => Facts::default(),
        };
        let flags = Registration {
            client_id: None,
            client_type: self.client_type.map(|kind| match kind {
                Type::Public => ClientType::Public,
                Type::Confidential => ClientType::Confidential,
            }),
            redirect_uris: self.redirect_uri.clone(),
            token_endpoint_auth_method: self.token_endpoint_auth_method.clone(),
            ..Registration::default()
        };
        flags.check()?;
        facts.clients.insert(0, flags);
        facts.server.code_lifetime = self.code_lifetime.or(facts.server.code_lifetime);
        if let Some(path) = &self.metadata {
            facts.server.metadata = Some(read_metadata(path)?);
        }
        facts.clients.extend(known.clients.iter().cloned());
        let server = &known.server;
        facts.server.code_lifetime = facts.server.code_lifetime.or(server.code_lifetime);
        facts.server.metadata = facts.server.metadata.or_else(|| server.metadata.clone());
        Ok(facts)
    }
}

fn read_facts(path: &Path) -> Result<Facts, Error> {
    let mut facts = Facts::parse(&read(path, UserFile::Facts)?).map_err(malformed(path, UserFile::Facts))?;
    read_named_metadata(&mut facts, path)?;
    Ok(facts)
}

/// Reads the metadata that a file names; the path is counted from there.
pub(super) fn read_named_metadata(facts: &mut Facts, file: &Path) -> Result<(), Error> {
    if let Some(metadata) = &facts.server.metadata_path {
        let beside = file.parent().unwrap_or(Path::new("")).join(metadata);
        facts.server.metadata = Some(read_metadata(&beside)?);
    }
    Ok(())
}

fn read_metadata(path: &Path) -> Result<Metadata, Error> {
    let metadata = Metadata::read(0, None, &read(path, UserFile::Metadata)?);
    metadata.ok_or_else(|| Error::NoMetadata(path.display().to_string()))
}

pub(super) fn read(path: &Path, file: UserFile) -> Result<String, Error> {
    bounded::read_text(path).map_err(|source| Error::Unreadable { file, path: path.display().to_string(), source })
}

pub(super) fn malformed(path: &Path, file: UserFile) -> impl FnOnce(FileError) -> Error {
    move |source| Error::Malformed { file, path: path.display().to_string(), source }
}
