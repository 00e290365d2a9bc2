import type { PluginInvocation, PluginInvoke } from '@flx/shared/plugins/plugin-actions'

import { AppError, messageOf } from '../../../domain/core/errors.ts'
import type { PluginRecord } from '../../../domain/core/records.ts'
import { createMasker } from '../../../domain/settings/secrets/masker.ts'
import { plainText } from '../../../domain/singer/log/terminal-text.ts'
import { openRunFolder } from '../../../engine/limited-run.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { planPlugin, type PlannedProcess } from '../../../engine/resolve-execution.ts'
import { aboutPlugin } from '../../access/audit-notes.ts'
import type { Actor, AppContext } from '../../core/context.ts'
import { probe } from './probe-plugin.ts'
import { findPlugin, parentOf } from '../show-plugin.ts'

const LIMIT_MS = 60_000
/** Maximum number of output characters shown. */
const MAX_CHARACTERS = 200_000

/** The option to start a program with. Nodes of neighbouring versions pass it to each other. */
export interface InvokeRequest {
  what: PluginInvoke['option']
}

/** The arguments of each invocation. They are fixed: no argument comes from the request. */
const ARGUMENTS: Record<PluginInvoke['option'], readonly string[]> = {
  help: ['--help'],
  version: ['--version'],
  about: ['--about', '--format', 'json'],
  discover: ['--discover'],
}

/**
 * Starts a plugin's program with one of a few fixed arguments and returns its output, with secrets masked.
 * `discover` gets the plugin's settings; the others need none. Throws AppError `invalid` if it cannot be
 * started.
 */
export async function invokePlugin(
  context: EngineContext & Pick<AppContext, 'audit'>,
  id: string,
  { what: option }: InvokeRequest,
  actor: Actor,
  signal: AbortSignal,
): Promise<PluginInvocation> {
  const plugin = await findPlugin(context, id)
  if (option === 'discover' && plugin.type !== 'extractor') {
    throw new AppError('invalid', `Only an extractor can discover. ${plugin.name} is a ${plugin.type}.`)
  }
  await context.audit.record(aboutPlugin(actor, plugin, 'invoke'))
  const program = await planProgram(context, plugin, option)
  const masker = createMasker(program.resolved.secrets)
  const probeId = context.newId()
  await using folder = await openRunFolder(context, probeId)
  const config =
    option === 'discover'
      ? ['--config', await folder.write('config.json', JSON.stringify(program.resolved.config))]
      : []
  const { output, step } = await probe(context, {
    id: probeId,
    title: '',
    program,
    args: [...config, ...ARGUMENTS[option]],
    shownArgs: [...(option === 'discover' ? ['--config', 'config.json'] : []), ...ARGUMENTS[option]],
    masker,
    signal,
    limitMs: LIMIT_MS,
    stdin: '',
    // A program that does not know the option might start to extract: do not wait for that.
    isEnough: (messages) => messages.some(({ type }) => type === 'RECORD' || type === 'SCHEMA'),
  })
  if (signal.aborted) throw new AppError('unavailable', 'The invocation was stopped.')
  const text = output
    .split('\n')
    .map((line) => masker.line(plainText(line)))
    .join('\n')
  return {
    command: step.command,
    ending: step.ending,
    exitCode: step.exitCode,
    durationMs: step.durationMs,
    output: text.slice(0, MAX_CHARACTERS),
    isCut: text.length > MAX_CHARACTERS,
    lines: step.lines,
  }
}

/**
 * Plans the program with its settings. Only `discover` requires them: otherwise a plugin that lacks a value
 * still answers.
 */
async function planProgram(
  context: EngineContext,
  plugin: PluginRecord,
  option: InvokeRequest['what'],
): Promise<PlannedProcess> {
  const parent = await parentOf(context, plugin)
  if (option === 'discover') return planPlugin(context, plugin, parent)
  try {
    // The program might print secrets from its settings: planning with them lets the masker know them.
    return await planPlugin(context, plugin, parent)
  } catch (error) {
    if (!(error instanceof AppError)) throw new Error(messageOf(error), { cause: error })
    return planPlugin(context, { ...plugin, settings: {}, settingDefinitions: [] }, parent)
  }
}
