#!/bin/sh
# `npm run test:crash [-- --kills N] [-- --seed S] [-- --only CELL]`: kills the server and its processes at random moments and checks the result.
# `npm run test:crash -- fleet [--faults N] [--minutes M] [--seed S]`: does the same with several servers on PostgreSQL, which are killed, frozen and cut off.
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup.sh
install_dependencies
use_node_24
if [ "${1:-}" = fleet ]; then
  shift
  exec node server/crash/fleet/main.ts "$@"
fi
exec node server/crash/main.ts "$@"
