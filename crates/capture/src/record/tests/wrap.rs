//! What wraps texts on their way: containers, daemons, loggers, mails, terminals.

use serde_json::json;

/// The names of the wrappers.
pub(crate) const WRAPPERS: &[&str] = &[
    "carriage-return",
    "quote",
    "spring-boot-first",
    "python-each",
    "time-each",
    "compose",
    "compose-time",
    "compose-named",
    "kubectl",
    "cri",
    "cri-partial",
    "journald",
    "syslog-5424",
    "heroku",
    "logcat",
    "logcat-brief",
    "logcat-studio",
    "colour",
    "colour-shown",
    "docker-json",
    "json",
    "json-lines",
    "json-in-json",
    "json-array",
    "elastic",
    "cloudwatch",
    "gcp",
    "logfmt",
];

/// Wraps a text, as what has this name does.
pub(crate) fn wrap(name: &str, text: &str) -> String {
    let each = |wrapped: &dyn Fn(&str) -> String| text.lines().map(wrapped).collect::<Vec<_>>().join("\n") + "\n";
    let prefixed = |prefix: &str| each(&|line| format!("{prefix}{line}"));
    let body = text.trim_end_matches('\n');
    let event = |line: &str| json!({ "timestamp": 1_772_446_272_345_u64, "message": line });
    match name {
        "carriage-return" => each(&|line| format!("{line}\r")),
        "quote" => prefixed("> "),
        "spring-boot-first" => format!("2026-03-02T10:11:12.345Z ERROR 1 --- [nio-8080-exec-3] c.e.Login : {text}"),
        "python-each" => prefixed("2026-03-02 10:11:12,345 DEBUG [main] app.login - "),
        "time-each" => prefixed("2026-03-02T10:11:12.3456789Z "),
        "compose" => prefixed("web-1  | "),
        "compose-time" => prefixed("web-1  | 2026-03-02T10:11:12.345678901Z "),
        "compose-named" => format!("keycloak  | started\n{}", prefixed("keycloak  | ")),
        "kubectl" => prefixed("[pod/web-7f9c/web] "),
        "cri" => prefixed("2026-03-02T10:11:12.345678901Z stdout F "),
        "cri-partial" => each(&|line| {
            let half = (0..=line.len() / 2).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            let time = "2026-03-02T10:11:12.345678901Z stdout";
            format!("{time} P {}\n{time} F {}", &line[..half], &line[half..])
        }),
        "journald" => prefixed("Mar 02 10:11:12 host web[4711]: "),
        "syslog-5424" => prefixed("<34>1 2026-03-02T10:11:12.345Z host web 4711 - - "),
        "heroku" => prefixed("2026-03-02T10:11:12.345678+00:00 app[web.1]: "),
        "logcat" => prefixed("03-02 10:11:12.345  4711  4733 E Login   : "),
        "logcat-brief" => prefixed("E/Login (4711): "),
        "logcat-studio" => prefixed("2026-03-02 10:11:12.345  4711-4733  Login  com.example.shop  E  "),
        "colour" => each(&|line| format!("\u{1b}[1;31m{line}\u{1b}[0m")),
        "colour-shown" => each(&|line| format!("\u{241b}[33m{line}\u{241b}[0m")),
        "docker-json" => each(&|line| {
            json!({ "log": format!("{line}\n"), "stream": "stderr", "time": "2026-03-02T10:11:12.3Z" }).to_string()
        }),
        "json" => json!({ "level": "error", "ts": 1_772_446_272.345, "msg": body }).to_string(),
        "json-lines" => {
            each(&|line| json!({ "level": "info", "time": "2026-03-02T10:11:12Z", "msg": line }).to_string())
        }
        "json-in-json" => {
            let inner = json!({ "level": "error", "msg": body }).to_string();
            json!({ "log": inner + "\n", "stream": "stdout", "time": "2026-03-02T10:11:12.3Z" }).to_string()
        }
        "json-array" => {
            json!([{ "severity": "ERROR", "timestamp": "2026-03-02T10:11:12Z", "message": body }]).to_string()
        }
        "elastic" => {
            let hit = json!({ "_index": "logs", "_source": { "@timestamp": "2026-03-02T10:11:12Z", "message": body } });
            json!({ "took": 3, "hits": { "total": { "value": 1 }, "hits": [hit] } }).to_string()
        }
        "cloudwatch" => {
            let events: Vec<_> = text.lines().map(event).collect();
            serde_json::to_string_pretty(&json!({ "events": events, "nextToken": "f/1" })).unwrap_or_default()
        }
        "gcp" => {
            let entry = json!({ "insertId": "a1", "textPayload": body, "severity": "ERROR", "timestamp": "2026-03-02T10:11:12Z" });
            json!([entry]).to_string()
        }
        "logfmt" => {
            let quoted = serde_json::to_string(body).unwrap_or_default();
            format!("time=2026-03-02T10:11:12Z level=error msg={quoted} app=shop\n")
        }
        _ => text.to_owned(),
    }
}
