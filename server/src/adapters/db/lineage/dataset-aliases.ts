import { sql, type SqlBool } from 'kysely'

import { relativeFile } from '../../../domain/lineage/foreign/foreign-names.ts'
import { keyOf, type Place, type LineageEvent } from '../../../domain/lineage/foreign/foreign-event.ts'
import { storable } from '../core/rows/folded-text.ts'
import type { Trx } from '../core/writer.ts'
import { chunks, datasetId } from './record-lineage.ts'

/**
 * Replaces other names of a dataset, which an event can report as symlinks, with the name under which it is known: the
 * one that an execution saw, else the one reported first. The names are stored for events that use only one of them.
 */
export async function withKnownNames(trx: Trx, event: LineageEvent, at: string): Promise<LineageEvent> {
  for (const { place, aliases } of event.described)
    if (aliases.length > 0) await noteAliases(trx, [place, ...aliases], at)
  const { moved, described } = event
  const named = [...moved.inputs, ...moved.outputs, ...described.map(({ place }) => place)]
  await noteFiles(trx, named, at)
  const known = await knownAs(trx, named.map(datasetId))
  if (known.size === 0) return event
  const byKey = new Map(named.map((place) => [keyOf(place), known.get(datasetId(place)) ?? place]))
  const as = (place: Place): Place => byKey.get(keyOf(place)) ?? place
  return {
    ...event,
    moved: {
      inputs: moved.inputs.map(as),
      outputs: moved.outputs.map(as),
      links: moved.links.map((link) => ({ ...link, from: as(link.from), to: as(link.to) })),
    },
    described: described.map((one) => ({ ...one, place: as(one.place) })),
  }
}

/**
 * Resolves a table in a file that is reported by part of its path: it belongs to the only known file whose path ends
 * that way.
 */
async function noteFiles(trx: Trx, named: readonly Place[], at: string): Promise<void> {
  for (const [namespace, places] of Map.groupBy(named, (place) => place.namespace)) {
    const end = relativeFile({ namespace })
    if (end === null) continue
    const scheme = namespace.slice(0, namespace.indexOf('://') + 3)
    const found = await trx
      .selectFrom('dataset')
      .select('namespace')
      .distinct()
      .where('tool', 'is', null)
      .where(
        sql<SqlBool>`substr(namespace, 1, ${scheme.length + 1}) = ${`${scheme}/`}
          and substr(namespace, length(namespace) - ${end.length - 1}) = ${end}`,
      )
      .limit(2)
      .execute()
    const whole = found.length === 1 ? found[0]?.namespace : undefined
    if (whole === undefined) continue
    for (const place of places) await writeAlias(trx, datasetId(place), { ...place, namespace: whole }, at)
  }
}

async function noteAliases(trx: Trx, names: readonly Place[], at: string): Promise<void> {
  const ids = names.map(datasetId)
  const known = await knownAs(trx, ids)
  const rows = await trx
    .selectFrom('dataset')
    .select(['id', 'tool', 'first_seen_at'])
    .where('id', 'in', ids)
    .orderBy('first_seen_at')
    .execute()
  const seen = rows.find(({ tool }) => tool === null) ?? rows[0]
  const earlier = known.values().next().value
  const ours = seen !== undefined && (seen.tool === null || earlier === undefined)
  const first = (ours ? names[ids.indexOf(seen.id)] : earlier) ?? names[0]
  if (first === undefined) return
  const firstId = datasetId(first)
  await trx.deleteFrom('dataset_alias').where('id', '=', firstId).execute()
  for (const id of new Set(ids)) if (id !== firstId) await writeAlias(trx, id, first, at)
}

async function writeAlias(trx: Trx, id: string, { kind, namespace, name }: Place, at: string): Promise<void> {
  const row = storable({ kind, namespace, name, seen_at: at })
  await trx
    .insertInto('dataset_alias')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

async function knownAs(trx: Trx, ids: readonly string[]): Promise<Map<string, Place>> {
  const found = new Map<string, Place>()
  for (const some of chunks([...new Set(ids)])) {
    const rows = await trx.selectFrom('dataset_alias').selectAll().where('id', 'in', some).execute()
    for (const { id, kind, namespace, name } of rows)
      found.set(id, { kind: kind as Place['kind'], namespace, name })
  }
  return found
}
