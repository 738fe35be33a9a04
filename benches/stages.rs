//! What each stage costs: reading a capture, linking its logins, assessing them, explaining a pair.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use oauth_doctor::capture::Session;
use oauth_doctor::explain::{self, ChallengeMethod};
use oauth_doctor::flow::{Collector, Traffic};
use oauth_doctor::login::Recording;
use oauth_doctor::{Facts, diagnosis};

/// A HAR of a few megabytes: the entries of a fixture, with bodies of script between them.
fn har() -> Vec<u8> {
    let fixture = include_str!("../fixtures/captures/failing-login.har");
    let end = fixture.rfind(']').expect("a HAR has entries");
    let body = r#"function a(b){return b.code_verifier+\"=\"}\n/* Größe */"#.repeat(1000);
    let other = format!(
        r#"{{"request":{{"method":"GET","url":"https://cdn.example/a.js","headers":[]}},"response":{{"status":200,"headers":[],"content":{{"mimeType":"application/javascript","text":"{body}"}}}}}}"#
    );
    let others = vec![other; 64].join(",");
    format!("{},{others}{}", &fixture[..end], &fixture[end..]).into_bytes()
}

fn read(har: &[u8]) -> Collector {
    let mut collector = Collector::default();
    Session::new(&mut collector).read("bench.har", &mut &*har, None);
    collector
}

fn traffic(har: &[u8]) -> Traffic {
    read(har).finish()
}

fn stages(criterion: &mut Criterion) {
    let har = har();
    let mut scan = criterion.benchmark_group("scan");
    scan.throughput(Throughput::Bytes(har.len() as u64));
    scan.bench_function("har", |bencher| bencher.iter(|| read(&har)));
    scan.finish();

    criterion.bench_function("link", |bencher| {
        bencher.iter_batched(|| read(&har), Collector::finish, BatchSize::SmallInput);
    });
    criterion.bench_function("rules", |bencher| {
        let traffic = traffic(&har);
        bencher.iter(|| diagnosis::diagnose(&traffic, Recording::default(), &Facts::default()));
    });

    let mut explain = criterion.benchmark_group("explain");
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let foreign = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN";
    explain.bench_function("a pair without relation", |bencher| {
        bencher.iter(|| explain::pkce(verifier, foreign, ChallengeMethod::S256));
    });
    explain.bench_function("two redirect URIs", |bencher| {
        bencher.iter(|| explain::drift::drift("https://app.example/callback", "https://app.example/callback/"));
    });
    explain.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
