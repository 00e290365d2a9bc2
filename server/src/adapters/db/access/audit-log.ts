import type { AuditAction, AuditChange, AuditEntity, AuditEntry, AuditQuery } from '@flx/shared/access/audit'

import type { AuditLog, AuditNote } from '../../../domain/access/audit-log.ts'
import type { Clock, NewId } from '../../../domain/core/ports.ts'
import { searchContains, searchText, storable, withoutNul } from '../core/rows/folded-text.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { cappedTotalQuery, orderOf, pageOf, pageQuery, type SortKeys } from '../core/rows/keyset.ts'
import type { Reader } from '../core/reader.ts'
import type { AuditEntryRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

const SORT_KEYS: SortKeys<AuditEntryRow> = { at: [{ sql: 'at', value: (row) => row.at }] }
const NEWEST_FIRST = '-at'

/** Actions that are stored under an earlier name, which old entries and nodes of the previous version use. */
const STORED_AS: Partial<Record<AuditAction, string>> = { 'view-rows': 'look' }
const BY_STORED = new Map(Object.entries(STORED_AS).map(([action, stored]) => [stored, action]))

const storedAction = (action: AuditAction): string => STORED_AS[action] ?? action

/** Creates the audit log. `list` reads through the reader, because a search scans every entry. */
export function createAuditLog(writer: Writer, reader: Reader): AuditLog {
  return {
    async record(note) {
      await writer.change((_trx, _emit, audit) => Promise.resolve(audit(note)))
    },

    async find(id) {
      const row = await writer.db
        .selectFrom('audit_entry')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? undefined : auditEntry(row)
    },

    async list({ cursor, limit, ...filter }) {
      const matching = entriesMatching(reader.db, filter)
      const order = orderOf(NEWEST_FIRST, SORT_KEYS)
      const page = pageQuery(matching.selectAll(), order, cursor, limit).compile()
      const [rows, total] = await Promise.all([
        reader.read(page),
        reader.read(cappedTotalQuery(reader.db, matching).compile()),
      ])
      return pageOf(rows, total, order, { limit, present: auditEntry })
    },
  }
}

/** Adds entries to the transaction of the changes that they record. */
export async function insertNotes(
  trx: Trx,
  notes: readonly AuditNote[],
  { clock, newId }: { clock: Clock; newId: NewId },
): Promise<void> {
  const at = clock.now().toISOString()
  const rows = notes.map(({ actor, action, entityType, entityId, entityName, changes = [] }) =>
    storable({
      id: newId(),
      at,
      actor_id: actor.id,
      actor_name: actor.name,
      token_name: actor.tokenName ?? null,
      action: storedAction(action),
      entity_type: entityType,
      entity_id: entityId,
      entity_name: entityName,
      changes: toJson(changes),
      search_text: searchText(entityName, actor.name, actor.tokenName ?? ''),
    }),
  )
  await trx.insertInto('audit_entry').values(rows).execute()
}

/** Selects the entries that match a filter. */
function entriesMatching(db: Reader['db'], query: Omit<AuditQuery, 'cursor' | 'limit'>) {
  let result = db.selectFrom('audit_entry')
  if (query.entityType !== undefined) result = result.where('entity_type', '=', query.entityType)
  if (query.entityId !== undefined) result = result.where('entity_id', '=', withoutNul(query.entityId))
  if (query.actor !== undefined) result = result.where('actor_id', '=', withoutNul(query.actor))
  if (query.action !== undefined) result = result.where('action', '=', storedAction(query.action))
  if (query.from !== undefined) result = result.where('at', '>=', new Date(query.from).toISOString())
  if (query.to !== undefined) result = result.where('at', '<', new Date(query.to).toISOString())
  const { search } = query
  if (search !== undefined && search.trim() !== '') result = result.where(searchContains(search))
  return result
}

/** Converts a row to an audit entry. */
export const auditEntry = (row: AuditEntryRow): AuditEntry => ({
  id: row.id,
  at: row.at,
  actorId: row.actor_id,
  actorName: row.actor_name,
  tokenName: row.token_name,
  // Only this adapter writes these columns, from the same unions.
  action: (BY_STORED.get(row.action) ?? row.action) as AuditAction,
  entityType: row.entity_type as AuditEntity,
  entityId: row.entity_id,
  entityName: row.entity_name,
  changes: rowReader('audit_entry', row.id).array<AuditChange>('changes', row.changes, 'object'),
})
