#!/bin/sh
# `npm test`: installs and builds what is missing, then checks format, unused code, lint with types, unit and integration
# tests, and browser tests. The page is built in parallel with the first steps, which use one core each, but not with tests,
# whose servers would serve a half-built page. Lint, unit tests and browser tests run in parallel: each of them waits for
# other programs half of the time.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24

step() {
  name=$1
  shift
  started=$(date +%s)
  printf '\n== %s\n' "$name"
  "$@"
  printf '== %s: ok (%s s)\n' "$name" "$(($(date +%s) - started))"
}

# Runs a step in parallel with the next ones. `finish` prints the output of these steps in the order in which they started,
# and exits with the status of one that failed. If another step fails, their output is printed too.
results=$(mktemp -d)
count=0
in_background() {
  name=$1
  shift
  count=$((count + 1))
  (
    trap 'touch "$results/$count.ended"' EXIT
    step "$name" "$@"
  ) >"$results/$count" 2>&1 &
  running="$running $!"
}

finish_background() {
  failed=0
  ended=0
  for process in $running; do
    wait "$process" || failed=$?
    ended=$((ended + 1))
    cat "$results/$ended"
  done
  running=
  count=0
}

finish() {
  finish_background
  [ "$failed" -eq 0 ] || exit "$failed"
}

running=
trap 'finish_background; rm -rf "$results"' EXIT
trap 'kill $running; exit 130' INT TERM

page_and_browser() {
  build_web
  node e2e/support/install-browser.ts
  touch "$results/page"
}

# Waits until the page is built. If it cannot be, prints the output of the steps in the background and fails.
wait_for_page() {
  until [ -e "$results/1.ended" ]; do sleep 0.2; done
  [ -e "$results/page" ] || finish
}

# Tests start the same built server as `npm start` and the package.
step 'build the server' build_server
export FLX_TEST_MAIN="$PWD/server/dist/main.js"
in_background 'page and browser' page_and_browser
# Collecting garbage less often takes a quarter less of the processor, and 2.0 GB of memory instead of 1.8.
in_background 'lint and types' env GOGC=400 oxlint --type-aware --type-check --max-warnings 0
step format oxfmt --check
step 'unused code' knip --no-config-hints
wait_for_page
in_background 'browser tests' playwright test --config e2e/playwright.config.ts
step 'unit and integration tests' vitest run --root .
finish
printf '\nAll checks passed.\n'
