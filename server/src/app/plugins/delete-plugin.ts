import { conflict } from '../../domain/core/errors.ts'
import type { PluginUse } from '../../domain/pipelines/pipeline-store.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { aboutPlugin } from '../access/audit-notes.ts'
import type { Actor, AppContext } from '../core/context.ts'
import { refuseUnsettled } from './refuse-unsettled.ts'
import { findPlugin } from './show-plugin.ts'

type Context = Pick<AppContext, 'plugins' | 'pipelines'>

/** Number of pipelines named in a sentence; the rest are counted. */
export const MAX_NAMED_PIPELINES = 5

/** Deletes a plugin and returns its record. Throws AppError `conflict` that names what still needs it. */
export async function deletePlugin(context: Context, id: string, actor: Actor): Promise<PluginRecord> {
  const record = await findPlugin(context, id)
  if (record.bundled) throw conflict(`Cannot delete plugin "${record.name}": it is bundled.`)
  await refuseWhileUsed(context, record, 'delete')
  refuseUnsettled(record, 'delete')
  const child = (await context.plugins.all()).find(
    (plugin) => plugin.inheritFrom === record.name && plugin.type === record.type,
  )
  if (child !== undefined) {
    throw conflict(
      `Cannot delete plugin "${record.name}": "${child.name}" inherits from it. Delete that plugin first.`,
    )
  }
  await context.plugins.remove(id, aboutPlugin(actor, record, 'delete'))
  return record
}

/** Throws AppError `conflict` that names the pipelines using a plugin. */
async function refuseWhileUsed(
  context: Pick<AppContext, 'pipelines'>,
  record: { name: string },
  verb: string,
): Promise<void> {
  const uses = (await context.pipelines.usingPlugins([record.name], MAX_NAMED_PIPELINES)).get(record.name)
  if (uses === undefined || uses.total === 0) return
  const isSingle = uses.total === 1
  throw conflict(
    `Cannot ${verb} plugin "${record.name}": ${formatUses(uses)} ${isSingle ? 'uses' : 'use'} it. Change or delete ${isSingle ? 'it' : 'them'} first.`,
  )
}

/** Formats the uses: `pipelines "a", "b" and 3 more`. */
export function formatUses({ total, first }: PluginUse): string {
  const names = first.slice(0, MAX_NAMED_PIPELINES).map(({ name }) => `"${name}"`)
  const rest = total > names.length ? ` and ${total - names.length} more` : ''
  return `${total === 1 ? 'pipeline' : 'pipelines'} ${names.join(', ')}${rest}`
}
