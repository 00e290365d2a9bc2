#!/bin/sh
# `npm run demo`: fills a separate data folder with pipelines and sample history, once, and starts the server on it.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
build_web
build_server
# Never use the folder of a real installation, even if the environment names one.
FLX_DATA_DIR=./data-demo
FLX_ADMIN_EMAIL=${FLX_ADMIN_EMAIL:-demo@example.com}
FLX_ADMIN_PASSWORD=${FLX_ADMIN_PASSWORD:-demonstration}
export FLX_DATA_DIR FLX_ADMIN_EMAIL FLX_ADMIN_PASSWORD
node server/src/demo/main.ts "$@"
echo "Sign in as $FLX_ADMIN_EMAIL with $FLX_ADMIN_PASSWORD (from the first start on this folder). To start over, remove data-demo."
exec node server/dist/main.js
