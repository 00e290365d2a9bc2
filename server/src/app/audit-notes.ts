import type { AuditAction } from '@flx/shared/audit'
import type { ExecuteOptions } from '@flx/shared/execution'
import type { Json, JsonObject } from '@flx/shared/json'

import { auditChanges, type AuditedDocument } from '../domain/audit-changes.ts'
import type { AuditActor, AuditNote } from '../domain/audit-log.ts'
import type { PipelineRecord, PluginRecord } from '../domain/records.ts'
import type { AppContext } from './context.ts'
import { mapConfig, pipelinePlugins, type PlacedPlugin } from './pipeline-plugins.ts'
import { hideSecrets } from './secret-settings.ts'
import { parentOf, withoutSecrets } from './show-plugin.ts'

type Context = { plugins: Pick<AppContext['plugins'], 'findByName'> }

/** What the product keeps for itself is no change that a person made. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'createdBy',
  'createdByName',
  'createdAt',
  'updatedAt',
  'archivedAt',
  'version',
  'revision',
  'bundled',
  'installedAt',
  'installStatus',
  'installError',
])

/** The entry for a new pipeline, with what is filled in. */
export async function pipelineCreated(
  context: Context,
  actor: AuditActor,
  after: PipelineRecord,
): Promise<AuditNote> {
  const changes = auditChanges(null, await pipelineDocument(context, after)).filter(
    (change) => !isEmpty(change.after),
  )
  return { ...aboutPipeline(actor, after), action: 'create', changes }
}

/** The entry for an edit; none when nothing changed. Switching on or off has an action of its own. */
export async function pipelineUpdated(
  context: Context,
  actor: AuditActor,
  before: PipelineRecord,
  after: PipelineRecord,
): Promise<AuditNote | undefined> {
  const changes = auditChanges(
    await pipelineDocument(context, before),
    await pipelineDocument(context, after),
  )
  const [first] = changes
  if (first === undefined) return undefined
  const switched = changes.length === 1 && first.path === 'isActive'
  const action = switched ? (after.isActive ? 'activate' : 'deactivate') : 'update'
  return { ...aboutPipeline(actor, after), action, changes }
}

/** The entry for an action that says it all. */
export const aboutPipeline = (
  actor: AuditActor,
  { id, name }: { id: string; name: string },
  action: AuditAction = 'update',
): AuditNote => ({ actor, action, entityType: 'pipeline', entityId: id, entityName: name })

/** The entry for an execution that a person asked for, with the options that were given. */
export function executionAsked(
  actor: AuditActor,
  execution: { id: string; pipelineName: string; retryOf: string | null },
  options: ExecuteOptions,
  placed: readonly PlacedPlugin[],
): AuditNote {
  const shown = { ...options, config: mapConfig(options.config ?? {}, placed, hideSecrets) }
  const document = { stored: jsonOf({ ...options }), shown: jsonOf(shown) }
  return {
    actor,
    action: execution.retryOf === null ? 'execute' : 'retry',
    entityType: 'execution',
    entityId: execution.id,
    entityName: execution.pipelineName,
    changes: auditChanges(null, document).filter(({ after }) => after !== false),
  }
}

/** The entry for a registered plugin, with what is filled in. */
export async function pluginCreated(
  context: Context,
  actor: AuditActor,
  after: PluginRecord,
): Promise<AuditNote> {
  const changes = auditChanges(null, await pluginDocument(context, after)).filter(
    (change) => !isEmpty(change.after),
  )
  return { ...aboutPlugin(actor, after, 'create'), changes }
}

/** The entry for an edit of a plugin; none when nothing changed. */
export async function pluginUpdated(
  context: Context,
  actor: AuditActor,
  before: PluginRecord,
  after: PluginRecord,
): Promise<AuditNote | undefined> {
  const changes = auditChanges(await pluginDocument(context, before), await pluginDocument(context, after))
  return changes.length === 0 ? undefined : { ...aboutPlugin(actor, after, 'update'), changes }
}

/** The entry for an action on a plugin that says it all. */
export const aboutPlugin = (
  actor: AuditActor,
  { id, name }: { id: string; name: string },
  action: AuditAction,
): AuditNote => ({ actor, action, entityType: 'plugin', entityId: id, entityName: name })

/** A pipeline as it is stored and as it is shown, to tell what differs. */
export async function pipelineDocument(context: Context, record: PipelineRecord): Promise<AuditedDocument> {
  const { placed } = await pipelinePlugins(context.plugins, record)
  const config = mapConfig(record.config, placed, hideSecrets)
  return { stored: jsonOf({ ...record }), shown: jsonOf({ ...record, config }) }
}

async function pluginDocument(context: Context, record: PluginRecord): Promise<AuditedDocument> {
  const shown = withoutSecrets(record, await parentOf(context, record))
  return { stored: jsonOf({ ...record }), shown: jsonOf({ ...shown }) }
}

/** The fields that people fill in, as JSON: what is undefined is not there. */
function jsonOf(record: object): JsonObject {
  const fields = Object.entries(record).filter(([field]) => !OWN_FIELDS.has(field))
  return JSON.parse(JSON.stringify(Object.fromEntries(fields))) as JsonObject
}

const isEmpty = (value: Json | undefined): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0) || isEmptyObject(value)

const isEmptyObject = (value: Json | undefined): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
