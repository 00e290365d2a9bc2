#!/bin/sh
# `npm run package`: builds dist/flx-pipelines-VERSION.tgz, which npx and npm i -g can run without a clone.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
install_dependencies
use_node_24
build_web
node --disable-warning=ExperimentalWarning cli/package/build.ts
cd dist
npm pack --silent ./package
