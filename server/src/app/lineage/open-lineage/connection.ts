import type { List } from '@flx/shared/core/list'
import type { JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import type {
  OpenLineageConnection,
  OpenLineageEvent,
  OpenLineageEventQuery,
  OpenLineageSettings,
  OpenLineageTest,
} from '@flx/shared/lineage/open-lineage'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/settings/secret'

import { auditChanges } from '../../../domain/access/audit-changes.ts'
import type { AuditActor, AuditNote } from '../../../domain/access/audit-log.ts'
import { AppError, invalid, messageOf, notFound } from '../../../domain/core/errors.ts'
import type { OpenLineageRecord } from '../../../domain/lineage/open-lineage/outbox.ts'
import { receiverAddress } from '../../../domain/lineage/open-lineage/receiver-address.ts'
import { testEvent } from '../../../domain/lineage/open-lineage/run-event.ts'
import type { EventSender } from '../../../domain/lineage/open-lineage/sender.ts'
import { nowText, type AppContext } from '../../core/context.ts'

type Context = Pick<AppContext, 'openLineage' | 'targetUrlProblem' | 'clock' | 'newId'>
export type ConnectionContext = Context & { sender: EventSender; version: string; file: string }

/** Returns the connection without its secret, and its status. */
export async function showOpenLineage({
  openLineage,
  file,
}: ConnectionContext): Promise<OpenLineageConnection> {
  const { settings, failures: _failures, damaged, ...status } = await openLineage.connection()
  return {
    ...{ settings: hideApiKey(settings), file, ...status },
    ...(await openLineage.counts()),
    ...(damaged !== undefined && { damaged: [...damaged] }),
  }
}

/** Changes the connection; the marker keeps the stored key. Throws AppError `invalid`. */
export async function saveOpenLineage(
  context: ConnectionContext,
  incoming: OpenLineageSettings,
  actor: AuditActor,
): Promise<OpenLineageConnection> {
  const before = await context.openLineage.connection()
  const settings = withKey(incoming, before)
  await checkReceiver(context, settings)
  await context.openLineage.saveConnection(settings, nowText(context), savedNote(actor, before, settings))
  return showOpenLineage(context)
}

/** Sends a test event with settings that need not be saved. Throws AppError `invalid`. */
export async function testOpenLineage(
  context: ConnectionContext,
  incoming: OpenLineageSettings,
): Promise<OpenLineageTest> {
  const settings = withKey(incoming, await context.openLineage.connection())
  await checkReceiver(context, { ...settings, isActive: true })
  const at = nowText(context)
  const event = testEvent({ namespace: settings.namespace, version: context.version }, context.newId(), at)
  const began = context.clock.now().getTime()
  let problem: string | null = null
  try {
    await context.sender.send(settings, JSON.stringify(event))
  } catch (error) {
    problem = messageOf(error)
  }
  return { problem, durationMs: Math.max(0, context.clock.now().getTime() - began) }
}

/** Returns events that have not been received yet. */
export const listOpenLineageEvents = (
  { openLineage }: Pick<Context, 'openLineage'>,
  query: OpenLineageEventQuery,
): Promise<List<OpenLineageEvent>> => openLineage.list(query)

/** Returns an event that waits or was given up, with its payload. Throws AppError `not-found`. */
export async function showOpenLineageEvent(
  { openLineage }: Pick<Context, 'openLineage'>,
  id: string,
): Promise<{ event: OpenLineageEvent; payload: JsonObject }> {
  const found = await openLineage.payload(id)
  if (found === undefined) throw notFound('event', id)
  return { event: found.event, payload: parseJson(found.payload) as JsonObject }
}

/** Retries an event, or all dead letters (null). Throws AppError `not-found`. */
export async function sendEventsAgain(
  context: Context,
  id: string | null,
  actor: AuditActor,
): Promise<number> {
  const count = await context.openLineage.sendAgain(id, nowText(context), auditNote(actor, 'retry'))
  if (id !== null && count === 0) throw notFound('event', id)
  return count
}

/** Removes a dead letter, or all of them (null). Throws AppError `not-found` and `conflict`. */
export async function discardEvents(context: Context, id: string | null, actor: AuditActor): Promise<number> {
  const count = await context.openLineage.discard(id, auditNote(actor, 'delete'))
  if (id === null || count > 0) return count
  if ((await context.openLineage.payload(id)) === undefined) throw notFound('event', id)
  throw new AppError('conflict', 'This event is still waiting. Only failed events can be discarded.')
}

const hideApiKey = (settings: OpenLineageSettings): OpenLineageSettings => ({
  ...settings,
  apiKey: settings.apiKey === '' ? '' : SECRET_MARKER,
})

/**
 * Returns the settings with the stored key if the marker was sent. A stored key is only used for the receiver
 * it was entered for.
 */
function withKey(
  incoming: OpenLineageSettings,
  { settings: stored }: OpenLineageRecord,
): OpenLineageSettings {
  if (!isSecretMarker(incoming.apiKey)) return incoming
  if (stored.apiKey === '') throw invalid('No key is stored yet: enter one.', 'apiKey')
  if (incoming.transport === 'http' && originOf(incoming.url) !== originOf(stored.url)) {
    throw invalid('The receiver has changed: enter its key, or leave the field empty.', 'apiKey')
  }
  return { ...incoming, apiKey: stored.apiKey }
}

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null)

async function checkReceiver(context: Context, settings: OpenLineageSettings): Promise<void> {
  if (settings.transport !== 'http') return
  if (settings.url === '') {
    if (settings.isActive) throw invalid('Enter the address of the receiver.', 'url')
    return
  }
  const refusal = await context.targetUrlProblem(receiverAddress(settings.url))
  if (refusal !== null) throw invalid(refusal, 'url')
}

const auditNote = (actor: AuditActor, action: AuditNote['action']): AuditNote => ({
  ...{ actor, action, entityType: 'setting' },
  ...{ entityId: 'openlineage', entityName: 'OpenLineage' },
})

function savedNote(
  actor: AuditActor,
  { settings: before }: OpenLineageRecord,
  after: OpenLineageSettings,
): AuditNote | undefined {
  const document = (settings: OpenLineageSettings) => ({
    stored: { ...settings } as JsonObject,
    shown: { ...hideApiKey(settings) } as unknown as JsonObject,
  })
  const changes = auditChanges(document(before), document(after))
  return changes.length === 0 ? undefined : { ...auditNote(actor, 'update'), changes }
}
