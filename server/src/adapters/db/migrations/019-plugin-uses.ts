import { sql, type Kysely } from 'kysely'

/** Removes the plugins of archived pipelines, which use none, so that uses are counted on this index alone. */
export async function pluginUses(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `delete from pipeline_plugin where pipeline_id in (select id from pipeline where archived_at is not null)`,
    `drop index pipeline_plugin_name`,
    `create index pipeline_plugin_name on pipeline_plugin (plugin_name, pipeline_id)`,
  ])
    await sql.raw(statement).execute(db)
}
