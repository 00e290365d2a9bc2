import * as z from 'zod'

import { listQuery, severalOf } from '../core/list.ts'
import { isSecretMarker } from '../settings/secret.ts'

const MAX_MEBIBYTES = 1024
const MAX_FILES = 50

const apiKeySchema = z.union([
  z
    .string()
    .max(2000)
    .regex(/^[\x21-\x7E]*$/, 'Enter the key without spaces or line breaks.'),
  z.custom<{ $secret: true }>(isSecretMarker, 'Enter text, or the marker of a stored secret.'),
])

const wholeNumber = z.number({ error: 'Enter a whole number.' }).int('Enter a whole number.')

const receiverSchema = z
  .url({ protocol: /^https?$/, error: 'Enter an address that starts with https:// or http://.' })
  .max(2000)
  .refine((text) => !/^[^/]*\/\/[^/?#]*@/.test(text), {
    error: 'Remove the user and password from the address; enter the key below.',
  })

/** Settings for sending run events. */
export const openLineageSettingsSchema = z.strictObject({
  /** False: nothing is recorded or sent; waiting events are kept. */
  isActive: z.boolean(),
  transport: z.enum(['http', 'file']),
  /** Address of the receiver; without a path `/api/v1/lineage` is added. Only for HTTP. */
  url: receiverSchema.or(z.literal('')),
  /** Sent as a bearer token; empty for none. */
  apiKey: apiKeySchema,
  /** Namespace of the jobs, which distinguishes this installation from others. */
  namespace: z
    .string()
    .trim()
    .min(1, 'Enter a namespace.')
    .max(200)
    .regex(/^[^\p{Cc}]+$/u, 'Enter a namespace without line breaks or tabs.'),
  /** Size from which the file is rotated. */
  fileMebibytes: wholeNumber.min(1).max(MAX_MEBIBYTES),
  /** Number of rotated files that are kept. */
  filesKept: wholeNumber.min(1).max(MAX_FILES),
})
export type OpenLineageSettings = z.output<typeof openLineageSettingsSchema>

/** Default settings. */
export const NO_OPEN_LINEAGE: OpenLineageSettings = {
  isActive: false,
  transport: 'http',
  url: '',
  apiKey: '',
  namespace: 'flx-pipelines',
  fileMebibytes: 20,
  filesKept: 5,
}

/** The connection as shown to administrators: settings without secrets, and its status. */
export const openLineageConnectionSchema = z.object({
  settings: openLineageSettingsSchema,
  /** Path of the events file within the data folder. */
  file: z.string(),
  lastSentAt: z.string().nullable(),
  /** Since when sending has failed; null while it works. */
  failingSince: z.string().nullable(),
  /** Why the last attempt failed; null after a success. */
  lastError: z.string().nullable(),
  /** Until when sending is paused after consecutive failures. */
  pausedUntil: z.string().nullable(),
  waiting: z.number().int(),
  failed: z.number().int(),
  /**
   * When events were last lost because the log of changes had to continue without this connection; null for
   * never.
   */
  missedAt: z.string().nullable(),
  /** Fields damaged in the database; saving repairs them. */
  damaged: z.array(z.string()).optional(),
})
export type OpenLineageConnection = z.infer<typeof openLineageConnectionSchema>

export const openLineageTestSchema = z.object({
  /** Null: it arrived. */
  problem: z.string().nullable(),
  durationMs: z.number().int(),
})
export type OpenLineageTest = z.infer<typeof openLineageTestSchema>

const RUN_EVENT_TYPES = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT'] as const
export type RunEventType = (typeof RUN_EVENT_TYPES)[number]

const EVENT_STATUSES = ['waiting', 'failed'] as const

/** A run event that has not been received yet. */
export const openLineageEventSchema = z.object({
  id: z.string(),
  type: z.enum(RUN_EVENT_TYPES),
  executionId: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  /** `failed`: a dead letter, no longer retried. */
  status: z.enum(EVENT_STATUSES),
  attempts: z.number().int(),
  error: z.string().nullable(),
  createdAt: z.string(),
  /** Null if it waits for an earlier event of its execution, and for dead letters. */
  nextAttemptAt: z.string().nullable(),
})
export type OpenLineageEvent = z.infer<typeof openLineageEventSchema>

export const openLineageEventQuerySchema = z.object({
  ...listQuery,
  status: severalOf(EVENT_STATUSES).optional(),
})
export type OpenLineageEventQuery = z.output<typeof openLineageEventQuerySchema>
