import type { JsonObject } from '@flx/shared/json/json'
import type { PluginTest, PluginTestStep, PluginTry, TestVerdict } from '@flx/shared/plugins/plugin-actions'
import { hasSettingValue, settingAlternatives } from '@flx/shared/settings/setting-groups'

import { refusesDiscover } from '../../../domain/singer/discovery-output.ts'
import { AppError, messageOf } from '../../../domain/core/errors.ts'
import { createMasker } from '../../../domain/settings/secrets/masker.ts'
import type { Masker } from '../../../domain/core/ports.ts'
import type { ExecutionFolder } from '../../../domain/executions/processes.ts'
import type { PluginRecord } from '../../../domain/core/records.ts'
import { aboutPlugin } from '../../access/audit-notes.ts'
import type { Actor, AppContext } from '../../core/context.ts'
import { openRunFolder } from '../../../engine/limited-run.ts'
import { discovers, hasCapability } from '../../../engine/files/discover-catalog.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { writeProcessFiles } from '../../../engine/files/process-files.ts'
import { definitionsFor } from '../../settings/pipeline-plugins.ts'
import { hasAnswered, isCatalog, probe, type Probe } from './probe-plugin.ts'
import { planPlugin, type PlannedProcess } from '../../../engine/resolve-execution.ts'
import { selectionRules } from '../../../engine/files/selection-rules.ts'
import { findPlugin, parentOf } from '../show-plugin.ts'
import type { SecretConfig } from '../../settings/pipeline-secrets.ts'
import { triedConfig } from './tried-settings.ts'

export type TestContext = EngineContext & Pick<AppContext, 'audit' | 'pipelines'>

export interface TestOptions {
  /** Whether a loader really writes one record. */
  write?: boolean
  /** Unsaved settings. */
  tried?: PluginTry
}

const DISCOVER_MS = 60_000
const EXTRACT_MS = 60_000
const ANSWER_MS = 30_000
const EMPTY_INPUT_MS = 60_000

/**
 * Starts a plugin with its own settings, overlaid with those of a pipeline's form if given, and reports the
 * result. An extractor runs until its first record or its end, a loader or mapper gets an empty input, and
 * others get `--help`. With `write`, a loader gets a stream of one record, which it really writes. No state
 * is used. Throws AppError `invalid` if the plugin cannot be started.
 */
export async function testPlugin(
  context: TestContext,
  id: string,
  { write = false, tried }: TestOptions,
  actor: Actor,
  signal: AbortSignal,
): Promise<PluginTest> {
  const plugin = await findPlugin(context, id)
  if (write && plugin.type !== 'loader') {
    throw new AppError('invalid', 'Only a loader can be tested by writing to its target.')
  }
  const parent = await parentOf(context, plugin)
  await context.audit.record(aboutPlugin(actor, plugin, 'test'))
  const overrides = tried === undefined ? { config: {} } : await triedConfig(context, plugin, parent, tried)
  const needs = neededSettings(plugin, parent, overrides.config[plugin.name])
  const plan = await planFor(context, plugin, parent, overrides)
  const probeId = context.newId()
  await using folder = await openRunFolder(context, probeId)
  const { program, refusal } = plan
  const masker = createMasker(program.resolved.secrets)
  const session: Session = { context, id: probeId, folder, program, masker, signal, steps: [] }
  const outcome =
    refusal === null
      ? await runTest(session, plugin, write)
      : await testStart(session, `${refusal} Only its start was tested:`)
  return { ...outcome, steps: session.steps, needs }
}

interface Session {
  context: TestContext
  id: string
  folder: ExecutionFolder
  program: PlannedProcess
  masker: Masker
  signal: AbortSignal
  steps: PluginTestStep[]
}

type Outcome = Pick<PluginTest, 'verdict' | 'summary'>

/**
 * Plans the program with its configuration; if that fails (a required setting lacks a value), without it and
 * with the reason.
 */
async function planFor(
  context: TestContext,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  overrides: SecretConfig,
): Promise<{ program: PlannedProcess; refusal: string | null }> {
  try {
    return { program: await planPlugin(context, plugin, parent, overrides), refusal: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const bare = { ...plugin, settings: {}, settingDefinitions: [] }
    const bareParent = parent === undefined ? undefined : { ...parent, settings: {}, settingDefinitions: [] }
    // Throws again if the error prevents any start.
    return { program: await planPlugin(context, bare, bareParent), refusal: messageOf(error) }
  }
}

async function runTest(session: Session, plugin: PluginRecord, write: boolean): Promise<Outcome> {
  if (plugin.type === 'extractor') return testExtraction(session)
  if (write) return testWriting(session)
  if (plugin.type === 'loader' || plugin.mode === 'in-flight') return testEmptyInput(session, plugin)
  return testStart(session, '')
}

async function testExtraction(session: Session): Promise<Outcome> {
  const { context, program, folder } = session
  const { name } = program.plugin
  const files = await configFile(session)
  if (discovers(program)) {
    const discovery = await run(session, {
      title: 'Discovering streams',
      args: [...files.args, '--discover'],
      shownArgs: [...files.shownArgs, '--discover'],
      limitMs: DISCOVER_MS,
      isEnough: (messages) => messages.length > 0,
    })
    const found = discovery.end.exitCode === 0 && isCatalog(discovery.output)
    if (!found && !worksWithoutCatalog(program, discovery))
      return failure(`Discovery failed: ${discoveryFailure(discovery)}.`)
    if (found) {
      const rules = { ...selectionRules(program), only: null }
      const selection = await context.catalogReader.select(discovery.output, rules)
      const option = hasCapability(program, 'catalog') ? '--catalog' : '--properties'
      files.args.push(option, await folder.write('catalog.json', selection?.catalog ?? discovery.output))
      files.shownArgs.push(option, 'catalog.json')
    }
  }
  const result = await run(session, {
    title: 'Extracting the first record',
    ...files,
    limitMs: EXTRACT_MS,
    isEnough: (messages) => messages.some(({ type }) => type === 'RECORD' || type === 'BATCH'),
  })
  const { messages } = result.step
  const first = messages[0]
  if (first === undefined || result.hasOtherLines) {
    if (result.hasOtherLines)
      return failure(`${name} wrote something to stdout that is not a Singer message.`)
    const hasEnded = result.end.outcome === 'exited' && result.end.exitCode === 0
    return failure(hasEnded ? `${name} ended without a Singer message.` : `${result.failure}.`)
  }
  if (!result.enough && result.end.outcome === 'exited' && result.end.exitCode !== 0) {
    return failure(`It started with ${describeMessage(first)}, then ${result.failure}.`)
  }
  const record = messages.find(({ type }) => type === 'RECORD' || type === 'BATCH')
  const firstOutput =
    record === undefined ? `${describeMessage(first)}, and no record yet` : describeMessage(record)
  return { verdict: 'works', summary: `${name} started with its settings and wrote ${firstOutput}.` }
}

/** Follows the rule of an execution: only an extractor of unknown capabilities works without a catalogue. */
const worksWithoutCatalog = (program: PlannedProcess, { output, step }: Probe): boolean =>
  program.capabilities.length === 0 &&
  (step.messages.length > 0 || refusesDiscover([...step.lines, ...output.split('\n', 200)]))

const discoveryFailure = ({ end, failure }: Probe): string =>
  end.outcome === 'exited' && end.exitCode === 0 ? 'its output is not a JSON object with "streams"' : failure

const describeMessage = ({ type, stream }: PluginTestStep['messages'][number]): string =>
  stream === null ? `a ${type} message` : `a ${type} of the stream ${stream}`

/** Tests a loader or mapper with an empty input, on which it must succeed. */
async function testEmptyInput(session: Session, plugin: PluginRecord): Promise<Outcome> {
  const { name } = session.program.plugin
  const result = await run(session, {
    title: 'Starting with an empty input',
    ...(await configFile(session)),
    limitMs: EMPTY_INPUT_MS,
    stdin: '',
  })
  if (result.end.outcome === 'exited' && result.end.exitCode === 0) {
    // A loader connects only when there is something to load: an empty input does not test its settings.
    return plugin.type === 'loader'
      ? {
          verdict: 'starts',
          summary: `${name} starts. The connection was not tried, and nothing was written.`,
        }
      : { verdict: 'works', summary: `${name} started with its settings and read an empty input.` }
  }
  const outcome = await testStart(session, `With an empty input, ${result.failure}. After that:`)
  return { verdict: 'fails', summary: outcome.summary }
}

/**
 * Loads a stream of one record, as `meltano config test` does: the only proof that a loader reaches its
 * target.
 */
async function testWriting(session: Session): Promise<Outcome> {
  const { name } = session.program.plugin
  const result = await run(session, {
    title: `Loading one record into ${SCRATCH_STREAM}`,
    ...(await configFile(session)),
    limitMs: LOAD_MS,
    stdin: `${SCRATCH.map((message) => JSON.stringify(message)).join('\n')}\n`,
  })
  if (result.end.outcome === 'exited' && result.end.exitCode === 0) {
    return {
      verdict: 'works',
      summary: `${name} loaded one record into the stream ${SCRATCH_STREAM} of its target. You can remove it there.`,
    }
  }
  return failure(`${result.failure}.`)
}

const LOAD_MS = 120_000
/** The name that Meltano uses. */
const SCRATCH_STREAM = 'meltano_test_stream'
const SCRATCH: readonly JsonObject[] = [
  {
    type: 'SCHEMA',
    stream: SCRATCH_STREAM,
    schema: { type: 'object', properties: { id: { type: 'integer' }, name: { type: ['string', 'null'] } } },
    key_properties: ['id'],
  },
  { type: 'RECORD', stream: SCRATCH_STREAM, record: { id: 1, name: 'A test by FLX Pipelines' } },
  { type: 'STATE', value: { bookmarks: { [SCRATCH_STREAM]: {} } } },
]

const START_ARGUMENTS = [['--about', '--format', 'json'], ['--help'], ['--version']] as const

async function testStart(session: Session, prefix: string): Promise<Outcome> {
  const { name } = session.program.plugin
  const outcome = (verdict: TestVerdict, text: string): Outcome => ({
    verdict,
    summary: prefix === '' ? text : `${prefix} ${text}`,
  })
  let last: Probe | undefined
  for (const args of START_ARGUMENTS) {
    last = await run(session, {
      title: `Running ${args[0]}`,
      args: [...args],
      shownArgs: [...args],
      limitMs: ANSWER_MS,
      stdin: '',
    })
    if (hasAnswered(last)) return outcome('starts', `${name} responds to ${args[0]}.`)
    if (last.end.outcome === 'spawn-failed') break
  }
  return outcome('fails', `${last?.failure ?? name}.`)
}

const failure = (summary: string): Outcome => ({ verdict: 'fails', summary })

async function configFile({ folder, program }: Session): Promise<{ args: string[]; shownArgs: string[] }> {
  const path = await writeProcessFiles(folder, program, 'plugin')
  return { args: ['--config', path], shownArgs: ['--config', 'config.json'] }
}

async function run(
  { context, id, program, masker, signal, steps }: Session,
  options: Omit<Parameters<typeof probe>[1], 'id' | 'program' | 'masker' | 'signal'>,
): Promise<Probe> {
  const result = await probe(context, { ...options, id, program, masker, signal })
  steps.push(result.step)
  if (signal.aborted) throw new AppError('unavailable', 'The test was stopped.')
  return result
}

/** Returns the settings that each setting group still lacks; empty if one group is complete. */
function neededSettings(
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  overrides: JsonObject = {},
): PluginTest['needs'] {
  const definitions = definitionsFor(plugin, parent)
  const groups = plugin.settingGroups.length > 0 ? plugin.settingGroups : (parent?.settingGroups ?? [])
  const layers = [parent?.settings ?? {}, plugin.settings, overrides]
  const alternatives = settingAlternatives(groups, (name) => hasSettingValue(name, definitions, layers))
  return alternatives.some(({ missing }) => missing.length === 0) ? [] : alternatives
}
