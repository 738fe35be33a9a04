//! What a stranger's file may cost: processor time and memory have bounds whatever it holds, in every format.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

use crate::support::cost::{Clock, costs};
use crate::support::read_whole;

/// What one input may take of the processor, in seconds of a build for tests.
const SOON: f64 = 4.0;

const MIB: usize = 1 << 20;

#[test]
fn deep_nesting_takes_no_stack() {
    nested(10_000, 500, |_, input| drop(read_whole(input)));
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn deep_nesting_takes_no_stack_and_no_time() {
    nested(100_000, 5_000, |what, input| within(input, what));
}

/// Text that is nested so deeply, in each format, whole and cut; and a flow dump, whose lists say their length.
fn nested(deep: usize, deep_flow: usize, mut look: impl FnMut(&str, &[u8])) {
    for (before, open, value, close, behind) in [
        ("", "[", "", "]", ""),
        ("", "{\"log\":", "1", "}", ""),
        ("{\"log\":{\"entries\":[", "{\"request\":", "1", "}", "]}}"),
        (
            "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://as.example/token?code=1\",\"headers\":",
            "[",
            "",
            "]",
            "}}]}}",
        ),
        (
            "{\"info\":{\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\"item\":[",
            "{\"item\":[",
            "",
            "]}",
            "]}",
        ),
        (
            "{\"constants\":{\"logEventTypes\":{\"URL_REQUEST_START_JOB\":1}},\"events\":[{\"type\":1,\"params\":",
            "{\"url\":",
            "1",
            "}",
            "}]}",
        ),
        (
            "[{\"actualPort\":443,\"protocolVersion\":\"HTTP/1.1\",\"scheme\":\"https\",\"request\":",
            "{\"body\":",
            "1",
            "}",
            "}]",
        ),
        ("{\"type\":\"resource-snapshot\",\"snapshot\":{\"request\":", "[", "", "]", "}}"),
        ("<?xml version=\"1.0\"?><items burpVersion=\"1\">", "<item>", "", "</item>", "</items>"),
        ("POST /token HTTP/1.1\nHost: as.example\nContent-Type: application/json\n\n", "{\"a\":", "1", "}", ""),
        ("HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n", "[", "", "]", ""),
        ("fetch(\"https://as.example/token\", {\"body\": ", "{\"a\": ", "1", "}", "})"),
        ("fetch(\"https://as.example/token\", {\"body\": ", "(", "1", ")", "})"),
        ("Invoke-RestMethod -Uri https://as.example/token -Body ", "@{a=", "1", "}", ""),
        ("Invoke-RestMethod -Uri https://as.example/token -Body ", "$(", "1", ")", ""),
        ("curl https://as.example/token -d ", "$(curl https://as.example/ -d ", "1", ")", ""),
        ("the request was ", "{'code': ", "1", "}", ""),
        ("> ", "> ", "code=1", "", ""),
    ] {
        let nested = [before, &open.repeat(deep), value, &close.repeat(deep), behind].concat();
        let cut = &nested[..before.len() + open.len() * deep];
        for text in [nested.as_str(), cut] {
            look(&format!("{before}{open}"), text.as_bytes());
        }
    }
    let mut flow = b"1:1#".to_vec();
    for _ in 0..deep_flow {
        flow = [flow.len().to_string().as_bytes(), b":", &flow, b"]"].concat();
    }
    look("tnetstring", &flow);
    look("lengths", "9:".repeat(deep).as_bytes());
}

#[test]
fn what_is_opened_again_and_again_is_read_whole() {
    repeated(1_000, |_, input| drop(read_whole(input)));
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn nothing_that_is_opened_again_and_again_is_looked_for_again_and_again() {
    repeated(100_000, |what, input| within(input, what));
}

/// Texts of so many bytes that begin something again and again.
fn repeated(bytes: usize, mut look: impl FnMut(&str, &[u8])) {
    let units = [
        "\"",
        "'",
        "`",
        "{",
        "<",
        "[",
        "(",
        "\\",
        "^",
        "$'",
        "\\\n",
        "^\n",
        "`\n",
        "<<E\n",
        "``` ",
        "```\n",
        "fetch(\"",
        "curl ",
        "curl\n",
        "curl '",
        "curl -d '",
        "curl https://as.example/token -d a=b\n",
        "http POST as.example\n",
        "Invoke-WebRequest -Uri \"",
        "https://as.example/?code=1&",
        "https://as.example/?code=1 ",
        "https://as.example/?code=1\n",
        "POST /token ",
        "GET ",
        "POST /token HTTP/1.1\n",
        "HTTP/1.1 400 Bad Request\n",
        "> POST / HTTP/1.1\n",
        "< HTTP/1.1 400\n",
        "=> Send data, 9 bytes (0x9)\n",
        "0000: code=1\n",
        "{\"error\":\"x\"}\n",
        "{\"code\":",
        "{\"code\":\"x\",",
        "{'code': u'x', ",
        "code=",
        "code=x\n",
        "code: x\n",
        "code: \n",
        "code=x&",
        "code x ",
        "Request URL: https://as.example/token\n",
        "eyJhbGciOiJub25lIn0.",
        "Basic YTpi ",
        "&amp;",
        "%25",
        "A: b\n",
        "> x\n",
        "<item>",
        "<![CDATA[",
        "=",
        " ",
        "\n",
        "x",
        "é",
        "\u{200b}",
        "400 ",
    ];
    let before = [
        "",
        "POST /token HTTP/1.1\nHost: as.example\n\n",
        "see https://as.example/token?code=1 ",
        "curl https://as.example/token ",
    ];
    for unit in units {
        for before in before {
            let text = [before, &unit.repeat(bytes / unit.len())].concat();
            look(&format!("{before:?} and {unit:?}"), text.as_bytes());
        }
    }
}

#[test]
fn many_header_lines_are_read_whole() {
    with_headers(1_000, |_, input| drop(read_whole(input)));
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn a_hundred_thousand_header_lines_are_read_soon() {
    with_headers(100_000, |what, input| within(input, what));
}

/// A request with so many header lines, in each format that has them.
fn with_headers(lines: usize, mut look: impl FnMut(&str, &[u8])) {
    let mut headers = String::new();
    for number in 0..lines {
        let _ = writeln!(headers, "X-{number}: a");
    }
    let members = headers.replace(": a\n", "\",\"value\":\"a\"},{\"name\":\"");
    for text in [
        format!("POST /token HTTP/1.1\nHost: as.example\n{headers}\ncode=1&grant_type=authorization_code"),
        format!(
            "> POST /token HTTP/1.1\n{}>\n< HTTP/1.1 400\n{}<\n",
            headers.replace("X-", "> X-"),
            headers.replace("X-", "< X-")
        ),
        format!("curl https://as.example/token {} -d code=1", headers.replace('\n', "' -H '")),
        format!(
            "{{\"log\":{{\"entries\":[{{\"request\":{{\"method\":\"POST\",\"url\":\"https://as.example/token\",\"headers\":[{{\"name\":\"{members}\"}}]}}}}]}}}}"
        ),
    ] {
        look(&text[..20], text.as_bytes());
    }
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn an_archive_that_expands_without_end_is_refused() {
    let blocks = zeros(Wrapping::Deflate);
    // 1 GiB and more in a member; the sizes that the archive claims are small.
    within(&zip(&[("a.har", &blocks.repeat(80))]), "a member");
    let member = blocks.repeat(15);
    let names: Vec<String> = (0..40).map(|number| format!("{number}.har")).collect();
    let members: Vec<_> = names.iter().map(|name| (name.as_str(), member.as_slice())).collect();
    within(&zip(&members), "all members");
    within(&zip(&[("raw/1_c.txt", &member), ("raw/1_s.txt", &member), ("raw/2_c.txt", &member)]), "sessions");
}

/// 16 MiB of zeros that may stand next to each other, packed.
fn zeros(wrapping: Wrapping) -> Vec<u8> {
    let zeros = vec![0; 16 * MIB];
    match wrapping {
        Wrapping::Deflate => {
            let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(&zeros).expect("memory can be written");
            packer.flush().expect("memory can be written");
            packer.get_ref().clone()
        }
        Wrapping::Gzip => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(&zeros).expect("memory can be written");
            packer.finish().expect("memory can be written")
        }
    }
}

#[derive(Clone, Copy)]
enum Wrapping {
    Deflate,
    Gzip,
}

/// An archive of members that are packed already.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, packed) in members {
        let offset = u32::try_from(archive.len()).expect("the archive is small");
        let size = u32::try_from(packed.len()).expect("the archive is small");
        let length = u16::try_from(name.len()).expect("the name is short");
        // Version, flags, deflate, time and date, checksum, sizes.
        let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        about.extend(Crc::new().sum().to_le_bytes());
        about.extend(size.to_le_bytes());
        about.extend(1000_u32.to_le_bytes());
        about.extend(length.to_le_bytes());
        about.extend([0, 0]);
        archive.extend([b"PK\x03\x04", about.as_slice(), name.as_bytes(), packed].concat());
        directory
            .extend([b"PK\x01\x02\x14\0", about.as_slice(), &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat());
    }
    let count = u16::try_from(members.len()).expect("there are few").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("the archive is small");
    let offset = u32::try_from(archive.len()).expect("the archive is small");
    let end = [&[0; 4], &count[..], &count, &size.to_le_bytes(), &offset.to_le_bytes(), &[0, 0]].concat();
    [archive, directory, b"PK\x05\x06".to_vec(), end].concat()
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn packed_data_that_expands_without_end_is_left() {
    let begin = |text: &str| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text.as_bytes()).expect("memory can be written");
        packer.finish().expect("memory can be written")
    };
    let bomb = zeros(Wrapping::Gzip);
    for beginning in [
        "",
        "{\"log\":{\"entries\":[],\"comment\":\"",
        "POST /token HTTP/1.1\n\n",
        "<items>",
        "[{\"actualPort\":1,\"protocolVersion\":\"\",\"scheme\":\"",
    ] {
        let packed = [begin(beginning), bomb.repeat(136)].concat();
        assert!(costs(&packed) < 30.0, "{beginning}");
    }
    // A block of Zstandard that says one byte 128 KiB times, again and again.
    let mut zstd = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x58];
    for _ in 0..20_000 {
        zstd.extend([0x02, 0x00, 0x10, b'0']);
    }
    assert!(costs(&zstd) < 30.0, "zstd");
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn a_gzip_bomb_is_refused_or_read_within_bounds() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(br#"{"log":{"entries":[],"comment":""#).expect("memory can be written");
    let zeros = vec![b'0'; MIB];
    for _ in 0..2048 {
        bomb.write_all(&zeros).expect("memory can be written");
    }
    let bomb = bomb.finish().expect("memory can be written");
    assert!(bomb.len() < 4 * MIB, "two gigabytes are packed into {}", bomb.len());
    let clock = Clock::start();
    let checked = read_whole(&bomb);
    assert!(clock.elapsed() < Duration::from_secs(10), "{:?}", clock.elapsed());
    assert!(checked.logins.is_empty() && checked.error.is_some(), "{:?}", checked.error);
}
fn within(input: &[u8], what: &str) {
    let cost = costs(input);
    assert!(cost < SOON, "{what}: {cost:.1} s for {} bytes", input.len());
}
