#!/bin/sh
# `npm run dev`: starts the server, which restarts on changes, and the page on http://127.0.0.1:5173 with hot reload.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
node --watch-preserve-output --watch-path=server/src --watch-path=shared/src server/src/main.ts &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM
vite dev
