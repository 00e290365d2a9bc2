#!/bin/sh
# `npm test`: sets up what is missing, then format, lint, types, unit and integration tests, build, browser tests.
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

step format oxfmt --check
step lint oxlint --type-aware --max-warnings 0
step 'unused code' knip --no-config-hints
step types sh -c 'tsc -p shared && tsc -p server && tsc -p web && tsc -p e2e && tsc -p cli'
step 'unit and integration tests' vitest run --root .
step build build_web
step browser node e2e/support/install-browser.ts
step 'browser tests' playwright test --config e2e/playwright.config.ts
printf '\nAll checks passed.\n'
