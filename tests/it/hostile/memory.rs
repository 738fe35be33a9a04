//! What a stranger's file may cost of memory, which Linux limits.

use std::io::{self, Write};
use std::process::{ChildStdin, Command, Stdio};

use crate::support::{Ran, SCRUBBED};

const MIB: usize = 1 << 20;

/// What a run of the binary may use.
#[derive(Clone, Copy)]
struct Limits {
    /// Its address space.
    memory_mib: u32,
    /// Its time on the processor.
    seconds: u32,
}

/// What the program, its threads and a window over a file need.
const LIMITS: Limits = Limits { memory_mib: 512, seconds: 60 };

#[test]
#[ignore = "slow: hundreds of megabytes"]
fn a_string_of_a_quarter_of_a_gigabyte_does_not_have_to_fit_into_memory() {
    let beginning = "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://as.example/token\"";
    for (beginning, end) in [
        (format!("{beginning},\"postData\":{{\"text\":\"code=1&grant_type=authorization_code&x="), "\"}}}]}}"),
        (format!("{beginning},\"headers\":[{{\"name\":\"x\",\"value\":\""), "\"}]}}]}}"),
        (format!("{beginning}}},\"response\":{{\"content\":{{\"text\":\""), "\"}}}]}}"),
        (
            "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"https://as.example/?code=".to_owned(),
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
#[ignore = "slow: hundreds of megabytes"]
fn other_texts_without_end_are_read_up_to_a_limit() {
    for beginning in ["", "curl https://as.example/token -d '", "POST /token HTTP/1.1\n", "code="] {
        for filler in ["x", "\n", "a b\n"] {
            let block = filler.repeat(MIB / filler.len());
            let ran = run_within(LIMITS, &["check", "-"], |stdin| {
                stdin.write_all(beginning.as_bytes())?;
                (0..64).try_for_each(|_| stdin.write_all(block.as_bytes()))
            });
            assert!(matches!(ran.code, 0..=3), "{beginning} {filler:?}: {} {}", ran.code, ran.stderr);
        }
    }
}

#[test]
#[ignore = "slow: hundreds of megabytes"]
fn plain_traffic_takes_no_more_memory_than_a_window() {
    let body =
        r#"{\"code\":\"US\",\"k\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"},"#
            .repeat(500);
    let post = format!(
        r#"{{"request":{{"method":"POST","url":"https://api.example/","postData":{{"mimeType":"application/json","text":"{{\"code\":\"DE\",\"items\":[{body}0]}}"}}}}}}"#
    );
    let tile = format!(
        r#"{{"request":{{"method":"GET","url":"https://maps.example/9/1.pbf?access_token=pk.invented"}},"response":{{"status":200,"content":{{"mimeType":"application/x-protobuf","text":"{}"}}}}}}"#,
        "x".repeat(40_000)
    );
    for entry in [post, tile] {
        let ran = run_within(LIMITS, &["check", "-"], |stdin| {
            stdin.write_all(b"{\"log\":{\"entries\":[")?;
            for _ in 0..4_000 {
                stdin.write_all(entry.as_bytes())?;
                stdin.write_all(b",")?;
            }
            stdin.write_all(b"{}]}}")
        });
        assert_eq!(ran.code, 3, "{}", ran.stderr);
    }
}

#[test]
#[ignore = "slow: hundreds of megabytes"]
fn two_million_entries_take_no_more_memory_than_few() {
    for entry in ["{}", "{\"request\":{\"method\":\"GET\",\"url\":\"https://app.example/\"}}"] {
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
#[ignore = "slow: hundreds of megabytes"]
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

/// Runs the binary within limits, with what `write` writes on standard input.
fn run_within(limits: Limits, args: &[&str], write: impl FnOnce(&mut ChildStdin) -> io::Result<()>) -> Ran {
    let limits = format!("ulimit -v {} && ulimit -t {} && exec \"$@\"", limits.memory_mib * 1024, limits.seconds);
    let mut command = Command::new("sh");
    command.args(["-c", &limits, "sh", env!("CARGO_BIN_EXE_oauth-doctor")]).args(args);
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the shell starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // Whoever has seen enough closes the pipe; that is no failure of the test.
    let _ = write(&mut stdin);
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
