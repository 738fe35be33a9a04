use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::content::decode;
use super::parse::{request, request_over, response, scheme_for};
use crate::exchange::{Body, Content, Header};
use crate::text::blob::Blob;
use crate::text::placed::Text;

fn blob(source: &str) -> Blob {
    Blob::from_file(source.as_bytes().to_vec(), 0)
}

fn text(body: Option<&Body>) -> Option<&str> {
    match &body?.content {
        Content::Text(text) => Some(text.as_str()),
        _ => None,
    }
}

fn place(text: &Text, needle: &str) -> String {
    text.place(text.as_str().find(needle).unwrap()).unwrap().to_string()
}

const TOKEN: &str = "POST /token?a=1 HTTP/1.1\r\nHost: login.example\r\nContent-Length: 6\r\n\r\ncode=1\r\n";

#[test]
fn the_url_of_a_request_is_made_of_host_and_target_and_both_keep_their_places() {
    let request = request(&blob(TOKEN)).unwrap();
    assert_eq!(request.url.as_str(), "https://login.example/token?a=1");
    assert_eq!(place(&request.url, "login"), "2:7");
    assert_eq!(place(&request.url, "a=1"), "1:13");
    assert_eq!(text(request.body.as_ref()), Some("code=1"));
}

#[test]
fn an_absolute_target_is_the_url_as_it_stands() {
    let request = request(&blob("GET HTTP://Login.example:443/a b HTTP/1.1\nHost: other.example\n\n")).unwrap();
    assert_eq!(request.url.as_str(), "HTTP://Login.example:443/a b");
    assert!(request.body.is_none());
}

#[test]
fn plain_http_is_for_the_machine_itself_and_for_port_80() {
    for (host, scheme) in [
        ("login.example", "https"),
        ("login.example:80", "http"),
        ("localhost:8080", "http"),
        ("127.0.0.1", "http"),
        ("[::1]:3000", "http"),
        ("localhost:8443", "https"),
    ] {
        assert_eq!(scheme_for(host), scheme, "{host}");
    }
    let request = request_over(&blob(TOKEN), Some("http")).unwrap();
    assert_eq!(request.url.as_str(), "http://login.example/token?a=1");
}

#[test]
fn headers_are_folded_repeated_and_kept_as_they_were_sent() {
    let source = "HTTP/1.1 302 Found\nSet-Cookie: a=1\nSet-Cookie:b=2 \nX-Long: one\n  two\n:status: 302\nnothing\n\n";
    let response = response(&blob(source)).unwrap();
    let values: Vec<_> = response.headers.iter().map(|header| header.value.as_str()).collect();
    assert_eq!(values, ["a=1", "b=2", "one two"]);
    assert_eq!(place(&response.headers[2].value, "two"), "5:3");
    assert_eq!(response.status, Some(302));
}

#[test]
fn a_length_that_does_not_fit_does_not_count_where_the_message_is_alone() {
    for length in ["3", "999"] {
        let source = TOKEN.replace("Length: 6", &format!("Length: {length}"));
        let request = request(&blob(source.trim_end())).unwrap();
        assert_eq!(text(request.body.as_ref()), Some("code=1"), "{length}");
    }
}

#[test]
fn a_body_that_is_announced_and_not_there_is_missing() {
    let source = "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n";
    let body = request(&blob(source)).unwrap().body.unwrap();
    assert!(matches!(body.content, Content::Missing { bytes: Some(6) }));
    assert!(request(&blob("POST /token HTTP/1.1\r\n\r\n")).unwrap().body.is_none());
}

#[test]
fn chunks_are_put_together_and_keep_their_places() {
    let source = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n{\"a\"\r\n4\r\n:12}\r\n0\r\n\r\n";
    let response = response(&blob(source)).unwrap();
    let Content::Text(text) = response.body.unwrap().content else { panic!() };
    assert_eq!(text.as_str(), "{\"a\":12}");
    assert_eq!((place(&text, "a"), place(&text, "12")), ("5:3".to_owned(), "7:2".to_owned()));
}

#[test]
fn a_body_of_which_the_recorder_undid_the_chunks_is_taken_as_it_stands() {
    let response = response(&blob("HTTP/1.1 400\nTransfer-Encoding: chunked\n\n{\"error\":1}")).unwrap();
    assert_eq!(text(response.body.as_ref()), Some("{\"error\":1}"));
}

#[test]
fn interim_responses_are_passed_over() {
    let source = "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 400 \r\n\r\nno";
    assert_eq!(response(&blob(source)).unwrap().status, Some(400));
}

fn encoded(names: &str) -> Vec<Header> {
    vec![Header { name: "Content-Encoding".to_owned(), value: Text::new(names.to_owned(), Vec::new()) }]
}

#[test]
fn each_content_encoding_is_undone() {
    let plain = b"{\"error\":\"invalid_grant\"}";
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(plain).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(plain).unwrap();
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(plain).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(plain.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    // As Node's `brotliCompressSync` makes it: one block that is not compressed.
    let brotli = [&[0x0b, 0x0c, 0x80][..], plain, &[0x03]].concat();
    for (names, bytes) in [
        ("GZIP", gzip.clone()),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", deflate.finish().unwrap()),
        ("zstd", zstd),
        ("br", brotli),
        ("identity, gzip", gzip),
    ] {
        assert_eq!(decode(&encoded(names), &bytes).unwrap(), plain, "{names}");
    }
}

#[test]
fn what_cannot_be_decoded_is_not() {
    for names in ["gzip", "br", "zstd", "deflate", "compress", "gzip, br"] {
        assert_eq!(decode(&encoded(names), b"plain"), None, "{names}");
    }
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 17 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert_eq!(decode(&encoded("gzip"), &bomb), None);
}

#[test]
fn a_decoded_body_has_the_place_of_its_start() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(b"code=12").unwrap();
    let head = b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    let message = [head, gzip.finish().unwrap()].concat();
    let Content::Text(text) = request(&Blob::from_file(message, 0)).unwrap().body.unwrap().content else { panic!() };
    assert_eq!((text.as_str(), place(&text, "12")), ("code=12", "5:1".to_owned()));
}

#[test]
fn what_is_no_text_is_known_to_be_there_and_nothing_else() {
    let message = |head: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200\r\n{head}\r\n\r\n").into_bytes();
        response(&Blob::from_file([&head, body].concat(), 0)).unwrap().body.unwrap().content
    };
    for content in [message("Content-Encoding: gzip", &[0xff, 0xfe, 0]), message("Content-Type: image/png", b"\x89PNG")]
    {
        assert!(matches!(content, Content::Missing { bytes: Some(3..=4) }));
    }
    // Many recorders undo the encoding and keep the header.
    let Content::Text(text) = message("Content-Encoding: br", b"{\"error\":1}") else { panic!() };
    assert_eq!((text.as_str(), place(&text, "1}")), ("{\"error\":1}", "4:10".to_owned()));
}
