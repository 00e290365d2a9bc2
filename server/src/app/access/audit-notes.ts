import type { AuditAction } from '@flx/shared/access/audit'
import type { Priority } from '@flx/shared/executions/priority'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import { SECRET_MARKER } from '@flx/shared/settings/secret'

import { auditChanges, type AuditedDocument } from '../../domain/access/audit-changes.ts'
import type { AuditActor, AuditNote } from '../../domain/access/audit-log.ts'
import type { PipelineRecord, PluginRecord, StoredOptions, TemplateLink } from '../../domain/core/records.ts'
import type { AppContext } from '../core/context.ts'
import { pipelinePlugins, type PlacedPlugin } from '../settings/pipeline-plugins.ts'
import { hideConfig } from '../settings/pipeline-secrets.ts'
import { hideRunner } from '../settings/runner-secrets.ts'
import { parentOf, withoutSecrets } from '../plugins/show-plugin.ts'

type Context = { plugins: Pick<AppContext['plugins'], 'findByNames'> }

/** Fields that the server maintains. A change to them is not a user's change. */
const SERVER_FIELDS: ReadonlySet<string> = new Set([
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
  'installRemedy',
  'newestVersion',
  'secretSettings',
  'damaged',
])

/** Returns the audit entry for a new pipeline, with the fields that were filled in. */
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

/**
 * Returns the audit entry for an edit, or undefined if nothing changed. Activating and deactivating have
 * actions of their own.
 */
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

/** Returns the audit entry for the preview of an unsaved edit, with the changes that it would make. */
export const draftPreviewed = async (
  context: Context,
  actor: AuditActor,
  before: PipelineRecord,
  after: PipelineRecord,
): Promise<AuditNote> => ({
  ...aboutPipeline(actor, before, 'preview'),
  ...(await pipelineUpdated(context, actor, before, after).then((note) =>
    note?.changes === undefined ? {} : { changes: note.changes },
  )),
})

/** Returns an audit entry without changes, for an action that needs no details. */
export const aboutPipeline = (
  actor: AuditActor,
  { id, name }: { id: string; name: string },
  action: AuditAction = 'update',
): AuditNote => ({ actor, action, entityType: 'pipeline', entityId: id, entityName: name })

/** Returns the audit entry for an execution that a user requested, with its options. */
export function executionRequested(
  actor: AuditActor,
  execution: { id: string; pipelineName: string; retryOf: string | null },
  options: StoredOptions & { priority?: Priority | undefined },
  placed: readonly PlacedPlugin[],
): AuditNote {
  const { secretSettings, ...requested } = options
  const shown = {
    ...requested,
    config: hideConfig({ config: requested.config ?? {}, secretSettings }, placed),
  }
  const document = { stored: jsonOf({ ...requested }), shown: jsonOf(shown) }
  return {
    actor,
    action: execution.retryOf === null ? 'execute' : 'retry',
    entityType: 'execution',
    entityId: execution.id,
    entityName: execution.pipelineName,
    changes: auditChanges(null, document).filter(({ after }) => after !== false),
  }
}

/** Returns the audit entry for an added plugin, with the fields that were filled in. */
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

/** Returns the audit entry for an edit of a plugin, or undefined if nothing changed. */
export async function pluginUpdated(
  context: Context,
  actor: AuditActor,
  before: PluginRecord,
  after: PluginRecord,
): Promise<AuditNote | undefined> {
  const changes = auditChanges(await pluginDocument(context, before), await pluginDocument(context, after))
  return changes.length === 0 ? undefined : { ...aboutPlugin(actor, after, 'update'), changes }
}

/** Returns an audit entry about a plugin without changes, for an action that needs no details. */
export const aboutPlugin = (
  actor: AuditActor,
  { id, name }: { id: string; name: string },
  action: AuditAction,
): AuditNote => ({ actor, action, entityType: 'plugin', entityId: id, entityName: name })

/** Returns a pipeline both as stored and as shown, for comparing two versions. */
export async function pipelineDocument(context: Context, record: PipelineRecord): Promise<AuditedDocument> {
  const { placed } = await pipelinePlugins(context.plugins, record)
  const shown = {
    ...record,
    config: hideConfig(record, placed),
    runner: hideRunner(record.runner),
    template: hideLink(record.template),
  }
  return { stored: jsonOf({ ...record }), shown: jsonOf(shown) }
}

const hideLink = (link: TemplateLink | null) =>
  link === null
    ? null
    : { ...link, secrets: Object.fromEntries(Object.keys(link.secrets).map((name) => [name, SECRET_MARKER])) }

/** Returns a plugin both as stored and as shown, for comparing two versions. */
export async function pluginDocument(context: Context, record: PluginRecord): Promise<AuditedDocument> {
  const shown = withoutSecrets(record, await parentOf(context, record))
  return { stored: jsonOf({ ...record }), shown: jsonOf({ ...shown }) }
}

/** Returns the fields that users fill in, as JSON; undefined fields are left out. */
function jsonOf(record: object): JsonObject {
  const fields = Object.entries(record).filter(([field]) => !SERVER_FIELDS.has(field))
  return parseJson(JSON.stringify(Object.fromEntries(fields))) as JsonObject
}

const isEmpty = (value: Json | undefined): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0) || isEmptyObject(value)

const isEmptyObject = (value: Json | undefined): boolean =>
  isJsonObject(value) && Object.keys(value).length === 0
