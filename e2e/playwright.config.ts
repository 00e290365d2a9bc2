import { statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'

import { defineConfig } from 'playwright/test'

import { findBrowser, NO_BROWSER } from './support/browser.ts'

const browser = findBrowser()
if (browser === undefined) throw new Error(NO_BROWSER)

/** One journey per test; each worker has a server and a data folder of its own (see support/server.ts). */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  globalSetup: './support/run-folder.ts',
  outputDir: '../test-results',
  // The tests of the pages would else be one after the other.
  fullyParallel: true,
  // Unit tests, which run beside these and wait more, fill the time in which servers start and pages settle.
  workers: availableParallelism(),
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 150_000,
  // Unit tests run beside these. What must be there within a time says so itself.
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: browser.executablePath,
      args: [
        ...browser.args,
        // Pages are open for seconds: optimizing their code takes longer than it saves. What they do stays the same.
        '--js-flags=--no-turbofan,--no-maglev',
      ],
      // In memory, not in files: drawing takes a seventh less of the processor.
      ignoreDefaultArgs: hasSharedMemory() ? ['--disable-dev-shm-usage'] : [],
      env: { ...definedEnvironment(), ...browser.env },
    },
    // What moves without end is drawn without end.
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1440, height: 900 },
    // A trace takes a third of the time: for looking at a failure again, `FLX_TEST_TRACE=1`.
    trace: process.env['FLX_TEST_TRACE'] === '1' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
})

/** Containers have as little as 64 MB of it, with which pages crash. */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 2 ** 31
  } catch {
    return false
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
