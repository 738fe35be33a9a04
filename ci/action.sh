#!/usr/bin/env bash
# The steps of action.yml: `action.sh install`, `action.sh check`, `action.sh end`. What a step is told stands in its environment.
set -euo pipefail

# Builds the command from the sources of the action, unless there is one already.
install() {
    if [ -z "$BINARY" ]; then
        cargo install --quiet --locked --no-default-features --features cli --path "$GITHUB_ACTION_PATH" --root "$RUNNER_TEMP/oauth-doctor"
        BINARY="$RUNNER_TEMP/oauth-doctor/bin/oauth-doctor"
    fi
    "$BINARY" --version
    echo "binary=$BINARY" >>"$GITHUB_OUTPUT"
}

# Annotates what was found, and keeps the exit code for the end: the report is uploaded before.
check() {
    local sarif="$RUNNER_TEMP/oauth-doctor.sarif" summary="$RUNNER_TEMP/oauth-doctor.md"
    local args=(check --format github --report "sarif=$sarif" --report "markdown=$summary")
    [ -z "$CONFIG" ] || args+=(--config "$CONFIG")
    [ -z "$BASELINE" ] || args+=(--baseline "$BASELINE")
    [ -z "$FAIL_ON" ] || args+=(--fail-on "$FAIL_ON")
    args+=(--)
    local path
    while IFS= read -r path; do
        [ -z "$path" ] || args+=("$path")
    done <<<"$PATHS"
    rm -f "$sarif" "$summary"
    local code=0
    "$BINARY" "${args[@]}" || code=$?
    # GitHub takes 1 MiB of a step.
    [ ! -f "$summary" ] || head -c 1000000 "$summary" >>"$GITHUB_STEP_SUMMARY"
    [ ! -s "$sarif" ] || echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
    echo "exit-code=$code" >>"$GITHUB_OUTPUT"
}

end() {
    exit "$EXIT_CODE"
}

"$1"
