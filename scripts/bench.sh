#!/bin/sh
# `npm run bench -- [--scale small] [--records N] [--pairs N] [--only NAME] [--data FOLDER]`: measures; every figure stands beside a control measured in the same pass.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
node server/bench/pipe.ts "$@"
node server/bench/executions.ts "$@"
node server/bench/log.ts
node server/bench/cancel.ts "$@"
node server/bench/crowd.ts "$@"
build_web
node server/bench/scale.ts "$@"
