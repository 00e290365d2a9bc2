#!/bin/sh
# `npm run rotate-key`: encrypts all stored secrets with a new key. Stop the server first.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/rotate-key.ts
