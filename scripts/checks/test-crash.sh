#!/bin/sh
# `npm run test:crash [-- --kills N] [-- --seed S] [-- --only CELL]`: kills server and processes at random moments and checks what is left.
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/crash/main.ts "$@"
