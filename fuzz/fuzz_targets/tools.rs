//! The files of tools: the first byte says whose, so that the reader is reached whatever the rest is.
#![no_main]

use libfuzzer_sys::fuzz_target;

const BEGINNINGS: [&str; 5] = [
    "{\"constants\":{\"logEventTypes\":{\"URL_REQUEST_START_JOB\":1,\"HTTP_TRANSACTION_SEND_REQUEST_HEADERS\":2}},\"events\":[",
    "{\"info\":{\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\"item\":[",
    "[{\"status\":\"COMPLETE\",\"method\":\"POST\",\"scheme\":\"https\",\"host\":\"as.example\",\"actualPort\":443,",
    "<?xml version=\"1.0\"?><items burpVersion=\"2\"><item>",
    "{\"type\":\"resource-snapshot\",\"snapshot\":{",
];

fuzz_target!(|input: (u8, &[u8])| {
    let (which, rest) = input;
    let beginning = BEGINNINGS.get(usize::from(which)).copied().unwrap_or_default();
    let bytes = [beginning.as_bytes(), rest].concat();
    oauth_doctor::capture::read(&bytes, &mut |_| {});
});
