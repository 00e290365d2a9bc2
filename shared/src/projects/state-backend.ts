import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'

const absolutePath = z
  .string()
  .max(4000)
  .regex(/^(?:file:\/\/)?\//, 'Enter an absolute path on the server.')

/** Where a Meltano stores its state. Passwords and keys are used for one request and never stored. */
export const stateBackendSchema = z.discriminatedUnion('kind', [
  /** The system database as a file: `.meltano/meltano.db`. */
  z.strictObject({ kind: z.literal('sqlite'), path: absolutePath }),
  z.strictObject({
    kind: z.literal('postgresql'),
    /** In the format of `database_uri`. */
    url: z
      .string()
      .max(4000)
      .regex(/^postgres(?:ql)?(?:\+\w+)?:\/\//, 'Enter an address that starts with postgresql://.'),
  }),
  /** A folder, as in `state_backend.uri: file:///…`. */
  z.strictObject({ kind: z.literal('folder'), path: absolutePath }),
  z.strictObject({
    kind: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Enter the name of a bucket.'),
    prefix: z.string().max(1000).default(''),
    /** Address of another S3-compatible server. */
    endpoint: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,50}$/, 'Enter a region, such as eu-central-1.')
      .default('us-east-1'),
    accessKeyId: z.string().min(1).max(500),
    secretAccessKey: z.string().min(1).max(500),
  }),
])
export type StateBackend = z.output<typeof stateBackendSchema>
export type StateBackendInput = z.input<typeof stateBackendSchema>

/** Maximum number of states shown. */
export const MAX_STATES = 5000
/** Maximum number of states taken over or written per request. */
const MAX_AT_ONCE = 500

export const stateSearchSchema = z.strictObject({
  backend: stateBackendSchema,
  /** The environment whose states are proposed; null for none. */
  environment: z.string().max(255).nullable(),
})

const stateVersionSchema = z.object({ version: z.number(), createdAt: z.string() })
const pipelineNameSchema = z.object({ id: z.string(), name: z.string() })

export const foundStateSchema = z.object({
  stateId: z.string(),
  /** Null: the ID contains none. */
  environment: z.string().nullable(),
  /** When it was last written, as far as Meltano records it. */
  updatedAt: z.string().nullable(),
  /** Changes with the state. */
  fingerprint: z.string(),
  /** Whether Meltano is working on it. */
  isRunning: z.boolean(),
  /** Number of its streams; null if it cannot be used. */
  streams: z.number().nullable(),
  /** Why it cannot be used, without quoting it. */
  problem: z.string().nullable(),
  /** Pipelines it could belong to. */
  candidates: z.array(pipelineNameSchema),
  /** The pipeline it belongs to, if unambiguous. */
  pipelineId: z.string().nullable(),
  /** The current state of that pipeline. */
  pipelineState: stateVersionSchema.nullable(),
  /** Counts of streams if Meltano's state replaced that one; null without both. */
  comparison: z
    .object({ added: z.number(), changed: z.number(), unchanged: z.number(), removed: z.number() })
    .nullable(),
})
export type FoundState = z.infer<typeof foundStateSchema>

export const foundStatesSchema = z.object({
  environments: z.array(z.string()),
  states: z.array(foundStateSchema),
  /** Pipelines with a state that Meltano does not have yet, with the ID under which it would look for it. */
  unwritten: z.array(pipelineNameSchema.extend({ stateId: z.string(), pipelineState: stateVersionSchema })),
})
export type FoundStates = z.infer<typeof foundStatesSchema>

export const stateComparisonRequestSchema = z.strictObject({
  backend: stateBackendSchema,
  stateId: z.string().min(1).max(1000),
  pipelineId: z.uuid(),
})
export const stateComparisonSchema = z.object({
  /** From the state here to Meltano's, with secrets masked. */
  changes: z.array(auditChangeSchema),
})

export const statesImportSchema = z.strictObject({
  backend: stateBackendSchema,
  states: z
    .array(
      z.strictObject({
        stateId: z.string().min(1).max(1000),
        /** Fingerprint of the state that was shown. */
        fingerprint: z.string().max(100),
        pipelineId: z.uuid(),
        /** Version here that was shown; 0: there was none. */
        version: z.number().int().min(0),
      }),
    )
    .min(1)
    .max(MAX_AT_ONCE),
})
export type StatesImport = z.output<typeof statesImportSchema>

export const statesWriteSchema = z.strictObject({
  backend: stateBackendSchema,
  states: z
    .array(
      z.strictObject({
        pipelineId: z.uuid(),
        stateId: z.string().min(1).max(1000),
        /** Fingerprint of the state that was shown; null: there was none. */
        fingerprint: z.string().max(100).nullable(),
      }),
    )
    .min(1)
    .max(MAX_AT_ONCE),
})
export type StatesWrite = z.output<typeof statesWriteSchema>

export const stateTransfersSchema = z.object({
  items: z.array(
    z.object({
      stateId: z.string(),
      pipelineId: z.string(),
      pipelineName: z.string(),
      outcome: z.enum(['done', 'unchanged', 'error']),
      /** Why nothing was done. */
      message: z.string().nullable(),
      /** The version created here. */
      version: z.number().nullable(),
    }),
  ),
})
export type StateTransfers = z.infer<typeof stateTransfersSchema>
