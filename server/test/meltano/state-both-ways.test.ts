import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { importState } from '../../src/app/pipelines/state/change-state.ts'
import { exportState } from '../../src/app/pipelines/state/read-state.ts'
import { ACTOR, startEngine } from '../engine/support/engine.ts'
import { reachesPyPI } from '../plugins/support/wheel.ts'
import { makeCase, record, SCHEMA, state, type Case } from './support/case.ts'
import { installMeltano, notesOf, writeProject, writeStubs } from './support/meltano.ts'

const wanted = process.env['FLX_TEST_PYPI'] === '1'
const STATE_ID = 'dev:tap-both-to-target-both'
const bookmark = (id: string): string => `{"bookmarks":{"people":{"id":${id}}}}`
/** The extractor's messages, by how far it is. */
const upTo = (id: string): Case => ({
  ...makeCase('both ways', { messages: [SCHEMA, record(id), state(bookmark(id))] }),
  name: 'both',
})

it.skipIf(!wanted || !reachesPyPI())(
  'a pipeline started under Meltano continues here, and goes back (npm run test:connectors, where PyPI can be reached)',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flx-both-ways-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const [theirs, own] = [join(folder, 'meltano'), join(folder, 'ours')]
    const program = installMeltano(process.env['FLX_TEST_MELTANO'] ?? join(folder, 'venv'))
    const meltano = (...args: string[]): string =>
      execFileSync(program, args, { cwd: theirs, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

    mkdirSync(theirs)
    writeProject(theirs, [upTo('9007199254740993')])
    meltano('run', 'tap-both', 'target-both')

    writeStubs(own, [upTo('9007199254740995')])
    await using engine = await startEngine()
    const settings = { case: 'both' }
    await engine.plugin({
      ...{ name: 'tap-both', type: 'extractor', settings, command: [join(own, 'tap')] },
      capabilities: ['catalog', 'discover', 'state'],
    })
    await engine.plugin({ name: 'target-both', type: 'loader', settings, command: [join(own, 'target')] })
    const pipeline = await engine.pipeline({ extractor: 'tap-both', loader: 'target-both' })
    const context = { ...engine.context, secretsOf: async () => await Promise.resolve([]) }
    await importState(context, pipeline.id, { text: meltano('state', 'get', STATE_ID) }, ACTOR)
    expect(await engine.perform(pipeline)).toMatchObject({ status: 'success' })
    expect(notesOf(own, 'both').tap.map(({ state: given }) => given)).toEqual([bookmark('9007199254740993')])

    const exported = join(folder, 'state.json')
    writeFileSync(exported, JSON.stringify({ [STATE_ID]: await exportState(context, pipeline.id) }))
    meltano('state', 'import', exported)
    writeStubs(theirs, [upTo('9007199254740997')])
    meltano('run', 'tap-both', 'target-both')
    const [, second] = notesOf(theirs, 'both').tap
    // Meltano writes it with spaces.
    expect(second?.state?.replaceAll(/\s/g, '')).toBe(bookmark('9007199254740995'))
    expect(meltano('state', 'get', STATE_ID)).toContain('9007199254740997')
  },
)
