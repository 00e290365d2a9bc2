#!/bin/sh
# `npm run test:connectors`: installs real connectors from PyPI and executes them against real systems started for the test
# (docs/connectors.md), compares them with the real Meltano (docs/meltano-differences.md), and finally runs the journey from
# `meltano init` to `flx dev` in the browser. Skipped if PyPI cannot be reached; tests that need Debian's postgresql-15,
# postgresql-15-wal2json or mariadb-server are skipped without it and say so.
# FLX_TEST_MELTANO and FLX_TEST_OPENLINEAGE name virtual environments to reuse for Meltano and openlineage-python;
# FLX_WRITE_CONNECTORS=1 writes the tables of docs/connectors.md.
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup.sh
install_dependencies
use_node_24
export FLX_TEST_PYPI=1
node_modules/.bin/vitest run --root . --project server server/test/plugins/pypi server/test/plugins/dbt-pypi \
  server/test/meltano server/test/real-connectors server/test/http/lineage/open-lineage-pypi
build_web
node e2e/support/install-browser.ts
exec node_modules/.bin/playwright test --config e2e/playwright.config.ts e2e/journeys
