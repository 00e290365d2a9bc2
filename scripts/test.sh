#!/bin/sh
# `npm test`: sets up what is missing, then format, lint with types, unused code, unit and integration tests, build, browser
# tests. The page is built beside the first steps, which take one core each, and not beside tests, whose servers would meet
# half of it; lint and types are beside the unit tests, which wait half of the time, and cost little time of their own.
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

# Runs a step beside the next ones. `finish` says what it said, and fails as it failed; a failure of another step says it, too.
beside() {
  name=$1
  shift
  said=$(mktemp)
  (step "$name" "$@") >"$said" 2>&1 &
  running=$!
  trap 'wait "$running" || true; cat "$said"; rm -f "$said"' EXIT
  trap 'kill "$running"; exit 130' INT TERM
}

finish() {
  failed=0
  wait "$running" || failed=$?
  trap - EXIT INT TERM
  cat "$said"
  rm -f "$said"
  [ "$failed" -eq 0 ] || exit "$failed"
}

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
step 'unit and integration tests' vitest run --root .
finish
step 'browser tests' playwright test --config e2e/playwright.config.ts
printf '\nAll checks passed.\n'
