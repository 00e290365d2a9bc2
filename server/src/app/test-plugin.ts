import type { JsonObject } from '@flx/shared/json'
import type { PluginTest, PluginTestStep, TestVerdict } from '@flx/shared/plugin-actions'
import { hasSettingValue, settingAlternatives } from '@flx/shared/setting-groups'

import { selectInCatalog } from '../domain/catalog-selection.ts'
import { AppError, messageOf } from '../domain/errors.ts'
import { createMasker } from '../domain/masker.ts'
import type { Masker } from '../domain/ports.ts'
import type { ExecutionFolder } from '../domain/processes.ts'
import type { PluginRecord } from '../domain/records.ts'
import { aboutPlugin } from './audit-notes.ts'
import type { Actor, AppContext } from './context.ts'
import { discovers, hasCapability, selectionRules } from './discover-catalog.ts'
import type { EngineContext } from './engine-context.ts'
import { definitionsFor } from './pipeline-plugins.ts'
import { answered, isCatalog, probe, type Probe } from './probe-plugin.ts'
import { planPlugin, type PlannedProcess } from './resolve-execution.ts'
import { findPlugin, parentOf } from './show-plugin.ts'

export type TestContext = EngineContext & Pick<AppContext, 'audit'>

const DISCOVER_MS = 60_000
const EXTRACT_MS = 60_000
const ANSWER_MS = 30_000
const EMPTY_INPUT_MS = 60_000

/**
 * Starts a plugin with its own settings and says what happened: an extractor until its first record (or its end), a
 * loader or a mapper on an input that ends at once, others by `--help`. Nothing is extracted to anywhere, no state is
 * used. Throws AppError `invalid` when it cannot be started at all.
 */
export async function testPlugin(
  context: TestContext,
  id: string,
  actor: Actor,
  signal: AbortSignal,
): Promise<PluginTest> {
  const plugin = await findPlugin(context, id)
  const parent = await parentOf(context, plugin)
  await context.audit.record(aboutPlugin(actor, plugin, 'test'))
  const needs = neededSettings(plugin, parent)
  const planned = await planFor(context, plugin, parent)
  const probeId = context.newId()
  const folder = await context.folders.create(probeId)
  try {
    const { process, refusal } = planned
    const masker = createMasker(process.resolved.secrets)
    const session: Session = { context, id: probeId, folder, process, masker, signal, steps: [] }
    const outcome =
      refusal === null
        ? await tryOut(session, plugin)
        : await answerOnly(session, `${refusal} Only its start was tried:`)
    return { ...outcome, steps: session.steps, needs }
  } finally {
    await context.starter.sweep(probeId)
    await folder.remove()
  }
}

interface Session {
  context: TestContext
  id: string
  folder: ExecutionFolder
  process: PlannedProcess
  masker: Masker
  signal: AbortSignal
  steps: PluginTestStep[]
}

type Outcome = Pick<PluginTest, 'verdict' | 'summary'>

/** With its configuration; without, and why, where that cannot be made (a required setting lacks a value). */
async function planFor(
  context: TestContext,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
): Promise<{ process: PlannedProcess; refusal: string | null }> {
  try {
    return { process: await planPlugin(context, plugin, parent), refusal: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const bare = { ...plugin, settings: {}, settingDefinitions: [] }
    const bareParent = parent === undefined ? undefined : { ...parent, settings: {}, settingDefinitions: [] }
    // What makes it impossible to start it at all is thrown again here.
    return { process: await planPlugin(context, bare, bareParent), refusal: messageOf(error) }
  }
}

async function tryOut(session: Session, plugin: PluginRecord): Promise<Outcome> {
  if (plugin.type === 'extractor') return extract(session)
  if (plugin.type === 'loader' || plugin.mode === 'in-flight') return takeNothing(session)
  return answerOnly(session, '')
}

async function extract(session: Session): Promise<Outcome> {
  const { process, folder } = session
  const { name } = process.plugin
  const files = await configFile(session)
  if (discovers(process)) {
    const discovery = await run(session, {
      title: 'Discovered its streams',
      args: [...files.args, '--discover'],
      shownArgs: [...files.shownArgs, '--discover'],
      limitMs: DISCOVER_MS,
      isEnough: (messages) => messages.length > 0,
    })
    const found = discovery.end.exitCode === 0 && isCatalog(discovery.output)
    const stated = process.capabilities.length > 0
    if (!found && stated) return fails(`Discovery failed: ${discovery.failure}.`)
    if (found) {
      const catalog = selectInCatalog(JSON.parse(discovery.output) as JsonObject, {
        ...selectionRules(process),
        only: null,
      })
      const option = hasCapability(process, 'catalog') ? '--catalog' : '--properties'
      files.args.push(option, await folder.write('catalog.json', JSON.stringify(catalog)))
      files.shownArgs.push(option, 'catalog.json')
    }
  }
  const probed = await run(session, {
    title: 'Extracted until the first record',
    ...files,
    limitMs: EXTRACT_MS,
    isEnough: (messages) => messages.some(({ type }) => type === 'RECORD' || type === 'BATCH'),
  })
  const { messages } = probed.step
  const first = messages[0]
  if (first === undefined || probed.strange) {
    if (probed.strange) return fails(`${name} wrote something to stdout that is no Singer message.`)
    const ended = probed.end.outcome === 'exited' && probed.end.exitCode === 0
    return fails(ended ? `${name} ended without one Singer message.` : `${probed.failure}.`)
  }
  if (!probed.enough && probed.end.outcome === 'exited' && probed.end.exitCode !== 0) {
    return fails(`It began with ${described(first)}, then ${probed.failure}.`)
  }
  const record = messages.find(({ type }) => type === 'RECORD' || type === 'BATCH')
  const what = record === undefined ? `${described(first)}, and no record yet` : described(record)
  return { verdict: 'works', summary: `${name} started with its settings and wrote ${what}.` }
}

const described = ({ type, stream }: PluginTestStep['messages'][number]): string =>
  stream === null ? `a ${type} message` : `a ${type} of the stream ${stream}`

/** Loaders and mappers: an input without one line, which has to end well. */
async function takeNothing(session: Session): Promise<Outcome> {
  const { name } = session.process.plugin
  const probed = await run(session, {
    title: 'Fed an empty input',
    ...(await configFile(session)),
    limitMs: EMPTY_INPUT_MS,
    stdin: '',
  })
  if (probed.end.outcome === 'exited' && probed.end.exitCode === 0) {
    return {
      verdict: 'works',
      summary: `${name} started with its settings, took an empty input and ended well. Nothing was written to it.`,
    }
  }
  const answer = await answerOnly(session, `With an empty input, ${probed.failure}. After that:`)
  return { verdict: 'fails', summary: answer.summary }
}

const QUESTIONS = [['--about', '--format', 'json'], ['--help'], ['--version']] as const

async function answerOnly(session: Session, before: string): Promise<Outcome> {
  const { name } = session.process.plugin
  const say = (verdict: TestVerdict, text: string): Outcome => ({
    verdict,
    summary: before === '' ? text : `${before} ${text}`,
  })
  let last: Probe | undefined
  for (const args of QUESTIONS) {
    last = await run(session, {
      title: `Asked for ${args[0]}`,
      args: [...args],
      shownArgs: [...args],
      limitMs: ANSWER_MS,
      stdin: '',
    })
    if (answered(last)) return say('starts', `${name} answers ${args[0]}.`)
    if (last.end.outcome === 'spawn-failed') break
  }
  return say('fails', `${last?.failure ?? name}.`)
}

const fails = (summary: string): Outcome => ({ verdict: 'fails', summary })

async function configFile({ folder, process }: Session): Promise<{ args: string[]; shownArgs: string[] }> {
  const path = await folder.write('config.json', JSON.stringify(process.resolved.config))
  return { args: ['--config', path], shownArgs: ['--config', 'config.json'] }
}

async function run(
  { context, id, process, masker, signal, steps }: Session,
  wish: Omit<Parameters<typeof probe>[1], 'id' | 'process' | 'masker' | 'signal'>,
): Promise<Probe> {
  const probed = await probe(context, { ...wish, id, process, masker, signal })
  steps.push(probed.step)
  if (signal.aborted) throw new AppError('unavailable', 'The test was stopped.')
  return probed
}

/** What its groups of settings still lack; nothing when one of them is complete. */
function neededSettings(plugin: PluginRecord, parent: PluginRecord | undefined): PluginTest['needs'] {
  const definitions = definitionsFor(plugin, parent)
  const groups = plugin.settingGroups.length > 0 ? plugin.settingGroups : (parent?.settingGroups ?? [])
  const layers = [parent?.settings ?? {}, plugin.settings]
  const alternatives = settingAlternatives(groups, (name) => hasSettingValue(name, definitions, layers))
  return alternatives.some(({ missing }) => missing.length === 0) ? [] : alternatives
}
