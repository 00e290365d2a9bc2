#!/bin/sh
# `npm run move-to-postgres -- URL`: copies the data folder's database to PostgreSQL. Stop the servers first.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/move-to-postgres.ts "$@"
