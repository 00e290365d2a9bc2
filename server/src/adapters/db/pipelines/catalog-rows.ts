import {
  CATALOG_ORIGINS,
  catalogChangeSchema,
  type CatalogChange,
  type CatalogVersion,
} from '@flx/shared/catalog/pipeline-catalog'

import { rowReader } from '../core/rows/json.ts'
import type { CatalogVersionRow } from '../core/schema.ts'

/** All columns except the large ones. */
export const VERSION_COLUMNS = [
  'id',
  'origin',
  'plugin',
  'streams',
  'fields',
  'since',
  'last_seen_at',
  'uploaded_by',
  'change',
] as const

export const versionOf = (
  row: Pick<CatalogVersionRow, (typeof VERSION_COLUMNS)[number]>,
): CatalogVersion => ({
  id: row.id,
  origin: CATALOG_ORIGINS.find((origin) => origin === row.origin) ?? 'discovered',
  plugin: row.plugin,
  streams: row.streams,
  fields: row.fields,
  since: row.since,
  lastSeenAt: row.last_seen_at,
  change: changeOf(row),
  uploadedBy: row.uploaded_by,
})

/** Returns the change that a version brought; null if there is none, or if it is damaged. */
export function changeOf({ id, change }: Pick<CatalogVersionRow, 'id' | 'change'>): CatalogChange | null {
  if (change === null) return null
  const read = rowReader('catalog_version', id)
  const result = catalogChangeSchema.safeParse(read.object('change', change))
  if (!result.success) read.report('change', 'It is not a list of changes.')
  return result.data ?? null
}
