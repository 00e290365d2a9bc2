#!/bin/sh
# `npm start`: installs and builds what is missing, then replaces itself with the server, so that signals reach it directly.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
build_web
build_server
exec node server/dist/main.js
