#!/bin/sh
# `npm test`: sets up what is missing, then format, unused code, lint with types, unit and integration tests, browser tests.
# The page is built beside the first steps, which take one core each, and not beside tests, whose servers would meet half of
# it. Lint, unit tests and browser tests go side by side: each of them waits for other programs half of the time.
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

# Runs a step beside the next ones. `finish` says what they said, in the order of their beginning, and fails as one of them
# failed; a failure of another step says it, too.
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

# What tests start is the server as `npm start` and the package have it.
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
