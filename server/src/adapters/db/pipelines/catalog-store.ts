import {
  KEPT_VERSIONS,
  usedAfterDiscovery,
  usedAfterUpload,
  type UsedVersions,
} from '../../../domain/singer/catalog-versions.ts'
import type { CatalogReader } from '../../../domain/singer/catalog-reader.ts'
import type { CatalogStore, NewCatalog } from '../../../domain/singer/catalog-store.ts'
import type { CatalogChange } from '@flx/shared/catalog/pipeline-catalog'
import type { NewId } from '../../../domain/core/ports.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { isPacked, pack, unpackText } from '../core/rows/packed.ts'
import type { CatalogUseRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { versionOf, VERSION_COLUMNS } from './catalog-rows.ts'

/** Stores catalogues with their versions. Large values are compressed before the transaction starts. */
export function createCatalogStore(writer: Writer, newId: NewId, catalogReader: CatalogReader): CatalogStore {
  const { db } = writer

  return {
    async get(pipelineId, sourceKey) {
      const row = await db
        .selectFrom('pipeline_catalog')
        .select(['catalog', 'discovered_at'])
        .where('pipeline_id', '=', pipelineId)
        .where('source_key', '=', sourceKey)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const read = rowReader('pipeline_catalog', pipelineId)
      // Text without compression is from an earlier version. A damaged catalogue is discovered again.
      if (!isPacked(row.catalog)) read.object('catalog', row.catalog)
      const catalog = isPacked(row.catalog) ? await unpackText(read, 'catalog', row.catalog) : row.catalog
      if (catalog === undefined || read.damaged.length > 0) return undefined
      return { catalog, discoveredAt: row.discovered_at }
    },

    async put(pipelineId, sourceKey, found) {
      const packed = await packedVersion(found)
      for (;;) {
        const use = await useRow(pipelineId)
        const before = use?.extractor_id === found.extractorId ? use.newest_id : null
        const change = before === null ? null : await changeSince(pipelineId, before, found)
        const done = await writer.change(async (trx, emit) => {
          const current = await lockUse(trx, pipelineId)
          // Another discovery was faster: compute the change against its catalogue.
          if ((current?.newestId ?? null) !== (use?.newest_id ?? null)) return false
          const values = {
            source_key: sourceKey,
            catalog: packed.content,
            discovered_at: found.discoveredAt,
          }
          await trx
            .insertInto('pipeline_catalog')
            .values({ pipeline_id: pipelineId, ...values })
            .onConflict((conflict) => conflict.column('pipeline_id').doUpdateSet(values))
            .execute()
          const id = await saveVersion(trx, pipelineId, found, { ...packed, change, before })
          await saveUse(trx, pipelineId, usedAfterDiscovery(current, found.extractorId, id))
          await prune(trx, pipelineId)
          if (change !== null)
            emit({ type: 'pipeline.schemaChanged', pipelineId, plugin: found.plugin, change })
          return true
        })
        if (done) return
      }
    },

    async pinned(pipelineId, extractorId) {
      const row = await db
        .selectFrom('catalog_use')
        .innerJoin('catalog_version', 'catalog_version.id', 'catalog_use.pinned_id')
        .select(['catalog_version.id', 'catalog_version.content', 'catalog_version.last_seen_at'])
        .where('catalog_use.pipeline_id', '=', pipelineId)
        .where('catalog_use.extractor_id', '=', extractorId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const catalog = await unpackText(rowReader('catalog_version', row.id), 'content', row.content)
      return catalog === undefined ? undefined : { catalog, discoveredAt: row.last_seen_at }
    },

    async use(pipelineId) {
      const row = await db
        .selectFrom('catalog_use')
        .leftJoin('pipeline_catalog', 'pipeline_catalog.pipeline_id', 'catalog_use.pipeline_id')
        .selectAll('catalog_use')
        .select('pipeline_catalog.source_key')
        .where('catalog_use.pipeline_id', '=', pipelineId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const ids = [row.newest_id, row.accepted_id, row.pinned_id].filter((id) => id !== null)
      const rows =
        ids.length === 0
          ? []
          : await db.selectFrom('catalog_version').select(VERSION_COLUMNS).where('id', 'in', ids).execute()
      const versions = new Map(rows.map((version) => [version.id, versionOf(version)]))
      return {
        extractorId: row.extractor_id,
        sourceKey: row.source_key,
        newest: versions.get(row.newest_id ?? '') ?? null,
        accepted: versions.get(row.accepted_id ?? '') ?? null,
        pinned: versions.get(row.pinned_id ?? '') ?? null,
        revision: row.revision,
      }
    },

    async versions(pipelineId) {
      const rows = await db
        .selectFrom('catalog_version')
        .select(VERSION_COLUMNS)
        .where('pipeline_id', '=', pipelineId)
        .orderBy('since', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map(versionOf)
    },

    async version(pipelineId, id) {
      const row = await db
        .selectFrom('catalog_version')
        .select([...VERSION_COLUMNS, 'summary'])
        .where('id', '=', id)
        .where('pipeline_id', '=', pipelineId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const text = await unpackText(rowReader('catalog_version', id), 'summary', row.summary)
      return text === undefined ? undefined : { version: versionOf(row), summary: row.summary }
    },

    choose: (pipelineId, revision, { acceptedId, pinnedId }, note) =>
      writer.change(async (trx, emit, audit) => {
        const current = await lockUse(trx, pipelineId)
        if (current === undefined || current.revision !== revision) return false
        await saveUse(trx, pipelineId, {
          ...current,
          acceptedId: acceptedId ?? current.acceptedId,
          pinnedId,
          revision: revision + 1,
        })
        emit({ type: 'pipeline.schemaChanged', pipelineId, plugin: '', change: null })
        audit(note)
        return true
      }),

    async upload(pipelineId, revision, uploaded, note) {
      const packed = await packedVersion(uploaded)
      return writer.change(async (trx, emit, audit) => {
        const current = await lockUse(trx, pipelineId)
        if ((current?.revision ?? 0) !== revision) return false
        const id = await saveVersion(trx, pipelineId, uploaded, { ...packed, change: null, before: null })
        await saveUse(trx, pipelineId, usedAfterUpload(current, uploaded.extractorId, id))
        await prune(trx, pipelineId)
        emit({ type: 'pipeline.schemaChanged', pipelineId, plugin: '', change: null })
        audit(note)
        return true
      })
    },
  }

  function useRow(pipelineId: string): Promise<CatalogUseRow | undefined> {
    return db.selectFrom('catalog_use').selectAll().where('pipeline_id', '=', pipelineId).executeTakeFirst()
  }

  /** Returns the change since a version; null if nothing that users see has changed. */
  async function changeSince(
    pipelineId: string,
    before: string,
    found: NewCatalog,
  ): Promise<CatalogChange | null> {
    const row = await db
      .selectFrom('catalog_version')
      .select(['id', 'hash', 'summary'])
      .where('id', '=', before)
      .where('pipeline_id', '=', pipelineId)
      .executeTakeFirst()
    if (row === undefined || row.hash === found.hash) return null
    return catalogReader.change(row.summary, found.compact)
  }

  /** Returns the id of the version with this content: the known one, or a new one. */
  async function saveVersion(
    trx: Trx,
    pipelineId: string,
    found: NewCatalog & { uploadedBy?: string },
    { content, summary, change, before }: Packed & { change: CatalogChange | null; before: string | null },
  ): Promise<string> {
    const existing = await trx
      .selectFrom('catalog_version')
      .select('id')
      .where('pipeline_id', '=', pipelineId)
      .where('hash', '=', found.hash)
      .executeTakeFirst()
    const contentColumns = { content, plugin: found.plugin, last_seen_at: found.discoveredAt }
    if (existing !== undefined) {
      // The source went back to this version, so it counts as a change again.
      const changeColumns =
        existing.id === before || before === null
          ? {}
          : { since: found.discoveredAt, change: change === null ? null : toJson(change) }
      await trx
        .updateTable('catalog_version')
        .set({ ...contentColumns, ...changeColumns })
        .where('id', '=', existing.id)
        .execute()
      return existing.id
    }
    const id = newId()
    await trx
      .insertInto('catalog_version')
      .values({
        id,
        pipeline_id: pipelineId,
        hash: found.hash,
        origin: found.uploadedBy === undefined ? 'discovered' : 'uploaded',
        streams: found.streams,
        fields: found.fields,
        since: found.discoveredAt,
        uploaded_by: found.uploadedBy ?? null,
        change: change === null ? null : toJson(change),
        summary,
        ...contentColumns,
      })
      .execute()
    return id
  }
}

interface Packed {
  content: string
  summary: string
}

const packedVersion = async ({ catalog, compact }: NewCatalog): Promise<Packed> => ({
  content: await pack(catalog),
  summary: await pack(compact),
})

/** Locks the row until the commit, by a write that changes nothing: SQLite has no `for update`. */
async function lockUse(trx: Trx, pipelineId: string): Promise<UsedVersions | undefined> {
  const row = await trx
    .updateTable('catalog_use')
    .set(({ ref }) => ({ revision: ref('revision') }))
    .where('pipeline_id', '=', pipelineId)
    .returningAll()
    .executeTakeFirst()
  return row === undefined
    ? undefined
    : {
        extractorId: row.extractor_id,
        newestId: row.newest_id,
        acceptedId: row.accepted_id,
        pinnedId: row.pinned_id,
        revision: row.revision,
      }
}

async function saveUse(trx: Trx, pipelineId: string, used: UsedVersions): Promise<void> {
  const values = {
    extractor_id: used.extractorId,
    newest_id: used.newestId,
    accepted_id: used.acceptedId,
    pinned_id: used.pinnedId,
    revision: used.revision,
  }
  await trx
    .insertInto('catalog_use')
    .values({ pipeline_id: pipelineId, ...values })
    .onConflict((conflict) => conflict.column('pipeline_id').doUpdateSet(values))
    .execute()
}

/** Deletes old versions, except the last ones and those in use. */
async function prune(trx: Trx, pipelineId: string): Promise<void> {
  const old = await trx
    .selectFrom('catalog_version')
    .select('id')
    .where('pipeline_id', '=', pipelineId)
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .offset(KEPT_VERSIONS)
    .limit(KEPT_VERSIONS)
    .execute()
  if (old.length === 0) return
  const use = await trx
    .selectFrom('catalog_use')
    .select(['newest_id', 'accepted_id', 'pinned_id'])
    .where('pipeline_id', '=', pipelineId)
    .executeTakeFirst()
  const used = new Set(Object.values(use ?? {}))
  const unused = old.flatMap(({ id }) => (used.has(id) ? [] : id))
  if (unused.length > 0) await trx.deleteFrom('catalog_version').where('id', 'in', unused).execute()
}
