#!/bin/sh
# `npm run rebuild-aggregates`: recounts the figures of the data folder. Stop the server first.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/rebuild-aggregates.ts
