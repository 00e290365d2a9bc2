#!/bin/sh
# `npm run bench -- [--scale small] [--records N] [--pairs N] [--only NAME] [--data FOLDER] [--before CHECKOUT] [--megabytes N]`: runs the benchmarks. Every figure is shown next to a control measured in the same pass.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
build_server
node server/bench/path/pipe.ts "$@"
node server/bench/path/executions.ts "$@"
node server/bench/path/log.ts "$@"
node server/bench/path/cancel.ts "$@"
node server/bench/load/crowd.ts "$@"
node server/bench/load/flood.ts "$@"
node server/bench/load/busy.ts "$@"
node server/bench/load/memory.ts "$@"
node server/bench/nodes/queue.ts "$@"
node server/bench/load/connections.ts "$@"
build_web
node server/bench/nodes/live.ts "$@"
node server/bench/pages/first-row.ts "$@"
node server/bench/pages/streams.ts "$@"
node server/bench/lists/scale.ts "$@"
node server/bench/lists/postgres.ts "$@"
node server/bench/nodes/workers.ts "$@"
node server/bench/lists/fleet.ts "$@"
node server/bench/lists/failures.ts "$@"
node server/bench/pages/lineage.ts "$@"
node server/bench/pages/builder.ts "$@"
node server/bench/pages/templates.ts "$@"
