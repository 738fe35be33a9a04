//! What runs the command elsewhere: the steps of the GitHub Action, the hook of pre-commit, the snippet for GitLab and the Dockerfile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{self, FAILING, WORKING};

const BINARY: &str = env!("CARGO_BIN_EXE_oauth-doctor");

/// What a job of GitHub Actions that uses the action leaves behind.
struct Job {
    code: i32,
    stdout: String,
    summary: String,
    /// The file that would be uploaded, where the condition of that step holds.
    uploaded: Option<Value>,
    outputs: BTreeMap<String, String>,
}

/// Runs the steps of `action.yml` as a runner does: each in bash, with what its `env` says, until one fails.
fn job(inputs: &[(&str, &str)]) -> Job {
    let text = fs::read_to_string("action.yml").expect("action.yml is there");
    let action = yaml(&text);
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (name, input) in entries(&action, "inputs") {
        known.insert(format!("inputs.{name}"), string(input, "default").unwrap_or_default());
    }
    for (name, value) in [&[("binary", BINARY)], inputs].concat() {
        let input = known.insert(format!("inputs.{name}"), value.to_owned());
        assert!(input.is_some(), "the action has no input {name}");
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let summary = folder.path().join("summary.md");
    let (mut code, mut stdout, mut uploaded) = (0, String::new(), None);
    for step in items(member(&action, "runs"), "steps") {
        if string(step, "uses").is_some() {
            let wanted = known.get("inputs.upload-sarif").is_some_and(|wanted| wanted == "true");
            let file = resolve(&string(member(step, "with"), "sarif_file").expect("it names the file"), &known);
            if wanted && !file.is_empty() {
                let report = fs::read_to_string(file).expect("the report is there");
                uploaded = Some(serde_json::from_str(&report).expect("it is JSON"));
            }
            continue;
        }
        let output = folder.path().join("output");
        fs::write(&output, "").expect("a file can be written");
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"])
            .arg(string(step, "run").expect("it runs something"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .env("RUNNER_TEMP", folder.path());
        for (name, value) in entries(step, "env") {
            bash.env(name, resolve(value.as_str().expect("it is text"), &known));
        }
        let ran = bash.output().expect("bash is there");
        stdout += &String::from_utf8(ran.stdout).expect("it is UTF-8");
        let id = string(step, "id").expect("a step has an id");
        for line in fs::read_to_string(&output).expect("it is there").lines() {
            let (name, value) = line.split_once('=').expect("an output is NAME=VALUE");
            known.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
        code = ran.status.code().expect("bash was not killed");
        if code != 0 {
            let error = String::from_utf8_lossy(&ran.stderr);
            assert_eq!(id, "end", "only the last step fails the job: {error}");
            break;
        }
    }
    let outputs = entries(&action, "outputs").into_iter();
    let outputs = outputs.map(|(name, output)| {
        let value = string(output, "value").expect("an output has a value");
        (name, resolve(&value, &known))
    });
    Job {
        code,
        stdout,
        summary: fs::read_to_string(&summary).unwrap_or_default(),
        uploaded,
        outputs: outputs.collect(),
    }
}

#[test]
fn a_failed_login_fails_the_job_after_its_report_is_uploaded() {
    let job = job(&[("paths", FAILING), ("upload-sarif", "true")]);
    assert_eq!(job.code, 1);
    assert!(job.stdout.contains("\n::error file=fixtures/captures/failing-login.har,line=93,"), "{}", job.stdout);
    assert!(job.summary.contains("`pkce-challenge-hex` · proven · "), "{}", job.summary);
    let report = job.uploaded.expect("it is uploaded");
    assert_eq!(report["runs"][0]["results"][0]["ruleId"], "pkce-challenge-hex");
    assert_eq!(job.outputs["exit-code"], "1");
    assert!(!job.outputs["sarif"].is_empty());
}

#[test]
fn the_job_ends_as_the_check_does() {
    let baseline = ("baseline", "fixtures/config/baseline.json");
    for (inputs, code) in [
        (&[("paths", WORKING)][..], 0),
        (&[("paths", FAILING), baseline], 0),
        (&[("paths", FAILING), ("config", "fixtures/config/oauth-doctor.toml")], 0),
        (&[("paths", "fixtures/rules/pkce-absent/bad-sanitised-page.har"), ("fail-on", "warning")], 1),
        (&[("paths", "fixtures/captures/no-oauth.har\nno such file.har\n")], 2),
        (&[("paths", "fixtures/captures/no-oauth.har")], 3),
        (&[("paths", FAILING), ("baseline", "no-such.json"), ("upload-sarif", "true")], 2),
    ] {
        let job = job(inputs);
        assert_eq!(job.code, code, "{inputs:?}: {}", job.stdout);
        assert_eq!(job.outputs["exit-code"], code.to_string());
        assert!(job.uploaded.is_none(), "{inputs:?}");
    }
}

#[test]
fn an_input_is_no_command() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mark = folder.path().join("mark");
    for hostile in [format!("$(touch {0}) `touch {0}` ; touch {0} #.har", mark.display()), "--exit-zero".to_owned()] {
        let job = job(&[("paths", &hostile)]);
        assert_eq!(job.code, 2, "there is no such file");
    }
    assert!(!mark.exists());
    let text = fs::read_to_string("action.yml").expect("action.yml is there");
    for step in items(member(&yaml(&text), "runs"), "steps") {
        let run = string(step, "run").unwrap_or_default();
        assert!(!run.contains("${{"), "what a user gives goes through the environment: {run}");
        let uses = string(step, "uses").unwrap_or_default();
        assert!(uses.is_empty() || uses.starts_with("github/codeql-action/upload-sarif@"), "{uses}");
    }
}

#[test]
fn every_action_that_runs_is_pinned_by_its_hash() {
    let pinned = Regex::new(r"^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$").expect("it is an expression");
    let mut files = vec![Path::new("action.yml").to_owned()];
    let workflows = fs::read_dir(".github/workflows").expect("the workflows are there");
    files.extend(workflows.map(|file| file.expect("it can be listed").path()));
    for file in &files {
        let text = fs::read_to_string(file).expect("it can be read");
        let used: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once("uses: ")?.1)).collect();
        assert!(!used.is_empty(), "{} uses no action", file.display());
        for uses in used {
            assert!(pinned.is_match(uses), "{}: {uses}", file.display());
        }
    }
}

#[test]
fn the_hook_checks_the_captures_of_a_commit() {
    let text = fs::read_to_string(".pre-commit-hooks.yaml").expect("the hooks are there");
    let hooks = yaml(&text);
    let hook = &hooks[0];
    let files = Regex::new(&string(hook, "files").expect("it says which files")).expect("it is an expression");
    let committed = [FAILING, WORKING, "README.md", "fixtures/config/baseline.json", "src/main.rs"];
    let captures: Vec<&str> = committed.into_iter().filter(|file| files.is_match(file)).collect();
    assert_eq!(captures, [FAILING, WORKING]);
    let entry = string(hook, "entry").expect("it says what runs");
    let (name, words) = entry.split_once(' ').expect("it is a command with arguments");
    assert_eq!(name, "oauth-doctor");
    let run = |args: &[&str], files: &[&str]| {
        let words: Vec<&str> = words.split(' ').collect();
        support::run(&[&words, args, files].concat()).code
    };
    assert_eq!(run(&[], &captures), 1);
    assert_eq!(run(&[], &[WORKING]), 0);
    assert_eq!(run(&["--baseline", "fixtures/config/baseline.json"], &captures), 0);
}

#[test]
fn the_snippet_for_gitlab_fails_the_job_and_leaves_its_reports() {
    let snippets = snippets();
    let job = snippets.iter().map(|text| yaml(text)).find_map(|snippet| {
        let mut jobs = entries(&snippet, "");
        let (_, job) = jobs.pop()?;
        let script = items(job, "script").first().and_then(|line| line.as_str()).map(str::to_owned)?;
        Some((
            script,
            entries(member(job, "artifacts"), "reports")
                .into_iter()
                .map(|(name, file)| (name, file.as_str().map(str::to_owned)))
                .collect::<Vec<_>>(),
        ))
    });
    let (script, reports) = job.expect("there is a job");
    for (capture, code) in [(FAILING, 1), (WORKING, 0)] {
        let folder = workspace(capture);
        let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap_or_default());
        let ran = Command::new("bash")
            .args(["-eo", "pipefail", "-c", &script])
            .env("PATH", path)
            .current_dir(folder.path())
            .output();
        assert_eq!(ran.expect("bash is there").status.code(), Some(code));
        assert_eq!(reports.len(), 2);
        for (name, file) in &reports {
            let file = file.as_deref().expect("a report is a file");
            let report = fs::read_to_string(folder.path().join(file)).expect("the report is there");
            let failure = if name == "junit" { "<failure " } else { "pkce-challenge-hex" };
            assert_eq!(report.contains(failure), code == 1, "{report}");
        }
    }
}

#[test]
fn the_snippets_name_what_there_is() {
    let action = fs::read_to_string("action.yml").expect("action.yml is there");
    let inputs = entries(&yaml(&action), "inputs").into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").expect("the hooks are there");
    let (mut used, mut hooked) = (0, 0);
    for text in snippets() {
        let snippet = yaml(&text);
        if let Some(jobs) = snippet.as_mapping_get("jobs") {
            let steps = items(member(jobs, "login"), "steps");
            let ours =
                steps.iter().find(|step| string(step, "uses").is_some_and(|uses| uses.contains("/oauth-doctor@")));
            for (name, _) in entries(ours.expect("it uses the action"), "with") {
                assert!(inputs.contains(&name), "the action has no input {name}");
                used += 1;
            }
        } else if let Some(Yaml::Sequence(repos)) = snippet.as_mapping_get("repos") {
            let id = string(&items(&repos[0], "hooks")[0], "id").expect("it names a hook");
            assert_eq!(Some(id), string(&yaml(&hooks)[0], "id"));
            hooked += 1;
        }
    }
    assert_eq!((used, hooked), (3, 1));
    let documented = fs::read_to_string("docs/ci.md").expect("docs/ci.md is there");
    for input in inputs {
        assert!(documented.contains(&format!("| `{input}` |")), "{input} is not documented");
    }
}

#[test]
fn the_image_is_built_from_what_there_is() {
    let text = fs::read_to_string("Dockerfile").expect("the Dockerfile is there");
    let manifest = fs::read_to_string("Cargo.toml").expect("the manifest is there");
    let version = manifest.split("rust-version = \"").nth(1).and_then(|rest| rest.split('"').next());
    assert!(text.contains(&format!("FROM rust:{}-", version.expect("it has one"))), "{text}");
    let context = tempfile::tempdir().expect("a folder can be made");
    let ignored = fs::read_to_string(".dockerignore").expect(".dockerignore is there");
    let mut copied = Vec::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from")) {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let target = words.pop().expect("it has a target");
        for source in words {
            let source = source.trim_end_matches('/');
            assert!(Path::new(source).exists(), "{source} is not there");
            assert!(ignored.lines().any(|kept| kept == format!("!{source}")), "{source} is not sent");
            let name = Path::new(source).file_name().expect("it has a name");
            let to = context.path().join(target);
            // The content of a folder is copied, not the folder.
            let to = if Path::new(source).is_dir() { to } else { to.join(name) };
            copy(Path::new(source), &to);
            copied.push(to);
        }
    }
    // Every target of the manifest and every file that is compiled in is there.
    let cargo = env!("CARGO");
    let metadata = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(context.path())
        .output();
    let metadata = metadata.expect("cargo is there");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let mut included = 0;
    for file in rust_files(&context.path().join("src")) {
        let code = fs::read_to_string(&file).expect("it can be read");
        for path in code.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let path = file.parent().expect("it is in a folder").join(path);
            assert!(path.exists(), "{} includes what is not copied", file.display());
            included += 1;
        }
    }
    assert!(included > 0);
    let user = text.lines().rev().find_map(|line| line.strip_prefix("USER "));
    assert!(user.is_some_and(|user| user != "root"), "{text}");
}

/// A folder with a capture in `captures/` and the command in `bin/`.
fn workspace(capture: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for name in ["captures", "bin"] {
        fs::create_dir(folder.path().join(name)).expect("a folder can be made");
    }
    fs::copy(capture, folder.path().join("captures/login.har")).expect("a file can be copied");
    std::os::unix::fs::symlink(BINARY, folder.path().join("bin/oauth-doctor")).expect("a link can be made");
    folder
}

/// The YAML blocks of `docs/ci.md`.
fn snippets() -> Vec<String> {
    let text = fs::read_to_string("docs/ci.md").expect("docs/ci.md is there");
    let blocks = text.split("```yaml\n").skip(1);
    blocks.filter_map(|rest| Some(rest.split_once("```")?.0.to_owned())).collect()
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder can be made");
        for entry in fs::read_dir(from).expect("it can be listed") {
            let entry = entry.expect("it can be listed");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::copy(from, to).expect("a file can be copied");
    }
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("it can be listed");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    paths
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Puts what is known in the place of `${{ inputs.paths }}`; what is not known is empty, as in GitHub Actions.
fn resolve(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut pieces = text.split("${{");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |resolved, piece| {
        let (name, rest) = piece.split_once("}}").expect("an expression is closed");
        let value = known.get(name.trim()).map(String::as_str).unwrap_or_default();
        resolved + value + rest
    })
}

fn yaml(text: &str) -> Yaml<'_> {
    Yaml::load_from_str(text).expect("it is YAML").remove(0)
}

fn member<'a, 'y>(node: &'a Yaml<'y>, name: &str) -> &'a Yaml<'y> {
    node.as_mapping_get(name).unwrap_or_else(|| panic!("there is no {name}"))
}

fn string(node: &Yaml<'_>, name: &str) -> Option<String> {
    node.as_mapping_get(name)?.as_str().map(str::to_owned)
}

/// The items of a list; none where there is no such member.
fn items<'a, 'y>(node: &'a Yaml<'y>, name: &str) -> &'a [Yaml<'y>] {
    match node.as_mapping_get(name) {
        Some(Yaml::Sequence(items)) => items,
        _ => &[],
    }
}

/// The members of an object, or of one that is a member; none where there is no such.
fn entries<'a, 'y>(node: &'a Yaml<'y>, name: &str) -> Vec<(String, &'a Yaml<'y>)> {
    let node = if name.is_empty() { Some(node) } else { node.as_mapping_get(name) };
    let Some(Yaml::Mapping(members)) = node else {
        return Vec::new();
    };
    let named = members.iter().filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value)));
    named.collect()
}
