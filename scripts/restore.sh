#!/bin/sh
# `npm run restore -- FILE`: puts a backup in the place of the database; stop the server first.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/backup.ts restore "$@"
