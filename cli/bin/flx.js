#!/usr/bin/env node
// Starts the command line under Node 24: the host's, or the one that the optional package `node` brings.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { constants, homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const main = ['main.js', 'main.ts'].map((name) => join(here, '../src', name)).find((file) => existsSync(file))

if (Number(process.versions.node.split('.')[0]) >= 24) {
  keepCompiled()
  await import(main)
} else startUnder(bundledNode())

/** Compiled once, the server and the bundled connectors start in less than half the time, with less memory. */
function keepCompiled() {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flx', 'compiled')
  nodeModule.enableCompileCache(folder)
  process.env.NODE_COMPILE_CACHE = folder
}

/** The program of the package `node`; undefined where it could not be installed. */
function bundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const from of [here, join(here, '../..')]) {
    try {
      const folder = dirname(nodeModule.createRequire(join(from, 'x.js')).resolve('node/package.json'))
      const program = join(folder, 'bin', name)
      if (existsSync(program)) return program
    } catch {
      // Not there: the next place.
    }
  }
}

function startUnder(program) {
  if (program === undefined) {
    process.stderr.write(
      `flx needs Node 24 or newer and this is Node ${process.versions.node}. The package that brings Node 24 could not be installed here: install Node 24, then try again.\n`,
    )
    process.exitCode = 1
    return
  }
  const child = spawn(program, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // Ctrl+C reaches both; the child decides. What is sent to this process alone is passed on.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))
  })
}
