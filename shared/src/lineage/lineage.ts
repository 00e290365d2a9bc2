import * as z from 'zod'

import { listQuery, severalOf } from '../core/list.ts'
import { EXECUTION_STATUSES } from '../executions/execution-status.ts'

/**
 * Kinds of datasets. `stream`: offered by an API. `table`: a table or view of a database. `file`: files.
 * `job`: a job of another tool that does not report where its data come from or go to, such as a report.
 */
const DATASET_KINDS = ['stream', 'table', 'file', 'job'] as const
const datasetKindSchema = z.enum(DATASET_KINDS)
export type DatasetKind = z.infer<typeof datasetKindSchema>

const datasetColumnSchema = z.object({ name: z.string(), type: z.string().nullable() })
export type DatasetColumn = z.infer<typeof datasetColumnSchema>

/** Columns of streams, by name. */
export type StreamColumns = ReadonlyMap<string, readonly DatasetColumn[]>

/** Data at one place: a table, a file, or a stream of an API. */
export const datasetSchema = z.object({
  id: z.string(),
  kind: datasetKindSchema,
  /**
   * The system in OpenLineage's naming: `postgres://host:5432`, `sqlite:///path`, or the plugin of an unknown
   * system.
   */
  namespace: z.string(),
  /** Full name within the system: `database.schema.table`. */
  name: z.string(),
  /** The kind of dbt resource that made it: `model`, `seed`, `snapshot`; null if dbt did not. */
  dbt: z.string().nullable(),
  /** The other tool that reported it; null if an execution did. */
  tool: z.string().nullable(),
  columns: z.array(datasetColumnSchema),
  firstSeenAt: z.string(),
  /** When the information about it last changed. */
  changedAt: z.string(),
})
export type Dataset = z.infer<typeof datasetSchema>

/** A dataset in lists and in the picture, with the number of its columns. */
export const datasetItemSchema = datasetSchema.omit({ columns: true }).extend({ columns: z.number().int() })
export type DatasetItem = z.infer<typeof datasetItemSchema>

/** `observed`: seen while data moved. `inferred`: derived from names and settings. */
export const CERTAINTIES = ['observed', 'inferred'] as const
export type Certainty = (typeof CERTAINTIES)[number]

/** Data that a pipeline moves from one dataset to another. */
const flowSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  pipelineId: z.string(),
  step: z.enum(['load', 'transform']),
  /** Certainty of the places at both ends. */
  certainty: z.enum(CERTAINTIES),
  /** Whether columns with the same name on both sides are the same. */
  sameNames: z.boolean(),
  /** The stream that carries it, as the loader received it; null if there is none or it was not stored. */
  stream: z.string().nullable(),
  /** Columns that continue under another name or in another column, where known. */
  columns: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      /** Whether the value is derived from this column, possibly with others. Absent if it is unchanged. */
      computed: z.boolean().exactOptional(),
    }),
  ),
  /** The first execution with this flow, and when it ended. */
  executionId: z.string(),
  since: z.string(),
  /** When a later execution no longer had it; null if it still exists. */
  until: z.string().nullable(),
})
export type Flow = z.infer<typeof flowSchema>

/** A pipeline that moves data, or a job of another tool, with its current status. */
export const lineagePipelineSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The tool that runs a job; null for a pipeline. */
  tool: z.string().nullable(),
  /** Parent of a job, such as the DAG of a task. */
  parent: z.string().nullable(),
  isActive: z.boolean(),
  tags: z.array(z.string()),
  status: z.enum(EXECUTION_STATUSES).nullable(),
  lastExecutionId: z.string().nullable(),
  /** When it last loaded everything. */
  loadedAt: z.string().nullable(),
  /** When its data become, or became, older than its target; null without a target. */
  staleAt: z.string().nullable(),
  freshnessTargetSeconds: z.number().int().nullable(),
  nextDueAt: z.string().nullable(),
  /** Pipelines that start after it. */
  followers: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type LineagePipeline = z.infer<typeof lineagePipelineSchema>

/** A dataset in the picture, with the current status of the pipelines that write it. */
export const lineageDatasetSchema = datasetItemSchema.extend({
  /** Pipelines that write it now. The first is the one whose data are, or will be, late first. */
  writers: z.array(z.string()),
  /** Status of the first writer. Null if no pipeline writes it. */
  status: z.enum(EXECUTION_STATUSES).nullable(),
  loadedAt: z.string().nullable(),
  staleAt: z.string().nullable(),
})
export type LineageDataset = z.infer<typeof lineageDatasetSchema>

const MAX_DEPTH = 10

/** Datasets around a centre, the flows between them and the pipelines behind the flows. */
export const neighbourhoodSchema = z.object({
  /** The requested datasets. */
  centre: z.array(z.string()),
  datasets: z.array(lineageDatasetSchema),
  flows: z.array(flowSchema),
  /** Pipelines of the flows, and the writers of the datasets. */
  pipelines: z.array(lineagePipelineSchema),
  /** The moment shown; null for the present. Statuses are always current. */
  asOf: z.string().nullable(),
  /** Whether there are more datasets than returned. */
  truncated: z.boolean(),
})
export type Neighbourhood = z.infer<typeof neighbourhoodSchema>

const depth = (usual: number) => z.coerce.number().int().min(0).max(MAX_DEPTH).default(usual)
const past = {
  /** Shows the state at the end of this execution. */
  execution: z.uuid().optional(),
  /** Shows the state at this moment; `execution` takes precedence. */
  at: z.iso.datetime().optional(),
}
const momentQuerySchema = z.object(past)
export type MomentQuery = z.output<typeof momentQuerySchema>

export const neighbourhoodQuerySchema = z.object({ upstream: depth(2), downstream: depth(2), ...past })
export type NeighbourhoodQuery = z.output<typeof neighbourhoodQuerySchema>

export const datasetListQuerySchema = z.object({
  ...listQuery,
  /** Matches words in the name of the dataset or of its system. */
  search: z.string().max(200).optional(),
  kind: severalOf(DATASET_KINDS).optional(),
  /** The namespace of its system. */
  source: z.string().min(1).max(1000).optional(),
  /** Tag of a pipeline that reads or writes it now. */
  tag: z.string().min(1).max(255).optional(),
})

/** A system by its namespace, with the number of its known datasets. */
export const lineageSourceSchema = z.object({ namespace: z.string(), datasets: z.number().int() })
export type LineageSource = z.infer<typeof lineageSourceSchema>

export type DatasetListQuery = z.output<typeof datasetListQuerySchema>

export const columnQuerySchema = z.object({
  /** The name of the column. */
  column: z.string().min(1).max(1000),
  upstream: depth(MAX_DEPTH),
  downstream: depth(MAX_DEPTH),
  ...past,
})
export type ColumnQuery = z.output<typeof columnQuerySchema>
