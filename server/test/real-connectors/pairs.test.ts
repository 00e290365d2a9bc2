import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import type { ExecutionRecord, PipelineRecord } from '../../src/domain/core/records.ts'
import type { TestEngine } from '../engine/support/engine.ts'
import { PAIRS } from './pairs.ts'
import { LOADERS } from './support/destinations.ts'
import { comparable, joined, rowsOf, type Held } from './support/held.ts'
import type { Installed } from './support/install.ts'
import {
  CHANGED_PEOPLE,
  differences,
  FIRST_PEOPLE,
  LAST_PEOPLE,
  REMOVED_PEOPLE,
  type Row,
} from './support/people.ts'
import { keepResult, writeTables, type PairResult, type Side } from './support/results.ts'
import { pipeByShell, recordings } from './support/shell.ts'
import { unwanted, useSystems } from './support/use-systems.ts'

const DOCUMENT = join(import.meta.dirname, '../../../docs/connectors.md')

describe.skipIf(unwanted() !== null)('real connectors', () => {
  const use = useSystems()
  const results = new Map<string, PairResult>()
  let number = 0

  afterAll(() => writeTables(DOCUMENT, [...results.values()], new Date().toISOString().slice(0, 10)))

  it.for(PAIRS.map((pair) => [`${pair.tap} → ${pair.target} (${pair.method})`, pair] as const))(
    '%s: twice, the second execution loads what changed',
    { timeout: 900_000 },
    async ([name, pair], { skip }) => {
      const reason = use.whyNot(pair.needs)
      if (reason !== null) skip(reason)
      const [tap, target] = [await use.install(pair.tap), await use.install(pair.target)]
      const { systems } = use
      const loader = LOADERS[pair.target]
      if (loader === undefined) throw new Error(`No loader ${pair.target}`)
      const { source, config, ...more } = await pair.make(systems)
      await using _ = { [Symbol.asyncDispose]: async () => more[Symbol.asyncDispose]?.() }
      number += 1
      const wire = join(systems.engine.dataDir, `wire_${number}`)
      const destination = await loader.make(systems, `pair_${number}`)
      const pipeline = await systems.engine.pipeline({
        ...{ name, extractor: pair.tap, loader: pair.target, mappers: ['recorder'] },
        config: { [pair.tap]: config, [pair.target]: destination.config, recorder: { folder: wire } },
      })
      const first = await perform(systems.engine, pipeline)
      const inFirst = people(await destination.held()).length
      await source.change({ remove: pair.method === 'log' })
      // A loader that appends names its files by the second: each execution gets its own folder.
      const other = loader.upserts ? destination : await loader.make(systems, `pair_${number}_2`)
      const second = await perform(systems.engine, pipeline, { config: { [pair.target]: other.config } })
      const held = loader.upserts
        ? await other.held()
        : joined([await destination.held(), await other.held()])
      const removed = pair.method === 'log' ? REMOVED_PEOPLE.map((one) => one.name) : []
      const last = LAST_PEOPLE.filter((one) => !removed.includes(one.name))
      const result: PairResult = {
        tap: sideOf(pair.tap, tap),
        target: sideOf(pair.target, target),
        ...{ method: pair.method, first: first.recordsProcessed ?? 0, second: second.recordsProcessed ?? 0 },
        held: people(held).length + rowsOf(held, 'Odd Table').length,
        changed: differences(people(held), last),
      }
      const byShell: Held[] = []
      let place = await loader.make(systems, `shell_${number}`)
      for (const [index, file] of (await recordings(wire)).entries()) {
        if (!loader.upserts) place = await loader.make(systems, `shell_${number}_${index}`)
        expect(await pipeByShell(systems.engine, pair.target, place.config, file)).toBe(0)
        byShell.push(await place.held())
      }
      const shell = loader.upserts ? byShell.slice(-1) : byShell
      expect.soft(comparable(held)).toEqual(comparable(joined(shell)))
      expect
        .soft({
          ...{ first: first.recordsProcessed ?? 0, second: second.recordsProcessed ?? 0, inFirst },
          ...{ people: people(held).length, odd: rowsOf(held, 'Odd Table').length },
        })
        .toEqual({
          ...(pair.odd === false ? { first: 50, odd: 0 } : { first: 55, odd: loader.upserts ? 6 : 7 }),
          second: pair.second ?? (pair.method === 'log' ? 19 : 18),
          inFirst: FIRST_PEOPLE.length,
          people: loader.upserts
            ? last.length
            : FIRST_PEOPLE.length + CHANGED_PEOPLE.length + (pair.again ?? 0),
          ...pair.held,
        })
      await keepResult(results, result)
    },
  )
})

/** Without rows that a loader only marks as removed. */
const people = (held: Held): Row[] =>
  rowsOf(held, 'people').filter((row) => (row['_sdc_deleted_at'] ?? null) === null)

const sideOf = (id: string, installed: Installed | null): Side => ({
  id,
  kind: installed?.connector.kind ?? 'bundled',
  version: installed?.plugin.version ?? '',
  python: installed?.python ?? '',
  remedies: installed?.remedies ?? [],
})

/** With the log of a failure: a connector's output is the only way to see why. */
async function perform(
  engine: TestEngine,
  pipeline: PipelineRecord,
  options: Parameters<TestEngine['perform']>[1] = {},
): Promise<ExecutionRecord> {
  const execution = await engine.perform(pipeline, options)
  if (execution.status === 'success') return execution
  const lines = (await engine.log(execution.id)).slice(-60).map(({ source, text }) => `${source}: ${text}`)
  throw new Error(`${execution.errorMessage}\n${lines.join('\n')}`)
}
