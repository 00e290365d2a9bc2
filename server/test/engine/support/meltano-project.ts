import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

import type { MeltanoRun } from '@flx/shared/pipelines/runner'

/** A job of an extractor, a loader and a utility, which are scripts in the folder of the project. */
export const DAILY_JOB = `default_environment: dev
plugins:
  extractors:
    - name: tap-a
      namespace: tap_a
      executable: ./tap.sh
      capabilities: [catalog, discover, state]
  loaders:
    - name: target-b
      namespace: target_b
      executable: ./target.sh
      capabilities: [structured-logging]
  utilities:
    - name: util
      namespace: util
      executable: ./util.sh
      commands: { go: go now }
environments:
  - name: dev
jobs:
  - name: daily
    tasks: [tap-a target-b, 'util:go']
`
const STATES = 'state_backend:\n  uri: file://${MELTANO_PROJECT_ROOT}/states\n'

/** A Meltano project, with a stub that follows instructions in place of the program. */
export async function meltanoProject(told: object = {}): Promise<{ folder: string; runner: MeltanoRun }> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-meltano-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'meltano.yml'), DAILY_JOB + STATES)
  const executable = join(folder, 'meltano-stub')
  const stub = join(import.meta.dirname, '../fixtures/meltano.mjs')
  await writeFile(executable, `#!/bin/sh\nexec ${process.execPath} ${stub} "$@"\n`, { mode: 0o755 })
  const runner: MeltanoRun = {
    kind: 'meltano',
    project: folder,
    run: ['daily'],
    environment: null,
    executable,
    env: { STUB: JSON.stringify(told) },
    secretEnv: [],
  }
  return { folder, runner }
}
