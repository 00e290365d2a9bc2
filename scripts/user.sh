#!/bin/sh
# `npm run user -- reset EMAIL`: prints a link with which the user sets a new password.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
exec node server/src/commands/user.ts "$@"
