#!/bin/sh
# `npm run test:nightly`: a simulated year of 10,000 schedules, each due once a day; about an hour. `FLX_YEAR_DAYS=7 npm run test:nightly` for a week of it.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
FLX_YEAR_SCHEDULES="${FLX_YEAR_SCHEDULES:-10000}" exec node_modules/.bin/vitest run --root . --project server server/test/schedules/year
