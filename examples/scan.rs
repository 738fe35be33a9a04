use oauth_doctor::{capture::Session, flow::Collector};
fn main() {
    for path in std::env::args().skip(1) {
        let mut file = std::fs::File::open(&path).unwrap();
        let mut collector = Collector::default();
        let summary = Session::new(&mut collector).read(&path, &mut file, None);
        eprintln!("{} {:?}", summary.exchanges, summary.error);
        let traffic = collector.finish();
        eprintln!("{}", traffic.flows.len());
    }
}
