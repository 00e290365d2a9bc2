import type { PipelineRecord } from '../../../domain/core/records.ts'
import { pluginPlaces } from '../../../domain/plugins/plugin-reference.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import type { Trx } from '../core/writer.ts'

/** Stores the plugins and tags of a pipeline as rows, to find it by them. An archived pipeline uses no plugins. */
export async function saveNames(trx: Trx, pipeline: PipelineRecord): Promise<void> {
  const { id, damaged = [] } = pipeline
  // The plugins of a damaged list still belong to it.
  if (!damaged.includes('mappers') || pipeline.archivedAt !== null) {
    await trx.deleteFrom('pipeline_plugin').where('pipeline_id', '=', id).execute()
  }
  if (pipeline.archivedAt === null) {
    const names = new Set(pluginPlaces(pipeline).map((place) => place.reference.name))
    const plugins = [...names].map((name) => ({ pipeline_id: id, plugin_name: withoutNul(name) }))
    // A pipeline that Meltano performs has none here: Meltano has its own plugins.
    if (plugins.length > 0) {
      await trx
        .insertInto('pipeline_plugin')
        .values(plugins)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }
  if (!damaged.includes('requiredLabels')) await saveLabels(trx, pipeline)
  if (damaged.includes('tags')) return
  await trx.deleteFrom('pipeline_tag').where('pipeline_id', '=', id).execute()
  const tags = [...new Set(pipeline.tags)].map((tag) => ({ pipeline_id: id, tag: withoutNul(tag) }))
  if (tags.length > 0) await trx.insertInto('pipeline_tag').values(tags).execute()
}

/** Stores the labels that the claim of an execution checks. */
async function saveLabels(trx: Trx, { id, requiredLabels }: PipelineRecord): Promise<void> {
  await trx.deleteFrom('pipeline_label').where('pipeline_id', '=', id).execute()
  const labels = [...new Set(requiredLabels)].map((label) => ({ pipeline_id: id, label }))
  if (labels.length > 0) await trx.insertInto('pipeline_label').values(labels).execute()
}
