//! The words in heads of logs: levels, loggers, threads, ids.

pub(super) fn is_level(word: &str) -> bool {
    word.len() <= 11 && LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word))
}

pub(super) fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 160
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.$-/".contains(&byte))
}

/// A name with parts: `org.keycloak.events`, `o.s.Login`.
pub(super) fn is_logger(name: &str) -> bool {
    is_word(name) && name.contains(['.', '$']) && !name.ends_with('.')
}

/// `main`, `nio-8080-exec-3`, `MainThread`, `pid 4711:tid 1`.
pub(super) fn is_thread(name: &str) -> bool {
    let known = [
        "main",
        "MainThread",
        "nio-",
        "http-",
        "https-",
        "exec",
        "pool-",
        "Thread",
        "thread",
        "XNIO-",
        "qtp",
        "pid ",
        "tid ",
        "vert.x",
        "vertx",
        "scheduling-",
        "task-",
        "reactor",
        "ctor-http",
        "OkHttp",
        "default task",
        "asyncio",
        "DefaultDispatcher",
    ];
    let numbered = name.rsplit_once(['-', '#']).is_some_and(|(before, number)| {
        !before.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    known.iter().any(|start| name.starts_with(start))
        || numbered && !name.contains(' ')
        || name.len() <= 7 && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// `auth_openidc:error`, `client 192.0.2.1:4711`.
pub(super) fn is_module(name: &str) -> bool {
    name.starts_with("client ")
        || name.rsplit_once(':').is_some_and(|(module, level)| is_word(module) && is_level(level))
}

/// A UUID, or a number in hexadecimal of eight digits or more.
pub(super) fn is_id(name: &str) -> bool {
    (8..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && name.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns whether a name is that of what links records of one request.
pub(super) fn is_id_name(name: &str) -> bool {
    let name = name.trim();
    let last = name.rsplit(['.', '/']).next().unwrap_or(name);
    let plain: String = last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ID_NAMES.contains(&plain.as_str()) || matches!(name, "trace.id" | "span.id" | "transaction.id" | "request.id")
}

const ID_NAMES: [&str; 21] = [
    "requestid",
    "reqid",
    "xrequestid",
    "rid",
    "traceid",
    "spanid",
    "correlationid",
    "xcorrelationid",
    "transactionid",
    "xtransactionid",
    "connectionid",
    "logid",
    "sessionid",
    "threadid",
    "operationid",
    "activityid",
    "flowid",
    "spanid",
    "uniquerequestid",
    "amzntraceid",
    "tid",
];

const LEVELS: [&str; 30] = [
    "TRACE",
    "TRC",
    "DEBUG",
    "DBG",
    "VRB",
    "VERBOSE",
    "INFO",
    "INF",
    "INFORMATION",
    "NOTICE",
    "WARN",
    "WRN",
    "WARNING",
    "ERROR",
    "ERR",
    "SEVERE",
    "FATAL",
    "FTL",
    "CRIT",
    "CRITICAL",
    "ALERT",
    "EMERG",
    "PANIC",
    "FINE",
    "FINER",
    "FINEST",
    "FAIL",
    "TRCE",
    "DBUG",
    "DPANIC",
];
