use std::cell::Cell;

use crate::read;

thread_local! {
    /// How many bytes were looked at.
    pub(super) static COUNTED: Cell<usize> = const { Cell::new(0) };
}

/// What an input begins with, what is repeated in it (`#` is a number), and what it ends with.
type Input = (&'static str, &'static str, &'static str);

/// What costs most, for each reader.
const INPUTS: &[Input] = &[
    // Scripts.
    ("fetch('https://as.example/token',{method:'POST',body:'a'", "+b", "})"),
    ("fetch('https://as.example/token',{method:'POST',body:'a'", "+'a'", "})"),
    ("fetch('https://as.example/token',{method:'POST',body:'a'", ".a()", "})"),
    ("fetch('https://as.example/token',{method:'POST',body:'a',", "{\"a\":", "})"),
    ("fetch('https://as.example/token',{method:'POST',body:", "(", "})"),
    ("fetch('https://as.example/token',{method:'POST',body:`", "${a", "`})"),
    ("fetch('https://as.example/token',{method:'POST',headers:{", "'X-#':a,", "}})"),
    ("const a = 1;\n", "fetch('https://as.example/token', a)\n", ""),
    ("requests.post('https://as.example/token', data='a'", "+b", ")"),
    ("requests.post('https://as.example/token', data=", "'a' ", ")"),
    ("requests.post('https://as.example/token', data=f'", "{a", "')"),
    ("axios.post('https://as.example/token', ", "[", ")"),
    ("", "fetch(", ""),
    // PowerShell.
    ("Invoke-RestMethod -Uri https://as.example/token -Method Post -Body ('a'", "|", ")"),
    ("Invoke-RestMethod -Uri https://as.example/token -Method Post -Body ('a'", "+'a'", ")"),
    ("Invoke-RestMethod -Uri https://as.example/token -Method Post -Body ('\"'", "|ConvertTo-Json", ")"),
    ("Invoke-RestMethod -Uri https://as.example/token -Method Post -Body ", "@{a=", ""),
    ("Invoke-RestMethod -Uri https://as.example/token -Method Post -Body \"", "$(", "\""),
    ("PS C:\\> curl.exe https://as.example/token -d \"", "$a#=$b\n", ""),
    ("PS C:\\> curl.exe https://as.example/token -d \"", "a#=$a\n", ""),
    // Shells.
    ("curl https://as.example/token", " -d 'a=#'", ""),
    ("curl https://as.example/token", " -H 'X-#: a' \\\n", ""),
    ("curl https://as.example/token", " -b 'a#=b'", ""),
    ("curl https://as.example/token -d a=b", " <b\n-d a=b", ""),
    ("C:\\> curl https://as.example/token", " ^\n-d \"a=b\"", ""),
    ("A='", "curl $A\n", ""),
    ("A=1\n", "A#=$A; curl https://as.example/token -d $A#\n", ""),
    ("", "curl https://as.example/token -d code=# -d grant_type=authorization_code\n", ""),
    ("", "curl ", ""),
    ("", "curl ;", ""),
    ("", "`curl x ", ""),
    ("", "curl -d <<E\n", ""),
    ("http POST as.example/token", " a=#", ""),
    // Transcripts.
    ("", "POST /token HTTP/1.1\n\n--b\nContent-Disposition: form-data\n", ""),
    ("", "POST /token HTTP/1.1\n\n{\"a\":\n", ""),
    ("", "HTTP/1.1 400 Bad Request\n\n<html>\n", ""),
    ("POST /token HTTP/1.1\nHost: as.example\n", "X-#: a\n", "\ncode=1&grant_type=authorization_code"),
    ("POST /token HTTP/1.1\nHost: as.example\nCookie: ", "a#=b; ", "\n\ncode=1&grant_type=authorization_code"),
    ("HTTP/1.1 400 Bad Request\n", "Set-Cookie: a#=b\n", "\n{\"error\":\"invalid_grant\"}"),
    ("", "> POST /token HTTP/1.1\n> Host: as.example\n>\n< HTTP/1.1 400\n* a\n", ""),
    ("=> Send data, 1000 bytes (0x3e8)\n", "0000: code=#\n", ""),
    ("=> Send data, 1000 bytes (0x3e8)\n", "0000: 63 6f 64 65 3d 31 code=1\n", ""),
    // What people and logs write.
    ("", "https://as.example/cb?code=abcdefgh&state=x ", ""),
    ("", "https://as.example/cb?code=#&state=#\n", ""),
    ("", "://", ""),
    ("", "=/?", ""),
    ("", "code=[", ""),
    ("", "grant_type=authorization_code&code=#\n", ""),
    ("", "| code | # |\n", ""),
    ("", "POST,https://as.example/token,400,\"{\"\"error\"\":\"\"invalid_grant\"\"}\"\n", ""),
    ("Request URL: https://as.example/token\nRequest Method: POST\nRequest Headers\n", "X-#: a\n", ""),
    ("", "{\"error\":\"invalid_grant\"}\n", ""),
    ("", "{\"error\":\"invalid_grant\",\"a\":#}\n", ""),
    ("", "{\"a\":", ""),
    ("", "{'a':", ""),
    ("", "{'\\'", ""),
    ("", "(error: invalid_grant, a: b, ", ""),
    ("", "Error: invalid_grant\n    at a (b:#)\n", ""),
    ("", "> On Monday, x wrote:\n", ""),
    ("", "a=b&amp;code=&quot;#\n", ""),
    ("  Parameters: {", "\"a\"=>\"b\", ", ""),
    // Logs.
    (
        "",
        "{\"level\":\"error\",\"url\":\"https://as.example/token\",\"code\":\"c#\",\"grant_type\":\"authorization_code\"}\n",
        "",
    ),
    ("{\"level\":\"error\",\"time\":\"2026-03-02T10:11:12Z\",\"msg\":\"", "a\\n", "\"}"),
    ("{\"level\":\"error\",\"time\":\"2026-03-02T10:11:12Z\",\"msg\":\"", "{\\\"a\\\":", "\"}"),
    ("{\"level\":\"error\",\"msg\":\"x\",\"a\":", "{\"a\":", "\"{\\\"b\\\":1}\""),
    ("{\"@t\":\"2026-03-02T10:11:12Z\",\"@mt\":\"", "{a}", "\",\"a\":\"0123456789012345678901234567890123456789\"}"),
    (
        "",
        "{\"log\":\"{\\\"error\\\":\\\"invalid_grant\\\"}\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-02T10:11:12Z\"}\n",
        "",
    ),
    ("", "{\"level\":\"error\",\"msg\":\"refused {\\\"error\\\":\\\"invalid_grant\\\",\\\"x\\u00\n", ""),
    ("<34>1 2026-03-02T10:11:12Z host app 1 - ", "[a]", ""),
    ("", "2026-03-02 10:11:12 ERROR x type=CODE_TO_TOKEN_ERROR, error=invalid_code, code_id=#\n", ""),
    ("", "192.0.2.1 - - [02/Mar/2026:11:11:12 +0100] \"POST /token HTTP/1.1\" 400 69\n", ""),
    ("", "\u{1b}]0;\u{1b}[31m", ""),
    // Files of tools.
    (
        "{\"log\":{\"entries\":[{}",
        ",{\"request\":{\"method\":\"POST\",\"url\":\"https://as.example/token?a=#\"}}",
        "]}}",
    ),
    ("{\"log\":{\"entries\":[", "{\"request\":", ""),
    ("interactions:\n", "- request:\n    body: code=#\n    method: POST\n    uri: https://as.example/token\n", ""),
    ("interactions:\n- request:\n    body: ", "[", ""),
    ("", "### a\nPOST https://as.example/token\n\ncode=#\n\n", ""),
    ("@a = b\n", "@a# = {{a}}\n###\nPOST https://as.example/{{a#}}\n", ""),
    ("<?xml version=\"1.0\"?><items burpVersion=\"1\">", "<item><url>https://as.example/#</url></item>", "</items>"),
    ("<?xml version=\"1.0\"?><items burpVersion=\"1\">", "<item>", ""),
    (
        "{\"info\":{\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\"item\":[{}",
        ",{\"request\":{\"method\":\"POST\",\"url\":\"https://as.example/#\"}}",
        "]}",
    ),
    (
        "{\"constants\":{\"logEventTypes\":{\"URL_REQUEST_START_JOB\":1}},\"events\":[{}",
        ",{\"type\":1,\"source\":{\"id\":#},\"params\":{\"url\":\"https://as.example/\",\"method\":\"POST\"}}",
        "]}",
    ),
    ("{\"requests\":[{}", ",{\"method\":\"POST\",\"url\":\"https://as.example/#\",\"requestId\":\"#\"}", "]}"),
    (
        "[{}",
        ",{\"actualPort\":443,\"protocolVersion\":\"HTTP/1.1\",\"scheme\":\"https\",\"host\":\"as.example\",\"path\":\"/#\"}",
        "]",
    ),
];

#[test]
fn reading_twice_as_much_costs_twice_as_much() {
    compare(16 << 10);
}

#[test]
#[ignore = "slow: megabytes of each input"]
fn reading_megabytes_costs_as_many_times_more_as_they_are_longer() {
    // All three are longer than a text that is handed out as a whole: a sieved one costs other passes per byte.
    compare((1 << 20) + (1 << 16));
}

/// Compares what inputs of a size, of twice and of four times that size cost.
fn compare(size: usize) {
    let mut found = Vec::new();
    for input in INPUTS {
        let [once, twice, again] = [size, 2 * size, 4 * size].map(|size| cost(*input, size));
        // What is looked for in vain may be as much as a text of a megabyte, whatever the size.
        if twice > 5 * once / 2 + ALLOWANCE || again > 5 * twice / 2 + ALLOWANCE || again > 512 * size + 4 * ALLOWANCE {
            found.push(format!("{input:?}: {once}, {twice}, {again}"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// How many bytes are looked at to read an input of about a size.
fn cost((before, unit, behind): Input, size: usize) -> usize {
    let mut text = before.to_owned();
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        text.push_str(&unit.replace('#', &number.to_string()));
    }
    text.push_str(behind);
    COUNTED.set(0);
    read(text.as_bytes(), &mut drop);
    COUNTED.get()
}

const ALLOWANCE: usize = 1 << 18;
