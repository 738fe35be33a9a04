//! The modules use each other in one direction, and few of them look at a secret.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// The way of the data: a module may use those before it. What a package must not use, its `Cargo.toml` does not name.
const ORDER: &[&str] = &[
    "disclose",
    "oauth",
    "facts",
    "server",
    "providers",
    "flow",
    "login",
    "rules",
    "words",
    "weigh",
    "proof",
    "diagnosis",
    "check",
    "config",
    "send",
    "report",
    "redact",
    "cli",
];

/// What `lib.rs` hands on from a module.
const REEXPORTS: &[(&str, &str)] = &[
    ("Checked", "check"),
    ("Input", "check"),
    ("InputSummary", "check"),
    ("check_joined", "check"),
    ("Facts", "facts"),
    ("FileError", "facts"),
    ("Server", "facts"),
];

/// Where the value of a secret is read, and why it must be.
const EXPOSING: &[(&str, &str)] = &[
    ("flow/link/value_index.rs", "compares a refresh token with the one that was issued"),
    ("flow/link/shape.rs", "finds which random values of a login are equal"),
    ("flow/link/resources.rs", "reads for which resource an access token is"),
    ("flow/link/url_tokens.rs", "finds the tokens of a login in the queries of URLs"),
    ("flow/link/redeem.rs", "finds the device flow of a device code"),
    ("login/access.rs", "reads the claims of an access token, and hashes it"),
    ("login/client.rs", "finds the secret that a registration gave out, and one that is a placeholder"),
    ("login/issued.rs", "compares a refresh token with those that were issued"),
    ("login/secrets.rs", "collects the secrets that are masked in free text"),
    ("oauth/credentials.rs", "looks at how the secret of a Basic header is encoded"),
    ("oauth/request.rs", "hands the values of a request to what sends or judges it"),
    ("proof/run.rs", "runs a login with the tokens that it got"),
    ("proof/world/client.rs", "registers the secret that the client sends"),
    ("proof/world/issued.rs", "gives out the tokens that the capture shows being issued"),
    ("proof/world/world.rs", "compares the refresh token that an answer brings with the one that was sent"),
    ("redact/collect/flows.rs", "collects the credentials that are replaced in a recording"),
    ("report/evidence.rs", "marks the difference between two secrets, under --show-secrets"),
    ("report/options.rs", "shows values in full, under --show-secrets"),
    ("rules/bound/clock.rs", "reads when an ID token was issued"),
    ("rules/bound/device.rs", "compares a device code with the one that was issued"),
    ("rules/bound/oidc.rs", "reads the claims of an ID token"),
    ("rules/refresh/rotation.rs", "compares a refresh token with those that were issued"),
    ("rules/refresh/token.rs", "compares a refresh token with tokens that were issued or revoked"),
    ("rules/token/encoding.rs", "compares a refresh token with those that were issued, but for their `+`"),
    ("rules/token/parameter.rs", "finds the white space around a secret"),
    ("send/plan.rs", "puts a fresh secret in the place of a recorded one"),
    ("send/wire.rs", "writes the values of a request that is sent"),
    ("server/authenticate.rs", "compares the secret of a request with that of the client"),
    ("server/proof.rs", "compares the nonce of a DPoP proof, and remembers its `jti`"),
    ("weigh/correction/apply.rs", "encodes the secret of a corrected Basic header"),
    ("weigh/correction/corrected.rs", "collects the secrets that a request alone holds, to mask them"),
    ("weigh/correction/show.rs", "shows the values of a request that are public"),
];

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    let against = uses("crate::", module_of, |of, used| {
        // `lib.rs` and `main.rs` stand outside: the one names all modules, the other uses the crate from outside.
        place(of).zip(place(used)).is_some_and(|(of, used)| used > of)
    });
    assert_eq!(against, Vec::<String>::new(), "against the stream");
}

#[test]
fn no_rule_uses_those_of_another_topic() {
    let wings: BTreeSet<String> = sources().keys().filter_map(|file| wing_of(file).map(str::to_owned)).collect();
    assert!(wings.len() > 5, "{wings:?}");
    let shared = uses("rules::", wing_of, |of, used| of != used && wings.contains(used));
    assert_eq!(shared, Vec::<String>::new(), "what rules share is in the login or in `assessment.rs`");
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let modules: BTreeSet<String> = sources()
        .keys()
        .filter_map(|file| module_of(file).map(str::to_owned))
        .filter(|module| !matches!(module.as_str(), "lib" | "main"))
        .collect();
    assert_eq!(modules, ORDER.iter().map(|&module| module.to_owned()).collect());
}

#[test]
fn no_path_climbs_out_of_its_module() {
    for (file, source) in sources() {
        assert!(!source.contains("super::super::"), "src/{file}: name the module instead");
        let top = !file.contains('/');
        assert!(!(top && source.contains("super::")), "src/{file}: name the module instead");
    }
}

#[test]
fn only_listed_files_read_a_secret() {
    let found: BTreeSet<String> =
        sources().into_iter().filter(|(_, source)| source.contains(".expose()")).map(|(file, _)| file).collect();
    let listed: BTreeSet<String> = EXPOSING.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(found, listed, "`.expose()` is for comparing and recomputing; list the file with its reason");
}

/// The crates of the tests turn features of `regex` on that the command lacks: there such a pattern is an error, and finds nothing.
#[test]
fn patterns_need_no_feature_that_only_the_tests_have() {
    for (file, source) in sources() {
        let needs_case = source.contains("(?i)") || source.contains("(?i:") || source.contains(r"\p{");
        assert!(!needs_case, "src/{file}: write `(?i-u:…)`, which needs no tables of Unicode");
    }
}

#[test]
fn only_send_opens_a_connection() {
    let network = ["reqwest::", "rustls::", "tokio::", "hyper::", "std::net", "TcpStream", "UdpSocket"];
    for (file, source) in sources() {
        let named: Vec<&&str> = network.iter().filter(|name| source.contains(**name)).collect();
        assert!(file.starts_with("send/") || named.is_empty(), "src/{file} names {named:?}: `check` opens no socket");
    }
    let manifest = include_str!("../../Cargo.toml");
    let sections = manifest.split_once("\n[dependencies]\n");
    let (normal, _) = sections.and_then(|(_, rest)| rest.split_once("\n[")).expect("the manifest has them");
    let names_it = |line: &&str| ["reqwest", "rustls"].iter().any(|name| line.starts_with(name));
    assert_eq!(normal.lines().filter(names_it).count(), 2);
    for line in normal.lines().filter(names_it) {
        assert!(line.contains("optional = true"), "`--no-default-features` has no network: {line}");
    }
}

#[test]
fn paths_are_found_in_every_form_of_use() {
    let source = "use crate::{capture::Place, flow::{self, Flow}};\nlet x = crate::oauth::url::resolve(a);\nuse crate::Checked;\n";
    let used: Vec<String> = named_after("crate::", source).into_iter().collect();
    assert_eq!(used, ["capture", "check", "flow", "oauth"]);
    assert_eq!(code_of("a\n/// crate::report\nb\n#[cfg(test)]\nmod tests {\n crate::cli\n}\n"), "a\nb\n");
    assert_eq!(code_of("#[cfg(test)]\nmod tests;\nuse crate::cli;\n"), "#[cfg(test)]\nmod tests;\nuse crate::cli;\n");
}

/// The code of every file below `src/`, by its path from there.
fn sources() -> BTreeMap<String, String> {
    let root = root().join("src");
    let mut files = Vec::new();
    files_below(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let file = path.strip_prefix(&root).expect("it is below src").to_str().expect("paths are UTF-8");
            let source = fs::read_to_string(&path).expect("sources can be read");
            (file.replace('\\', "/"), code_of(&source))
        })
        .filter(|(file, _)| !file.ends_with("/tests.rs"))
        .collect()
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folders can be read") {
        let path = entry.expect("entries can be read").path();
        if path.is_dir() {
            files_below(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Leaves out comments, and the tests at the end.
fn code_of(source: &str) -> String {
    let end = source.find("#[cfg(test)]\nmod tests {").unwrap_or(source.len());
    let code = source[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| [line, "\n"]).collect()
}

/// `flow/link/code.rs` belongs to `flow`, `check.rs` to `check`.
fn module_of(file: &str) -> Option<&str> {
    Some(file.split('/').next()?.trim_end_matches(".rs"))
}

/// `rules/token/body.rs` is in the wing `token`; `rules/mod.rs` is in none.
fn wing_of(file: &str) -> Option<&str> {
    let (wing, _) = file.strip_prefix("rules/")?.split_once('/')?;
    Some(wing)
}

/// Which files use what their part must not.
fn uses(prefix: &str, part_of: impl Fn(&str) -> Option<&str>, is_against: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut against = Vec::new();
    for (file, source) in sources() {
        let Some(part) = part_of(&file) else { continue };
        for used in named_after(prefix, &source) {
            if is_against(part, &used) {
                against.push(format!("src/{file} uses {prefix}{used}"));
            }
        }
    }
    against
}

/// The modules that are named after a prefix, such as `crate::`.
fn named_after(prefix: &str, source: &str) -> BTreeSet<String> {
    let paths = source.split(prefix).skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => members(group),
        None => vec![rest],
    });
    paths
        .map(|path| {
            let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let reexported = REEXPORTS.iter().find(|(item, _)| *item == name);
            reexported.map_or(name, |(_, module)| (*module).to_owned())
        })
        .collect()
}

/// The members of a group of imports, up to the brace that closes it.
fn members(group: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                members.push(group[start..at].trim());
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}
