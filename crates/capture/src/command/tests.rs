use std::fmt::Write as _;
use std::ops::Range;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::find::{find, recognises};
use crate::exchange::{Content, Request};
use crate::text::blob::Blob;
use crate::text::placed::Text;

fn placed(source: &str) -> Text {
    Blob::from_file(source.as_bytes().to_vec(), 0).into_text()
}

fn requests(source: &str) -> Vec<(Request, Range<usize>, Vec<&'static str>)> {
    let found = find(&placed(source)).into_iter();
    found
        .map(|found| {
            let notes = found.notes.iter().map(|note| note.kind.as_str()).collect();
            (found.request, found.range, notes)
        })
        .collect()
}

#[track_caller]
fn one(source: &str) -> Request {
    let mut all = requests(source);
    assert_eq!(all.len(), 1, "{source}");
    all.remove(0).0
}

fn body(request: &Request) -> String {
    match request.body.as_ref().map(|body| &body.content) {
        None => "no body".to_owned(),
        Some(Content::Missing { .. }) => "missing".to_owned(),
        Some(Content::Text(text)) => text.as_str().to_owned(),
        Some(Content::Params { params, .. }) => {
            let pairs = params.iter().map(|(name, value)| format!("{}={}", name.as_str(), value.as_str()));
            format!("parts {}", pairs.collect::<Vec<_>>().join(";"))
        }
    }
}

fn shown(request: &Request) -> String {
    let mut shown = format!("{} {}", request.method, request.url.as_str());
    for header in &request.headers {
        write!(shown, "\n{}: {}", header.name, header.value.as_str()).unwrap();
    }
    if request.body.is_some() {
        write!(shown, "\n\n{}", body(request)).unwrap();
    }
    shown
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

#[test]
fn curl_sends_what_its_options_say() {
    for (command, expected) in [
        ("curl https://a.example/t", "GET https://a.example/t".to_owned()),
        ("curl a.example/t", "GET http://a.example/t".to_owned()),
        (
            "curl -d a=1 --data b=2 --data-raw @c=3 https://a.example/t",
            format!("POST https://a.example/t\n{FORM}\n\na=1&b=2&@c=3"),
        ),
        (
            "curl -sSLX PUT -da=1 https://a.example/t -H 'content-type: text/x'",
            "PUT https://a.example/t\ncontent-type: text/x\n\na=1".to_owned(),
        ),
        (
            "curl --data-urlencode 'a=x y+&é~*' --data-urlencode '=b c' --data-urlencode 'd e' https://a.example/t",
            format!("POST https://a.example/t\n{FORM}\n\na=x+y%2B%26%C3%A9~%2A&b+c&d+e"),
        ),
        (
            "curl -G 'https://a.example/t?x=1#f' --data-urlencode 'a=/' -d b=2",
            "GET https://a.example/t?x=1&a=%2F&b=2#f".to_owned(),
        ),
        ("curl https://a.example -X POST -G -d a=1", "POST https://a.example?a=1".to_owned()),
        ("curl -I https://a.example", "HEAD https://a.example".to_owned()),
        ("curl -u id:secret https://a.example", "GET https://a.example\nAuthorization: Basic aWQ6c2VjcmV0".to_owned()),
        ("curl https://us%40r:pa@a.example/t", "GET https://a.example/t\nAuthorization: Basic dXNAcjpwYQ==".to_owned()),
        (
            "curl -u id:secret -H 'Authorization: X y' https://a.example",
            "GET https://a.example\nAuthorization: X y".to_owned(),
        ),
        ("curl --oauth2-bearer t0k https://a.example", "GET https://a.example\nAuthorization: Bearer t0k".to_owned()),
        (
            "curl -H 'X-E;' -H 'Accept:' -H 'A:   b  ' -b a=1 -b b=2 -A ua -e 'http://x.example/;auto' https://a.example",
            "GET https://a.example\nX-E: \nA: b\nUser-Agent: ua\nReferer: http://x.example/\nCookie: a=1; b=2"
                .to_owned(),
        ),
        (
            "curl --json '{\"a\":1}' https://a.example",
            "POST https://a.example\nContent-Type: application/json\nAccept: application/json\n\n{\"a\":1}".to_owned(),
        ),
        (
            "curl -F 'a=b;type=text/plain' -F 'c=\"x;y\"' --form-string 'z=@q;type=t' https://a.example",
            "POST https://a.example\n\nparts a=b;c=x;y;z=@q;type=t".to_owned(),
        ),
        ("curl 'https://a.example/\\[1\\]' -d a=1 -H Content-Type:", "POST https://a.example/[1]\n\na=1".to_owned()),
        (
            "curl -d '{\"a\":1}' -d '' https://a.example --url-query 'q=a b'",
            format!("POST https://a.example?q=a+b\n{FORM}\n\n{{\"a\":1}}&"),
        ),
        (
            "curl -o out.txt -w '%{http_code}' --max-time 5 --retry 3 -x proxy.example:80 https://a.example",
            "GET https://a.example".to_owned(),
        ),
    ] {
        assert_eq!(shown(&one(command)), expected, "{command}");
    }
}

#[test]
fn bash_quotes_are_taken_off_as_bash_does() {
    for (quoted, expected) in [
        (r"'a\b'", r"a\b"),
        (r#""a\"b\\c\nd$""#, r#"a"b\c\nd$"#),
        (r"a\ b\'c", "a b'c"),
        (r"$'\x41\u00e9\U0001f600\101\n\'\\\?\cA\q'", "Aé😀A\n'\\?\u{1}\\q"),
        (r"$'\xc3\xa9\ud83d\ude00'", "é😀"),
        ("'a'\"b\"c$'d'", "abcd"),
        ("\"a\\\nb\"", "ab"),
        ("\"line1\nline2\"", "line1\nline2"),
        ("\"$CODE\"", "$CODE"),
        ("\"a$(cat 'x)y')b\"", "a$(cat 'x)y')b"),
        ("${CODE:-x y}z", "${CODE:-x y}z"),
        ("`cat x`", "`cat x`"),
    ] {
        let command = format!("curl https://a.example --data-raw {quoted} -X PATCH");
        let request = one(&command);
        assert_eq!((body(&request).as_str(), request.method.as_str()), (expected, "PATCH"), "{command}");
    }
}

#[test]
fn the_command_processor_of_windows_and_its_programs_quote_otherwise() {
    for (command, expected) in [
        (r#"C:\> curl -d "{\"a\":\"b\\\"c\"}" https://a.example"#, r#"{"a":"b\"c"}"#),
        (r#"C:\logs>curl -d "a=""b""&c=1" https://a.example"#, r#"a="b"&c=1"#),
        // The quotes of bash are none here, and are sent.
        (r"C:\>curl -d 'a=1' https://a.example", "'a=1'"),
        ("curl -d ^\"a=%^2B^%^2F^&b=\\^\"x\\^\"^\" ^\r\n  https://a.example", "a=%2B%2F&b=\"x\""),
        ("curl -d ^\"a=1^\r\n\r\nb^\" ^\r\n  https://a.example", "a=1\nb"),
        // Chrome before version 120.
        ("curl \"https://a.example\" ^\n -d \"a=1^&b=^%^2B\" ^\n --compressed", "a=1&b=%2B"),
        ("curl.exe ^\"https://a.example^\" ^\n -d ^\"c:^\\^\\x^\" 2>nul", "c:\\x"),
    ] {
        assert_eq!(body(&one(command)), expected, "{command}");
    }
}

#[test]
fn a_command_ends_where_its_shell_ends_it() {
    for (source, expected) in [
        ("$ curl https://a.example\nHTTP/1.1 200 OK", "curl https://a.example"),
        ("curl https://a.example; echo x", "curl https://a.example"),
        ("curl https://a.example && echo x", "curl https://a.example "),
        ("x=$(curl https://a.example) ; y", "curl https://a.example"),
        ("curl https://a.example | jq .", "curl https://a.example "),
        ("Run `curl https://a.example` and see", "curl https://a.example"),
        ("I ran curl https://a.example -d a=b and got 400", "curl https://a.example -d a=b "),
        ("curl https://a.example \\\n  -d a=b\nok", "curl https://a.example \\\n  -d a=b"),
        ("[me@host ~]$ curl https://a.example # no\nx", "curl https://a.example "),
        ("> curl https://a.example \\\n> -d a=b\nok", "curl https://a.example \\\n> -d a=b"),
        ("PS C:\\> irm https://a.example -Method Post; x", "irm https://a.example -Method Post"),
        (
            "await fetch('https://a.example', {}).then(r => r.json());",
            "fetch('https://a.example', {}).then(r => r.json())",
        ),
        ("```\ncurl https://a.example\n```\n", "curl https://a.example"),
        ("- `http POST a.example/x a=b`, then", "http POST a.example/x a=b"),
        ("curl -d @- https://a.example <<EOF\na=b\nEOF\nx", "curl -d @- https://a.example <<EOF\na=b\nEOF"),
    ] {
        let all = requests(source);
        assert_eq!(all.len(), 1, "{source}");
        assert_eq!(&source[all[0].1.clone()], expected, "{source}");
    }
}

#[test]
fn prose_holds_no_command() {
    for prose in [
        "I used curl to test",
        "curl says 400",
        "curl works, the browser does not: https://a.example/token",
        "see https://curl.se/docs and http://a.example for fetch (and axios)",
        "The fetch('…') fails",
        "fetch(url) is called by requests.post in our code",
        "Use curl https://a.example and look",
        "We call Invoke-RestMethod in the script",
        "http is not https",
        "mycurl https://a.example",
        "https://a.example/curl https://b.example",
        "irm is short for Invoke-RestMethod",
        "requests.post fails",
    ] {
        assert!(requests(prose).is_empty(), "{prose}");
        assert!(!recognises(prose), "{prose}");
    }
}

#[test]
fn what_is_not_in_the_capture_is_missing_and_said() {
    for (command, sent, note) in [
        ("curl -d @body.txt https://a.example", "missing", "command-file"),
        ("echo a=b | curl -d @- https://a.example", "missing", "command-file"),
        ("curl --data-urlencode code@c.txt https://a.example", "missing", "command-file"),
        ("curl -T x https://a.example", "missing", "command-file"),
        ("curl -u me https://a.example -d a=b", "a=b", "command-credentials"),
        ("curl --frobnicate https://a.example -d a=b", "a=b", "command-option"),
        ("curl https://a.example -d a=b -H nocolon", "a=b", "command-header"),
        ("curl https://a.example/?a=1&b=2", "no body", "command-ends-early"),
        ("curl https://a.example -d 'a=b", "missing", "command-cut"),
        ("curl -X POST https://a.example\n  -d a=b", "a=b", "command-joined"),
        ("irm https://a.example -Method Post -Body $body", "missing", "command-variable"),
        ("irm https://a.example -Method Post -InFile x.json", "missing", "command-file"),
        ("fetch('https://a.example', {method: 'POST', body: form})", "missing", "command-variable"),
        ("requests.post('https://a.example', data=payload)", "missing", "command-variable"),
        ("http POST a.example/x a@file", "missing", "command-file"),
    ] {
        let all = requests(command);
        assert_eq!(all.len(), 1, "{command}");
        assert_eq!(body(&all[0].0), sent, "{command}");
        assert!(all[0].2.contains(&note), "{command}: {:?}", all[0].2);
    }
}

#[test]
fn variables_that_the_text_assigns_are_filled_in() {
    for source in [
        "CODE=abc\ncurl https://a.example -d \"code=$CODE\"",
        "$ export CODE='abc'\n$ curl https://a.example -d code=${CODE}",
        "$code = 'abc'\n$body = @{ code = $code }\nInvoke-RestMethod https://a.example -Method Post -Body $body",
        "$p = @{ Uri = 'https://a.example'; Method = 'Post'; Body = @{ code = \"abc\" } }\nirm @p",
        "const code = 'abc';\nfetch('https://a.example', {method: 'POST', body: `code=${code}`})",
        "const body = new URLSearchParams({ code: 'abc' })\nawait fetch(\"https://a.example\", { method: 'POST', body })",
        "data = {'code': 'abc'}\nr = requests.post('https://a.example', data=data)",
        "code = \"abc\"\nrequests.request(\"POST\", \"https://a.example\", data=f\"code={code}\")",
    ] {
        let request = one(source);
        assert_eq!((request.method.as_str(), body(&request).as_str()), ("POST", "code=abc"), "{source}");
        assert_eq!(request.url.as_str(), "https://a.example", "{source}");
    }
}

#[test]
fn powershell_sends_what_its_parameters_say() {
    for (command, expected) in [
        (
            "Invoke-RestMethod -Uri https://a.example/t -Method POST -Body @{ grant_type='authorization_code'; code=$code\n \"redirect_uri\"=\"https://b.example/cb\" }",
            format!(
                "POST https://a.example/t\n{FORM}\n\ngrant_type=authorization_code&code=%24code&redirect_uri=https%3A%2F%2Fb.example%2Fcb"
            ),
        ),
        (
            "iwr 'https://a.example/t' -Meth Post -Head @{Accept='x/y'} -Body (@{a=1; b=$true; c='d'} | ConvertTo-Json) -ContentType 'application/json'",
            "POST https://a.example/t\nAccept: x/y\nContent-Type: application/json\n\n{\"a\":1,\"b\":true,\"c\":\"d\"}"
                .to_owned(),
        ),
        ("irm https://a.example/t -Body @{a='b c'}", "GET https://a.example/t?a=b+c".to_owned()),
        (
            "$h = @{ Authorization = \"Basic $([Convert]::ToBase64String($x))\" }\n(irm https://a.example -Headers $h).token",
            "GET https://a.example\nAuthorization: Basic $([Convert]::ToBase64String($x))".to_owned(),
        ),
        (
            "irm https://a.example -Headers @{ Authorization = 'Basic ' + 'x' ; A = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(\"id:s\")) }",
            "GET https://a.example\nAuthorization: Basic x\nA: aWQ6cw==".to_owned(),
        ),
        (
            "irm https://a.example -Method Post -Body @'\n{\"a\":\n\"b\"}\n'@ -UseBasicParsing",
            format!("POST https://a.example\n{FORM}\n\n{{\"a\":\n\"b\"}}"),
        ),
        (
            "PS C:\\> curl.exe -d '{\\\"a\\\":1}' `\n https://a.example",
            format!("POST https://a.example\n{FORM}\n\n{{\"a\":1}}"),
        ),
        ("curl -Uri https://a.example -Method Post -Body 'a=b'", format!("POST https://a.example\n{FORM}\n\na=b")),
    ] {
        assert_eq!(shown(&one(command)), expected, "{command}");
    }
}

#[test]
fn scripts_send_what_their_calls_say() {
    for (command, expected) in [
        (
            "fetch('https://a.example/t', {method: 'post', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({code: 'x\\'y', n: 1, ok: true, z: null, id})})",
            "POST https://a.example/t\nContent-Type: application/json\n\n{\"code\":\"x'y\",\"n\":1,\"ok\":true,\"z\":null,\"id\":\"${id}\"}",
        ),
        // `fetch` labels a string as text.
        (
            "fetch(\"https://a.example/t\", {\n  method: \"POST\", // why\n  body: 'a=' + encodeURIComponent('b c'),\n})",
            "POST https://a.example/t\nContent-Type: text/plain;charset=UTF-8\n\na=b%20c",
        ),
        (
            "fetch('https://a.example/t', {method: 'POST', body: {code: 1}})",
            "POST https://a.example/t\nContent-Type: text/plain;charset=UTF-8\n\n[object Object]",
        ),
        (
            "fetch('https://a.example/t', {method:'POST', headers: {Authorization: 'Basic ' + btoa('id:s')}, body: new URLSearchParams({code: `${code}`}).toString()})",
            "POST https://a.example/t\nAuthorization: Basic aWQ6cw==\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\n\ncode=%24%7Bcode%7D",
        ),
        (
            "axios.post('https://a.example/t', {a: 'b'}, {auth: {username: 'id', password: 's'}})",
            "POST https://a.example/t\nContent-Type: application/json\nAuthorization: Basic aWQ6cw==\n\n{\"a\":\"b\"}",
        ),
        (
            "axios({method: 'post', url: 'https://a.example/t', data: qs.stringify({a: 'b c'}), params: {q: 1}})",
            "POST https://a.example/t?q=1\nContent-Type: application/x-www-form-urlencoded\n\na=b%20c",
        ),
        (
            "requests.post(\"https://a.example/t\", data={'a': 'b c', 'd': None}, auth=('id', 's'), timeout=5)",
            "POST https://a.example/t\nContent-Type: application/x-www-form-urlencoded\nAuthorization: Basic aWQ6cw==\n\na=b+c&d=None",
        ),
        (
            "requests.post('https://a.example/t', json={'a': True, 'b': [1, 'x']}, params={'q': 'r'})",
            "POST https://a.example/t?q=r\nContent-Type: application/json\n\n{\"a\":true,\"b\":[1,\"x\"]}",
        ),
        (
            "requests.post('https://a.example/t', data='a=b' 'c', headers={\"X\": '''y'''})",
            "POST https://a.example/t\nX: y\n\na=bc",
        ),
    ] {
        assert_eq!(shown(&one(command)), expected, "{command}");
    }
}

#[test]
fn httpie_sends_what_its_items_say() {
    let json = "Content-Type: application/json";
    for (command, expected) in [
        ("http a.example/t a=b n:=1 X-Y:z q==v", format!("POST http://a.example/t?q=v\nX-Y: z\n{json}\n\n{{\"a\":\"b\",\"n\":1}}")),
        ("https --form POST a.example a='b c' -a id:s", "POST https://a.example\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\nAuthorization: Basic aWQ6cw==\n\na=b+c".to_owned()),
        ("http -v GET :3000/x", "GET http://localhost:3000/x".to_owned()),
        ("xh post a.example", String::new()),
        ("xh POST a.example --raw '{\"a\":1}'", format!("POST http://a.example\n{json}\n\n{{\"a\":1}}")),
    ] {
        let all = requests(command);
        let first = all.first().map(|(request, ..)| shown(request)).unwrap_or_default();
        assert_eq!(first, expected, "{command}");
    }
}

#[test]
fn one_command_may_send_several_requests() {
    let source = "curl https://a.example -d a=1 --next https://b.example/x";
    let all = requests(source);
    let shown: Vec<_> =
        all.iter().map(|(request, ..)| format!("{} {}", request.method, request.url.as_str())).collect();
    assert_eq!(shown, ["POST https://a.example", "GET https://b.example/x"]);
    assert_eq!(&source[all[1].1.clone()], "https://b.example/x");
    assert_eq!(requests("curl https://a.example https://b.example").len(), 2);
}

#[test]
fn a_file_of_commands_is_recognised_with_what_goes_with_them() {
    for source in [
        "curl https://a.example ;\ncurl https://b.example",
        "#!/bin/sh\nset -e\nCODE=x\n# go\ncurl https://a.example -d code=$CODE | jq .\n",
        "curl ^\"https://a.example^\" &\r\ncurl ^\"https://b.example^\"\r\n",
        "import requests\n\nurl = 'https://a.example'\nr = requests.post(url, data={'a': 'b'})\nprint(r.text)\n",
        "fetch('https://a.example', {}); ;\nfetch('https://b.example');",
    ] {
        assert!(recognises(source), "{source}");
    }
    assert!(!recognises("Hello,\nthis fails:\ncurl https://a.example\nHTTP/1.1 400 Bad Request\n"));
    assert!(!recognises("{\"log\": \"curl https://a.example\"}"));
}

#[test]
fn hostile_texts_hold_no_more_commands_than_they_name() {
    hostile(2_000, |unit, text| {
        assert!(find(text).len() <= 2_000 / unit.len(), "{unit}");
    });
}

#[test]
#[ignore = "slow: counts the time"]
fn hostile_texts_cost_no_more_than_a_few_passes() {
    let start = Instant::now();
    hostile(200_000, |unit, text| {
        let found = find(text).len();
        assert!(start.elapsed() < Duration::from_secs(20), "{unit}: {found} commands");
    });
}

fn hostile(bytes: usize, look: impl Fn(&str, &Text)) {
    for unit in [
        "curl '",
        "curl \"$(",
        "fetch(`${",
        "fetch({{",
        "irm (",
        "irm @{a=",
        "curl $'\\",
        "a=$a$a$a$a\ncurl $a ",
        "$a=\"$b$b\"\n$b=\"$a$a\"\nirm $a ",
        "curl <<E\n",
        "fetch([",
        "requests.post(f'{",
        "`curl ",
        "http a:=",
        "curl ^\"",
        "curl https://a.example -d a \\\n",
        "axios.post(a?.b(",
        "irm \"$(",
        "const a=`${a}${b}`;const b=`${a}${a}`;fetch(a,{body:b})\n",
        "curl -d @- x.example <<E\n",
        "irm [a]::b(",
    ] {
        look(unit, &placed(&unit.repeat(bytes / unit.len())));
    }
}

fn bash_single(value: &str) -> String {
    format!("'{}'", value.replace('\'', "'\\''"))
}

fn bash_double(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        if matches!(character, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted + "\""
}

fn bash_ansi_c(value: &str) -> String {
    let mut quoted = String::from("$'");
    for character in value.chars() {
        match character {
            '\'' | '\\' => write!(quoted, "\\{character}").unwrap(),
            '\n' => quoted.push_str("\\n"),
            '!' | '\0'..='\u{1f}' | '\u{7f}'..='\u{ffff}' => write!(quoted, "\\u{:04x}", u32::from(character)).unwrap(),
            _ => quoted.push(character),
        }
    }
    quoted + "'"
}

fn carets(value: &str) -> String {
    let mut quoted = String::from("^\"");
    for character in value.chars() {
        match character {
            '\\' => quoted.push_str("^\\^\\"),
            '"' => quoted.push_str("^\\^\""),
            '\n' => quoted.push_str("^\r\n\r\n"),
            c if c.is_ascii_alphanumeric() || " _-:=+~'/.',?;()*`".contains(c) => quoted.push(c),
            c => write!(quoted, "^{c}").unwrap(),
        }
    }
    quoted + "^\""
}

fn powershell_double(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '`' | '$' | '\u{201c}' | '\u{201d}' => write!(quoted, "`{character}").unwrap(),
            '\n' => quoted.push_str("`n"),
            c if u32::from(c) > 126 && u32::from(c) < 0xffff => write!(quoted, "$([char]{})", u32::from(c)).unwrap(),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[test]
fn a_caret_at_the_end_of_a_line_within_quotes_continues_nothing() {
    let value = "\" ^\n";
    let request = one(&format!("curl https://a.example --data-raw {}", bash_double(value)));
    assert_eq!(body(&request), value);
}

proptest! {
    #[test]
    fn what_is_quoted_comes_back(value in "([ -~]|[\\n\\tü€😀]){0,60}") {
        let lit = serde_json::to_string(&value).unwrap();
        for command in [
            format!("curl https://a.example --data-raw {}", bash_single(&value)),
            format!("curl https://a.example --data-raw {}", bash_double(&value)),
            format!("curl https://a.example --data-raw {}", bash_ansi_c(&value)),
            format!("curl ^\"https://a.example^\" ^\r\n --data-raw {}", carets(&value)),
            format!("irm https://a.example -Method Post -Body {}", powershell_double(&value)),
            format!("irm https://a.example -Method Post -Body '{}'", value.replace('\'', "''")),
            format!("fetch('https://a.example', {{\"method\": \"POST\", \"body\": {lit}}})"),
            format!("requests.post('https://a.example', data={lit})"),
        ] {
            let request = one(&command);
            prop_assert_eq!(&body(&request), &value, "{}", command);
        }
        let form = one(&format!("curl https://a.example --data-urlencode {}", bash_single(&format!("v={value}"))));
        let sent = body(&form);
        let decoded: Vec<_> = form_urlencoded::parse(sent.as_bytes()).collect();
        prop_assert_eq!(&decoded[0].1, &value);
        let json = one(&format!("axios.post('https://a.example', {{v: {lit}}})"));
        let sent: serde_json::Value = serde_json::from_str(&body(&json)).unwrap();
        prop_assert_eq!(&sent["v"], &value);
    }

    #[test]
    fn no_text_makes_it_panic(source in "(curl|fetch\\(|irm|http|requests.post\\(|axios\\(|https://a.example|-d|-H|[ -~]|[\\n\\\\'\"`$^(){}@é“]| ){0,60}") {
        let found = find(&placed(&source));
        let mut end = 0;
        for one in found {
            prop_assert!(one.range.start >= end && one.range.end <= source.len());
            prop_assert!(source.get(one.range.clone()).is_some());
            end = one.range.end;
        }
        recognises(&source);
    }
}
