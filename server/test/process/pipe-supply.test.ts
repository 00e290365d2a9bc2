import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { removeLeftFolders } from '../../src/adapters/process/pipe/pipe-supply.ts'

const HOUR_MS = 3_600_000

it('removes the folder of a process that was killed while it made pipes, and none that is in use', async () => {
  const [left, used] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'flx-pipes-'))) as [string, string]
  onTestFinished(() => [left, used].forEach((folder) => rmSync(folder, { recursive: true, force: true })))
  const now = Date.now()
  const before = new Date(now - 2 * HOUR_MS)
  utimesSync(left, before, before)
  await removeLeftFolders(now)
  expect([left, used].map(existsSync)).toEqual([false, true])
})
