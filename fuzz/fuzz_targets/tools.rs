//! The files of tools. A first byte below 9 stands for a beginning, so that each reader is reached.
#![no_main]

use libfuzzer_sys::fuzz_target;

const BEGINNINGS: [&str; 9] = [
    "{\"constants\":{\"logEventTypes\":{\"URL_REQUEST_START_JOB\":1,\"HTTP_TRANSACTION_SEND_REQUEST_HEADERS\":2}},\"events\":[",
    "{\"info\":{\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\"item\":[",
    "[{\"status\":\"COMPLETE\",\"method\":\"POST\",\"scheme\":\"https\",\"host\":\"as.example\",\"actualPort\":443,",
    "<?xml version=\"1.0\"?><items burpVersion=\"2\"><item>",
    "{\"type\":\"resource-snapshot\",\"snapshot\":{",
    "http_interactions:\n- request:\n    method: post\n    uri: https://as.example/token\n    body: ",
    "{\"interactions\":[{\"request\":{\"method\":\"POST\",\"uri\":\"https://as.example/token\",\"body\":",
    "{\"requests\":[{\"method\":\"POST\",\"url\":\"https://as.example/token\",\"requestHeaders\":[],\"post\":[",
    "@a = b\n###\nPOST https://as.example/token\n",
];

fuzz_target!(|bytes: &[u8]| {
    let beginning = bytes.first().and_then(|&which| BEGINNINGS.get(usize::from(which)));
    let bytes = match beginning {
        Some(beginning) => [beginning.as_bytes(), &bytes[1..]].concat(),
        None => bytes.to_vec(),
    };
    oauth_doctor::capture::read(&bytes, &mut |_| {});
});
