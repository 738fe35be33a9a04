# docker build -t oauth-doctor . && docker run --rm -v "$PWD:/work:ro" oauth-doctor check captures/
FROM rust:1.88-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock askama.toml ./
COPY benches/ benches/
COPY crates/ crates/
COPY docs/library.md docs/rules.md docs/
COPY src/ src/
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN useradd --no-create-home --shell /usr/sbin/nologin doctor
COPY --from=build /src/target/release/oauth-doctor /usr/local/bin/oauth-doctor
USER doctor
WORKDIR /work
ENTRYPOINT ["oauth-doctor"]
CMD ["--help"]
