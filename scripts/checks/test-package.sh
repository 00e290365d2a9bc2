#!/bin/sh
# `npm run test:package`: installs the package in an empty folder and runs it with this machine's Node.
set -eu
cd "$(dirname "$0")/../.."
host_node=$(dirname "$(command -v node)")
sh scripts/package.sh
. scripts/setup.sh
use_node_24
FLX_HOST_NODE=$host_node exec node cli/package/try.ts
