#!/bin/sh
# `npm run test:nightly` runs, in this order: 210 faults in a fleet on PostgreSQL (FLX_TEST_FAULTS; ten minutes on an idle
# machine); all tests of the server with every case of their sweeps, real builds of old packages, and rolling upgrades from a
# build of these sources and from FLX_UPGRADE_FROM (a tag or commit, by default the last release); all browser tests with
# every case; a server that sends OpenLineage events and is killed 20 times at random moments (FLX_TEST_KILLS); and a
# simulated year of 10,000 schedules, each due once a day, which takes about an hour (FLX_YEAR_DAYS=7 simulates a week).
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup.sh
install_dependencies
use_node_24
node server/crash/fleet/main.ts --faults "${FLX_TEST_FAULTS:-210}"
FLX_TEST_LONG=1 FLX_PROPERTY_REQUESTS="${FLX_PROPERTY_REQUESTS:-40}" node_modules/.bin/vitest run --root . --project server
build_server
build_web
node e2e/support/install-browser.ts
FLX_TEST_LONG=1 FLX_TEST_MAIN="$PWD/server/dist/main.js" node_modules/.bin/playwright test --config e2e/playwright.config.ts
FLX_TEST_KILLS="${FLX_TEST_KILLS:-20}" node_modules/.bin/vitest run --root . --project server server/test/start/open-lineage-crash
FLX_YEAR_SCHEDULES="${FLX_YEAR_SCHEDULES:-10000}" exec node_modules/.bin/vitest run --root . --project server server/test/schedules/year
