# Sourced by the other scripts from the repository root: installs and builds only what is out of date.
# Thanks to the stamps, a second start calls neither npx nor a package manager.

pnpm_version=12.21.0

fingerprint() {
  # Compare contents, not times: a fresh clone and a restored backup give the same result.
  find "$@" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' | LC_ALL=C sort | xargs cksum | cksum
}

install_dependencies() {
  current="pnpm $pnpm_version $(fingerprint pnpm-lock.yaml pnpm-workspace.yaml package.json shared/package.json server/package.json web/package.json e2e/package.json cli/package.json)"
  if [ "$(cat node_modules/.flx-installed 2>/dev/null)" = "$current" ]; then return; fi
  echo 'Installing dependencies (first start, or the lock file changed) …'
  npx --yes "pnpm@$pnpm_version" install --frozen-lockfile --prefer-offline
  printf '%s\n' "$current" >node_modules/.flx-installed
}

use_node_24() {
  # If the host has an older Node, use Node 24 from the npm package `node`.
  PATH="$PWD/node_modules/.bin:$PATH"
  export PATH
  # With cached compiled code, the server and the bundled connectors start in less than half the time and use less memory.
  export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/compiled"
  hash -r
  major=$(node -p 'process.versions.node.split(".")[0]')
  if [ "$major" -lt 24 ]; then
    echo "FLX Pipelines needs Node 24, but found Node $(node -v), and the bundled one could not be installed. Install Node 24 and start again." >&2
    exit 1
  fi
}

# Bundles the server into a few files: it starts in half the time and uses less memory.
build_server() {
  current=$(fingerprint server/src server/build shared/src server/package.json pnpm-lock.yaml)
  if [ "$(cat server/dist/.flx-built 2>/dev/null)" = "$current" ]; then return; fi
  node server/build/bundle.ts
  printf '%s\n' "$current" >server/dist/.flx-built
}

build_web() {
  current=$(fingerprint web/index.html web/start.js web/build web/src web/public shared/src vite.config.ts web/package.json pnpm-lock.yaml)
  if [ "$(cat web/dist/.flx-built 2>/dev/null)" = "$current" ]; then return; fi
  echo 'Building the page …'
  vite build --logLevel warn
  printf '%s\n' "$current" >web/dist/.flx-built
}
