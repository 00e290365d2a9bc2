import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the last versions of each pipeline's catalogue, and which of them it works with. */
export async function catalogVersions(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table catalog_version (
      id ${text} primary key, pipeline_id ${text} not null references pipeline (id) on delete cascade,
      hash ${text} not null, origin text not null, plugin text not null, streams integer not null,
      fields integer not null, since ${text} not null, last_seen_at ${text} not null, uploaded_by text, change text,
      content text not null, summary text not null)`,
    `create unique index catalog_version_hash on catalog_version (pipeline_id, hash)`,
    `create index catalog_version_since on catalog_version (pipeline_id, since, id)`,
    `create table catalog_use (
      pipeline_id ${text} primary key references pipeline (id) on delete cascade, extractor_id ${text} not null,
      newest_id ${text}, accepted_id ${text}, pinned_id ${text}, revision integer not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
