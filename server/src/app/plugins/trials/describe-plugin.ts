import type { Plugin } from '@flx/shared/plugins/plugin'

import { readAbout } from '../../../domain/plugins/connector-about.ts'
import { mergeAbout } from '../../../domain/plugins/merge-about.ts'
import { AppError } from '../../../domain/core/errors.ts'
import { createMasker } from '../../../domain/settings/secrets/masker.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import type { Actor, AppContext } from '../../core/context.ts'
import { probe } from './probe-plugin.ts'
import { planPlugin } from '../../../engine/resolve-execution.ts'
import { findPlugin, parentOf } from '../show-plugin.ts'
import { updatePlugin } from '../update-plugin.ts'

const LIMIT_MS = 30_000

/**
 * Asks a connector for its description (`--about --format json` of the Meltano SDK) and adds the answer to
 * the plugin's setting definitions and capabilities. Values from the hub or a user are kept. Throws AppError
 * `invalid` if the connector does not answer.
 */
export async function describePlugin(
  context: EngineContext & AppContext,
  id: string,
  actor: Actor,
  signal: AbortSignal,
): Promise<Plugin> {
  const plugin = await findPlugin(context, id)
  if (plugin.bundled) {
    throw new AppError('conflict', `"${plugin.name}" is bundled; its settings are already described.`)
  }
  // A plugin can describe its settings without their values.
  const bare = { ...plugin, settings: {}, settingDefinitions: [] }
  const program = await planPlugin(context, bare, await parentOf(context, plugin))
  const probeId = context.newId()
  const args = ['--about', '--format', 'json']
  const { output, failure, end } = await probe(context, {
    ...{ id: probeId, title: '', program, args, shownArgs: args, signal, limitMs: LIMIT_MS },
    masker: createMasker(program.resolved.secrets),
    stdin: '',
    // A program that does not know --about might start to extract: do not wait for that.
    isEnough: (messages) => messages.some(({ type }) => type === 'RECORD' || type === 'SCHEMA'),
  })
  const about = readAbout(output)
  if (about === undefined || (about.settingDefinitions.length === 0 && about.capabilities.length === 0)) {
    const reason =
      end.outcome === 'exited' && end.exitCode === 0 ? 'its output is not a description' : failure
    throw new AppError(
      'invalid',
      `${plugin.name} does not describe its settings (--about --format json): ${reason}. Enter them yourself.`,
    )
  }
  const patch = { revision: plugin.revision, ...mergeAbout(plugin, about) }
  return updatePlugin(context, id, patch, actor, { by: 'connector' })
}
