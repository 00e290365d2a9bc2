import * as z from 'zod'

import { listQuery } from '../core/list.ts'
import { ONE_OR_SEVERAL } from '../core/one-or-several.ts'
import { EXECUTION_STATUSES } from '../executions/execution-status.ts'

/** Maximum number of events per request. */
const MAX_EVENTS = 100
/** Maximum number of datasets on one side of an event. */
const MAX_DATASETS = 200
const MAX_FIELDS = 2000
/** Maximum number of fields that one column is made from. */
const MAX_ORIGINS = 200
const MAX_NAME = 1000
/** Maximum number of other names of one dataset. */
const MAX_SYMLINKS = 20

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength, `Shorten it to ${maxLength} characters.`)
    .regex(/^[^\p{Cc}]*$/u, 'Remove line breaks, tabs and other control characters.')
const nameSchema = text(MAX_NAME).min(1, 'Enter a name.')
const uriSchema = text(2000)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:/, 'Enter an absolute URI.')
  .meta({ format: 'uri', description: 'An absolute URI, starting with its scheme.' })

/** Fields of every facet; the rest depends on its kind. */
const facetSchema = z.looseObject({ _producer: uriSchema, _schemaURL: uriSchema })
const facetOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject({ _producer: uriSchema, _schemaURL: uriSchema, _deleted: z.boolean().optional(), ...shape })
/**
 * Returns the schema of facets with the given names; others are checked for the common fields only and
 * ignored.
 */
const facetsOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape).catchall(facetSchema).optional()

const endSchema = z.looseObject({ namespace: nameSchema, name: nameSchema })
const runIdSchema = z.guid('Enter a UUID.')

const originSchema = z.looseObject({
  ...endSchema.shape,
  field: nameSchema,
  transformations: z
    .array(z.looseObject({ type: text(MAX_NAME), subtype: text(MAX_NAME).optional() }))
    .max(50)
    .optional(),
})

const datasetSchema = z.looseObject({
  ...endSchema.shape,
  facets: facetsOf({
    schema: facetOf({
      fields: z
        .array(z.looseObject({ name: nameSchema, type: text(MAX_NAME).nullish() }))
        .max(MAX_FIELDS, `An event describes at most ${MAX_FIELDS} fields of a dataset.`)
        .optional(),
    }).optional(),
    columnLineage: facetOf({
      fields: z
        .record(nameSchema, z.looseObject({ inputFields: z.array(originSchema).max(MAX_ORIGINS) }))
        .optional(),
      dataset: z.array(originSchema).max(MAX_ORIGINS).optional(),
    }).optional(),
    datasetType: facetOf({ datasetType: text(MAX_NAME).optional() }).optional(),
    symlinks: facetOf({
      identifiers: z
        .array(z.looseObject({ ...endSchema.shape, type: text(MAX_NAME).nullish() }))
        .max(MAX_SYMLINKS, `An event gives at most ${MAX_SYMLINKS} other names for a dataset.`)
        .optional(),
    }).optional(),
  }),
})
const sideSchema = z
  .array(datasetSchema)
  .max(MAX_DATASETS, `An event names at most ${MAX_DATASETS} inputs and ${MAX_DATASETS} outputs.`)
  .optional()

const jobSchema = z.looseObject({
  ...endSchema.shape,
  facets: facetsOf({
    jobType: facetOf({ integration: text(MAX_NAME).optional() }).optional(),
  }),
})

const FOREIGN_EVENT_TYPES = ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] as const

/**
 * An OpenLineage event: of a run (`run` and `job`), of a job (`job`) or of a dataset (`dataset`). Unlisted
 * names are ignored.
 */
export const foreignEventSchema = z
  .looseObject({
    eventTime: z.iso.datetime({
      offset: true,
      error: 'Enter a date and time with an offset, such as 2026-11-29T10:00:00Z.',
    }),
    producer: uriSchema,
    schemaURL: uriSchema,
    eventType: z.enum(FOREIGN_EVENT_TYPES).optional(),
    run: z
      .looseObject({
        runId: runIdSchema,
        facets: facetsOf({
          parent: facetOf({ job: endSchema.optional() }).optional(),
          errorMessage: facetOf({ message: z.string().optional() }).optional(),
        }),
      })
      .optional(),
    job: jobSchema.optional(),
    dataset: datasetSchema.optional(),
    inputs: sideSchema,
    outputs: sideSchema,
  })
  .superRefine(({ run, job, dataset }, context) => {
    const missing = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (run !== undefined && job === undefined) missing('job', 'A run event must name its job.')
    if (run === undefined && job === undefined && dataset === undefined)
      missing('run', 'An event must name a run with its job, a job, or a dataset.')
    if (dataset !== undefined && (run !== undefined || job !== undefined))
      missing('dataset', 'A dataset event must not have a run or a job.')
  })
  .meta({
    description: 'An event about a run with its job, a job, or a dataset.',
    oneOf: [
      { required: ['job'], properties: { dataset: false } },
      { required: ['dataset'], properties: { run: false, job: false } },
    ],
  })
export type ForeignEvent = z.output<typeof foreignEventSchema>

/** One event, or several. */
export const foreignEventsSchema = z.preprocess(
  (body) => (Array.isArray(body) ? body : [body]),
  z
    .array(foreignEventSchema)
    .min(1, 'Send an event.')
    .max(MAX_EVENTS, `Send at most ${MAX_EVENTS} events at once.`)
    .meta({ description: `One event, or a list of at most ${MAX_EVENTS}.`, [ONE_OR_SEVERAL]: true }),
)

export const foreignReceiptSchema = z.object({
  /** Number of events received. */
  received: z.number().int(),
  /** Number of events with new information. */
  changed: z.number().int(),
  /** Number of events that this installation had sent itself; they are skipped. */
  skipped: z.number().int(),
})
export type ForeignReceipt = z.infer<typeof foreignReceiptSchema>

/** A job of another tool, as described by its events. */
export const foreignJobSchema = z.object({
  id: z.string(),
  /** The tool: "dbt", "Airflow". */
  tool: z.string(),
  namespace: z.string(),
  name: z.string(),
  /** The job it belongs to. */
  parent: z.string().nullable(),
  /** Status of the last run; null if none was reported. */
  status: z.enum(EXECUTION_STATUSES).nullable(),
  error: z.string().nullable(),
  lastRunId: z.string().nullable(),
  startedAt: z.string().nullable(),
  /** End of the last successful run. */
  succeededAt: z.string().nullable(),
  firstSeenAt: z.string(),
  /** When its last event was received. */
  lastSeenAt: z.string(),
})
export type ForeignJob = z.infer<typeof foreignJobSchema>

export const foreignJobQuerySchema = z.object({
  ...listQuery,
  /** Matches words in the name of the job, its namespace or the tool. */
  search: z.string().max(200).optional(),
})
export type ForeignJobQuery = z.output<typeof foreignJobQuerySchema>
