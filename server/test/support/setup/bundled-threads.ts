import { existsSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, dirname, join } from 'node:path'
import threads, { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * `npm test` provides the bundle: then threads of servers in this process also start from it, as in production. From
 * the sources each loads a hundred modules one by one, which takes longer than most threads' actual work.
 */
const MAIN = process.env['FLX_TEST_MAIN']

if (MAIN !== undefined && Worker.name !== 'BundledWorker') {
  const folder = dirname(MAIN)
  threads.Worker = class BundledWorker extends Worker {
    constructor(program: string | URL, options?: WorkerOptions) {
      super(bundledFile(program, folder), options)
    }
  }
  syncBuiltinESMExports()
}

/** The thread's file in the bundle; unchanged if it has none. */
function bundledFile(program: string | URL, folder: string): string | URL {
  const file = join(folder, basename(String(program)).replace(/\.ts$/, '.js'))
  return file.endsWith('-thread.js') && existsSync(file) ? file : program
}
