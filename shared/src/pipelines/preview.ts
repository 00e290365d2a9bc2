import * as z from 'zod'

import { jsonObjectSchema } from '../json/json.ts'
import { requiredLabelsSchema } from '../nodes/node.ts'
import { pluginRef } from './pipeline.ts'

const MOST_PREVIEW_RECORDS = 200
const MOST_PREVIEW_STREAMS = 20

/** What a preview needs of a pipeline that is being edited, as it would be saved. */
const previewDraftSchema = z.strictObject({
  extractor: pluginRef.min(1, 'Choose an extractor.'),
  mappers: z.array(pluginRef.min(1)).max(20),
  /** Of these plugins. Markers keep the secrets that are stored in the pipeline. */
  config: z.record(z.string(), jsonObjectSchema),
  /** Labels that the worker must have. Left out: those that are saved. */
  requiredLabels: requiredLabelsSchema.exactOptional(),
})
export type PreviewDraft = z.infer<typeof previewDraftSchema>

/** A request for a preview. Nothing is loaded, and no state is used. */
export const previewRequestSchema = z.strictObject({
  /** Streams of the pipeline's selection; all of it when left out. */
  streams: z.array(z.string().min(1).max(1000)).min(1).max(MOST_PREVIEW_STREAMS).exactOptional(),
  /** Records of each stream. */
  records: z.number().int().min(1).max(MOST_PREVIEW_RECORDS).default(20),
  /** Previewed instead of what is saved, and kept nowhere. */
  draft: previewDraftSchema.exactOptional(),
})
/** What is previewed; the saved pipeline without a draft. */
export type PreviewRequest = z.infer<typeof previewRequestSchema>

/** A request for a preview of a pipeline that was never saved. */
export const newPreviewRequestSchema = previewRequestSchema.required({ draft: true })

/** A value: JSON text, secrets masked, cut at some length. Null: the record does not have the field. */
const cellSchema = z.string().nullable()

const previewRowSchema = z.object({
  /** In the order of the fields of the table. */
  cells: z.array(cellSchema),
  /** The row of the table before it that it was made from; null when it is unknown. */
  from: z.number().nullable(),
  /** Places of the cells that the mapper changed, added or took away. */
  changed: z.array(z.number()),
})

const previewTableSchema = z.object({
  stream: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Fields that the stage before had, and this one has not. */
  removed: z.array(z.string()),
  rows: z.array(previewRowSchema),
})
export type PreviewTable = z.infer<typeof previewTableSchema>

/** The output of one program: the extractor first, then each mapper. */
const previewStageSchema = z.object({
  kind: z.enum(['extract', 'map']),
  plugin: z.string(),
  /** How it ended, in one sentence. */
  ending: z.string(),
  failed: z.boolean(),
  /** The last lines of its log, secrets masked. */
  lines: z.array(z.string()),
  tables: z.array(previewTableSchema),
})
export type PreviewStage = z.infer<typeof previewStageSchema>

export const pipelinePreviewSchema = z.object({
  stages: z.array(previewStageSchema),
  warnings: z.array(z.string()),
})
export type PipelinePreview = z.infer<typeof pipelinePreviewSchema>
