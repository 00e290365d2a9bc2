#!/bin/sh
# `npm run bench -- [--scale small] [--records N] [--pairs N] [--only NAME] [--data FOLDER] [--before CHECKOUT] [--megabytes N]`: runs the benchmarks. Every figure is shown next to a control measured in the same pass.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
build_server
node server/bench/pipe.ts "$@"
node server/bench/executions.ts "$@"
node server/bench/log.ts "$@"
node server/bench/cancel.ts "$@"
node server/bench/crowd.ts "$@"
node server/bench/flood.ts "$@"
node server/bench/busy.ts "$@"
node server/bench/memory.ts "$@"
node server/bench/queue.ts "$@"
node server/bench/connections.ts "$@"
build_web
node server/bench/live.ts "$@"
node server/bench/pages/first-row.ts "$@"
node server/bench/pages/streams.ts "$@"
node server/bench/scale.ts "$@"
node server/bench/postgres.ts "$@"
node server/bench/workers.ts "$@"
node server/bench/fleet.ts "$@"
node server/bench/failures.ts "$@"
node server/bench/pages/lineage.ts "$@"
node server/bench/pages/builder.ts "$@"
node server/bench/pages/templates.ts "$@"
