//! What a stranger's file may cost: processor time and memory have bounds whatever it holds, in every format.

mod support;

use std::fmt::Write as _;

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use std::io::Write as _;
use support::cost::{Limits, costs, run_within};

/// What one input may take of the processor, in seconds of a build for tests.
const SOON: f64 = 4.0;

const MIB: usize = 1 << 20;

#[test]
fn deep_nesting_takes_no_stack_and_no_time() {
    let deep = 100_000;
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
        (
            "{\"type\":\"resource-snapshot\",\"snapshot\":{\"request\":",
            "[",
            "",
            "]",
            "}}",
        ),
        (
            "<?xml version=\"1.0\"?><items burpVersion=\"1\">",
            "<item>",
            "",
            "</item>",
            "</items>",
        ),
        (
            "POST /token HTTP/1.1\nHost: as.example\nContent-Type: application/json\n\n",
            "{\"a\":",
            "1",
            "}",
            "",
        ),
        (
            "HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n",
            "[",
            "",
            "]",
            "",
        ),
        (
            "fetch(\"https://as.example/token\", {\"body\": ",
            "{\"a\": ",
            "1",
            "}",
            "})",
        ),
        ("fetch(\"https://as.example/token\", {\"body\": ", "(", "1", ")", "})"),
        (
            "Invoke-RestMethod -Uri https://as.example/token -Body ",
            "@{a=",
            "1",
            "}",
            "",
        ),
        (
            "Invoke-RestMethod -Uri https://as.example/token -Body ",
            "$(",
            "1",
            ")",
            "",
        ),
        (
            "curl https://as.example/token -d ",
            "$(curl https://as.example/ -d ",
            "1",
            ")",
            "",
        ),
        ("the request was ", "{'code': ", "1", "}", ""),
        ("> ", "> ", "code=1", "", ""),
    ] {
        let nested = [before, &open.repeat(deep), value, &close.repeat(deep), behind].concat();
        let cut = &nested[..before.len() + open.len() * deep];
        for text in [nested.as_str(), cut] {
            within(text.as_bytes(), &format!("{before}{open}"));
        }
    }
    let mut flow = b"1:1#".to_vec();
    for _ in 0..5000 {
        flow = [flow.len().to_string().as_bytes(), b":", &flow, b"]"].concat();
    }
    within(&flow, "tnetstring");
    within("9:".repeat(100_000).as_bytes(), "lengths");
}

#[test]
fn nothing_that_is_opened_again_and_again_is_looked_for_again_and_again() {
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
            let text = [before, &unit.repeat(100_000 / unit.len())].concat();
            within(text.as_bytes(), &format!("{before:?} and {unit:?}"));
        }
    }
}

#[test]
fn a_hundred_thousand_header_lines_are_read_soon() {
    let mut headers = String::new();
    for number in 0..100_000 {
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
        format!(
            "curl https://as.example/token {} -d code=1",
            headers.replace('\n', "' -H '")
        ),
        format!(
            "{{\"log\":{{\"entries\":[{{\"request\":{{\"method\":\"POST\",\"url\":\"https://as.example/token\",\"headers\":[{{\"name\":\"{members}\"}}]}}}}]}}}}"
        ),
    ] {
        within(text.as_bytes(), &text[..20]);
    }
}

#[test]
fn an_archive_that_expands_without_end_is_refused() {
    let blocks = zeros(Wrapping::Deflate);
    // 1 GiB and more in a member; the sizes that the archive claims are small.
    within(&zip(&[("a.har", &blocks.repeat(80))]), "a member");
    let member = blocks.repeat(15);
    let names: Vec<String> = (0..40).map(|number| format!("{number}.har")).collect();
    let members: Vec<_> = names.iter().map(|name| (name.as_str(), member.as_slice())).collect();
    within(&zip(&members), "all members");
    within(
        &zip(&[
            ("raw/1_c.txt", &member),
            ("raw/1_s.txt", &member),
            ("raw/2_c.txt", &member),
        ]),
        "sessions",
    );
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
        directory.extend(
            [
                b"PK\x01\x02\x14\0",
                about.as_slice(),
                &[0; 10],
                &offset.to_le_bytes(),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(members.len()).expect("there are few").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("the archive is small");
    let offset = u32::try_from(archive.len()).expect("the archive is small");
    let end = [
        &[0; 4],
        &count[..],
        &count,
        &size.to_le_bytes(),
        &offset.to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    [archive, directory, b"PK\x05\x06".to_vec(), end].concat()
}

#[test]
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

#[cfg(target_os = "linux")]
mod on_linux {
    use super::*;

    /// What the program, its threads and a window over a file need.
    const LIMITS: Limits = Limits {
        memory_mib: 512,
        seconds: 60,
    };

    #[test]
    fn a_string_of_a_quarter_of_a_gigabyte_does_not_have_to_fit_into_memory() {
        let beginning = "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://as.example/token\"";
        for (beginning, end) in [
            (
                format!("{beginning},\"postData\":{{\"text\":\"code=1&grant_type=authorization_code&x="),
                "\"}}}]}}",
            ),
            (
                format!("{beginning},\"headers\":[{{\"name\":\"x\",\"value\":\""),
                "\"}]}}]}}",
            ),
            (
                format!("{beginning}}},\"response\":{{\"content\":{{\"text\":\""),
                "\"}}}]}}",
            ),
            (
                "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"https://as.example/?code="
                    .to_owned(),
                "\"}}]}}",
            ),
            ("{\"log\":{\"entries\":[{\"".to_owned(), "\":1}]}}"),
            ("{\"log\":{\"entries\":[".to_owned(), "]}}"),
            ("{\"log\":{\"comment\":\"".to_owned(), "\",\"entries\":[]}}"),
        ] {
            let filler = if end == "]}}" { b'1' } else { b'x' };
            let ran = run_within(LIMITS, &["check", "-"], |stdin| {
                stdin.write_all(beginning.as_bytes())?;
                for _ in 0..256 {
                    stdin.write_all(&vec![filler; MIB])?;
                }
                stdin.write_all(end.as_bytes())
            });
            assert!(matches!(ran.code, 0..=3), "{beginning}: {} {}", ran.code, ran.stderr);
        }
    }

    #[test]
    fn other_texts_without_end_are_read_up_to_a_limit() {
        for beginning in [
            "",
            "curl https://as.example/token -d '",
            "POST /token HTTP/1.1\n",
            "code=",
        ] {
            for filler in ["x", "\n", "a b\n"] {
                let block = filler.repeat(MIB / filler.len());
                let ran = run_within(LIMITS, &["check", "-"], |stdin| {
                    stdin.write_all(beginning.as_bytes())?;
                    (0..64).try_for_each(|_| stdin.write_all(block.as_bytes()))
                });
                assert!(
                    matches!(ran.code, 0..=3),
                    "{beginning} {filler:?}: {} {}",
                    ran.code,
                    ran.stderr
                );
            }
        }
    }

    #[test]
    fn two_million_entries_take_no_more_memory_than_few() {
        for entry in [
            "{}",
            "{\"request\":{\"method\":\"GET\",\"url\":\"https://app.example/\"}}",
        ] {
            let block = format!("{entry},").repeat(10_000);
            let ran = run_within(LIMITS, &["check", "-"], |stdin| {
                stdin.write_all(b"{\"log\":{\"entries\":[")?;
                for _ in 0..200 {
                    stdin.write_all(block.as_bytes())?;
                }
                stdin.write_all(format!("{entry}]}}}}").as_bytes())
            });
            assert_eq!(ran.code, 3, "{}", ran.stderr);
        }
    }

    #[test]
    fn a_device_without_end_is_no_capture() {
        let ran = run_within(LIMITS, &["check", "/dev/zero"], |_| Ok(()));
        assert_eq!(ran.code, 2, "{}", ran.stderr);
    }

    #[test]
    fn utf_16_is_read_as_it_comes() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let ran = run_within(LIMITS, &["check", "-"], |stdin| {
            stdin.write_all(&[0xff, 0xfe])?;
            stdin.write_all(&wide("{\"log\":{\"x\":"))?;
            let digits = wide(&"1".repeat(MIB));
            for _ in 0..64 {
                stdin.write_all(&digits)?;
            }
            stdin.write_all(&wide(",\"entries\":[]}}"))
        });
        assert_eq!(ran.code, 3, "{}", ran.stderr);
    }
}

fn within(input: &[u8], what: &str) {
    let cost = costs(input);
    assert!(cost < SOON, "{what}: {cost:.1} s for {} bytes", input.len());
}
