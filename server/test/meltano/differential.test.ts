import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { reachesPyPI } from '../plugins/support/wheel.ts'
import { CATALOGS } from './cases/catalogs.ts'
import { EXECUTIONS } from './cases/executions.ts'
import { SETTINGS } from './cases/settings.ts'
import { CATALOG, type Case } from './support/case.ts'
import { differences, type Outcome } from './support/differences.ts'
import { EVERYWHERE, INTENDED } from './support/intended.ts'
import { installMeltano, playMeltano, writeProject } from './support/meltano.ts'
import { playOurs } from './support/ours.ts'

// Installs Meltano and starts some five hundred programs: minutes on a slow machine.
const wanted = process.env['FLX_TEST_PYPI'] === '1'

const cases: Case[] = [...CATALOGS, ...SETTINGS, ...EXECUTIONS].map((one, index) => ({
  ...one,
  name: `c${String(index + 1).padStart(2, '0')}`,
}))

/** Variables in the environment of both servers. */
const ENV = {
  DIFF_HOST: 'host.example',
  DIFF_PORT: '54321',
  DIFF_HOME: '/srv/of-the-server',
  DIFF_LIST: "['x', 'y']",
  DIFF_OBJECT: '{"x": {"y": 1}}',
}
const FILES = {
  'own-catalog.json': JSON.stringify({
    streams: CATALOG.streams.map((stream) => ({ ...stream, selected: true })),
  }),
  'own-state.json': '{"bookmarks":{"people":{"id":9007199254740993}}}',
}

describe.skipIf(!wanted || !reachesPyPI())(
  'the same definitions under the real Meltano and here (npm run test:connectors, where PyPI can be reached)',
  () => {
    let folder: string
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    let meltano: Map<string, Outcome>
    let ours: Map<string, Outcome>

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'flx-meltano-'))
      const program = installMeltano(process.env['FLX_TEST_MELTANO'] ?? join(folder, 'venv'))
      const [theirFolder, ourFolder] = [join(folder, 'meltano'), join(folder, 'ours')]
      writeProject(theirFolder, cases)
      for (const [name, text] of Object.entries(FILES)) writeFileSync(join(theirFolder, name), text)
      const { PATH = '', HOME = '' } = process.env
      meltano = playMeltano(program, theirFolder, cases, { PATH, HOME, ...ENV })
      ours = await playOurs(ourFolder, cases, { env: ENV, files: FILES })
    }, 1_800_000)

    it.each(cases)('$name $title', ({ name, differs }) => {
      const [theirs, own] = [meltano.get(name), ours.get(name)]
      if (theirs === undefined || own === undefined) throw new Error(`${name} was not played.`)
      const allowed = [...EVERYWHERE, ...differs].map((id) => ({ id, pattern: INTENDED[id] ?? /(?!)/ }))
      const found = differences(theirs, own).map((one) => ({
        ...one,
        by: allowed.filter(({ pattern }) => pattern.test(one.path)).map(({ id }) => id),
      }))
      const unexplained = found.filter(({ by }) => by.length === 0)
      expect(unexplained.map(({ path, ...sides }) => ({ path, ...sides }))).toEqual([])
      // Remove a difference that no longer exists from the documentation.
      expect(differs.filter((id) => !found.some(({ by }) => by.includes(id)))).toEqual([])
    })

    it('all intended differences are documented, each with its reason', () => {
      const text = readFileSync(join(import.meta.dirname, '../../../docs/meltano-differences.md'), 'utf8')
      const documented = Array.from(text.matchAll(/^### `([\w-]+)`/gm), ([, id]) => id)
      expect(new Set(documented)).toEqual(new Set(Object.keys(INTENDED)))
    })
  },
)
