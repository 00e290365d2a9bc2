#!/bin/sh
# `npm run test:crash [-- --kills N] [-- --seed S] [-- --only CELL]`: kills server and processes at random moments and checks what is left.
# `npm run test:crash -- fleet [--faults N] [--minutes M] [--seed S]`: the same for several servers on PostgreSQL, killed, frozen and cut off.
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
