#!/bin/sh
# `npm run restore -- FILE`: replaces the database with a backup. Stop the server first.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/backup.ts restore "$@"
