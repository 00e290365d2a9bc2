import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Json, JsonObject } from '@flx/shared/json/json'
import type { PluginCreateInput } from '@flx/shared/plugins/plugin'

import { startEngine } from '../../engine/support/engine.ts'
import type { Case, CasePlugin } from './case.ts'
import type { Outcome } from './differences.ts'
import { extractorOf, notesOf, writeStubs } from './meltano.ts'

/** Plays all cases with the product's own server and worker. */
export async function playOurs(
  folder: string,
  cases: readonly Case[],
  given: { env: Record<string, string>; files: Record<string, string> },
): Promise<Map<string, Outcome>> {
  writeStubs(folder, cases)
  await using engine = await startEngine({ env: given.env, concurrency: 2 })
  for (const [name, text] of Object.entries(given.files))
    writeFileSync(join(engine.dataDir, 'files', name), text)
  const body = (
    name: string,
    type: PluginCreateInput['type'],
    plugin: CasePlugin,
    own: JsonObject,
  ): PluginCreateInput => ({
    name,
    type,
    capabilities: [...(plugin.capabilities ?? [])],
    settingDefinitions: (plugin.settings ?? []) as PluginCreateInput['settingDefinitions'],
    env: plugin.env,
    settings: {
      ...own,
      ...plugin.config,
      ...Object.fromEntries(Object.entries(plugin.extras ?? {}).map(([key, value]) => [`_${key}`, value])),
    },
  })
  const play = async (one: Case): Promise<Outcome> => {
    const { name, tap, target, heir, mapper } = one
    await engine.plugin({
      ...body(`tap-${name}`, 'extractor', tap, { case: name }),
      command: [join(folder, 'tap')],
    })
    await engine.plugin({
      ...body(`target-${name}`, 'loader', target, { case: name }),
      command: [join(folder, 'target')],
    })
    if (heir !== undefined) {
      await engine.plugin({ ...body(`tap-${name}--heir`, 'extractor', heir, {}), inheritFrom: `tap-${name}` })
    }
    if (mapper !== undefined) {
      await engine.plugin({
        ...body(`mapper-${name}`, 'transformer', { config: mapper }, { case: name }),
        mode: 'in-flight',
        command: [join(folder, 'mapper')],
      })
    }
    const pipeline = await engine.pipeline({
      name,
      extractor: extractorOf(one),
      loader: `target-${name}`,
      mappers: mapper === undefined ? [] : [`mapper-${name}`],
    })
    const statuses: Outcome['statuses'] = []
    for (const refresh of one.executions) {
      const { status } = await engine.perform(pipeline, { fullRefresh: refresh === 'full' })
      statuses.push(status === 'success' ? 'success' : 'failed')
    }
    const state = ((await engine.state(pipeline)) ?? null) as Json
    return { statuses, ...notesOf(folder, name), state }
  }
  const outcomes = new Map<string, Outcome>()
  for (const one of cases) outcomes.set(one.name, await play(one))
  return outcomes
}
