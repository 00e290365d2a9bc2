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
  began=$(date +%s)
  printf '\n== %s\n' "$name"
  "$@"
  printf '== %s: ok (%s s)\n' "$name" "$(($(date +%s) - began))"
}

# Runs a step in parallel with the next ones. `finish` prints the output of these steps in the order in which they started,
# and exits with the status of one that failed. If another step fails, their output is printed too.
besides=$(mktemp -d)
begun=0
beside() {
  name=$1
  shift
  begun=$((begun + 1))
  (step "$name" "$@") >"$besides/$begun" 2>&1 &
  running="$running $!"
}

say_besides() {
  failed=0
  ended=0
  for process in $running; do
    wait "$process" || failed=$?
    ended=$((ended + 1))
    cat "$besides/$ended"
  done
  running=
  begun=0
}

finish() {
  say_besides
  [ "$failed" -eq 0 ] || exit "$failed"
}

running=
trap 'say_besides; rm -rf "$besides"' EXIT
trap 'kill $running; exit 130' INT TERM

page_and_browser() {
  build_web
  node e2e/support/install-browser.ts
}

# Tests start the same built server as `npm start` and the package.
step 'build the server' build_server
export FLX_TEST_MAIN="$PWD/server/dist/main.js"
beside 'page and browser' page_and_browser
step format oxfmt --check
step 'unused code' knip --no-config-hints
finish
beside 'lint and types' oxlint --type-aware --type-check --max-warnings 0
beside 'browser tests' playwright test --config e2e/playwright.config.ts
step 'unit and integration tests' vitest run --root .
finish
printf '\nAll checks passed.\n'
