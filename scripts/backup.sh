#!/bin/sh
# `npm run backup -- FILE`: copies the database while the server runs.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/backup.ts backup "$@"
