import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

import type { MeltanoRun } from '@flx/shared/pipelines/runner'

const PROJECT = `default_environment: dev
state_backend:
  uri: file://\${MELTANO_PROJECT_ROOT}/states
plugins:
  extractors:
    - name: tap-a
      namespace: tap_a
      executable: ./tap.sh
  loaders:
    - name: target-b
      namespace: target_b
      executable: ./target.sh
  utilities:
    - name: util
      namespace: util
      executable: ./util.sh
      commands: { go: go now }
environments:
  - name: dev
jobs:
  - name: daily
    tasks: [tap-a target-b, util:go]
`

/** A project of Meltano, with a stub in the place of the program that does as it is told. */
export async function meltanoProject(told: object = {}): Promise<{ folder: string; runner: MeltanoRun }> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-meltano-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'meltano.yml'), PROJECT)
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
  }
  return { folder, runner }
}
