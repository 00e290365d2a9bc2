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
  const places = [...moved.inputs, ...moved.outputs, ...described.map(({ place }) => place)]
  await noteFiles(trx, places, at)
  const known = await readAliases(trx, places.map(datasetId))
  if (known.size === 0) return event
  const byKey = new Map(places.map((place) => [keyOf(place), known.get(datasetId(place)) ?? place]))
  const resolve = (place: Place): Place => byKey.get(keyOf(place)) ?? place
  return {
    ...event,
    moved: {
      inputs: moved.inputs.map(resolve),
      outputs: moved.outputs.map(resolve),
      links: moved.links.map((link) => ({ ...link, from: resolve(link.from), to: resolve(link.to) })),
    },
    described: described.map((dataset) => ({ ...dataset, place: resolve(dataset.place) })),
  }
}

/**
 * Resolves a table in a file that is reported by part of its path: it belongs to the only known file whose path ends
 * that way.
 */
async function noteFiles(trx: Trx, allPlaces: readonly Place[], at: string): Promise<void> {
  for (const [namespace, places] of Map.groupBy(allPlaces, (place) => place.namespace)) {
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
    const knownNamespace = found.length === 1 ? found[0]?.namespace : undefined
    if (knownNamespace === undefined) continue
    for (const place of places)
      await writeAlias(trx, datasetId(place), { ...place, namespace: knownNamespace }, at)
  }
}

async function noteAliases(trx: Trx, names: readonly Place[], at: string): Promise<void> {
  const ids = names.map(datasetId)
  const known = await readAliases(trx, ids)
  const rows = await trx
    .selectFrom('dataset')
    .select(['id', 'tool', 'first_seen_at'])
    .where('id', 'in', ids)
    .orderBy('first_seen_at')
    .execute()
  const reported = rows.find(({ tool }) => tool === null) ?? rows[0]
  const existing = known.values().next().value
  const isOwn = reported !== undefined && (reported.tool === null || existing === undefined)
  const first = (isOwn ? names[ids.indexOf(reported.id)] : existing) ?? names[0]
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

async function readAliases(trx: Trx, ids: readonly string[]): Promise<Map<string, Place>> {
  const found = new Map<string, Place>()
  for (const batch of chunks([...new Set(ids)])) {
    const rows = await trx.selectFrom('dataset_alias').selectAll().where('id', 'in', batch).execute()
    for (const { id, kind, namespace, name } of rows)
      found.set(id, { kind: kind as Place['kind'], namespace, name })
  }
  return found
}
