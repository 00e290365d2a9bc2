import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../fixtures/without-descriptors.ts', import.meta.url))

it('a program waits to be started while too many files are open', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    `ulimit -n 200; exec "${process.execPath}" "${PROGRAM}"`,
  ])
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'exited', exitCode: 0 })
})
