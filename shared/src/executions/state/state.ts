import * as z from 'zod'

import { auditChangeSchema } from '../../access/audit.ts'
import { listQuery } from '../../core/list.ts'
import { offsetMomentSchema } from '../../core/moment.ts'
import { jsonSchema } from '../../json/json-value-schema.ts'

/** Sources of a state version. */
export const STATE_SOURCES = ['execution', 'edit', 'reset', 'restore', 'copy', 'import'] as const
export type StateSource = (typeof STATE_SOURCES)[number]

/** A saved state of a pipeline. A null value is an empty state: the next execution extracts everything. */
export const stateVersionSchema = z.object({
  version: z.number(),
  value: jsonSchema,
  /** The value as written, with secrets masked. */
  text: z.string(),
  source: z.enum(STATE_SOURCES),
  executionId: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.string(),
})
export type StateVersion = z.infer<typeof stateVersionSchema>

export const stateVersionsQuerySchema = z.object(listQuery)
export type StateVersionsQuery = z.infer<typeof stateVersionsQuerySchema>

/** Two versions to compare; 0 stands for no state. */
export const stateChangesQuerySchema = z.object({
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(0),
})
export const stateChangesSchema = z.object({ changes: z.array(auditChangeSchema) })

/** Far more than extractors store. */
const MAX_CHARACTERS = 4_000_000
const stateText = z.string().min(1).max(MAX_CHARACTERS)
/** The version that was edited; 409 if it is no longer current. 0: there was none. */
const seenVersion = z.number().int().min(0).exactOptional()

/** A whole state, as a value, or as JSON text that is stored verbatim. */
export const statePutSchema = z
  .strictObject({ value: jsonSchema.exactOptional(), text: stateText.exactOptional(), version: seenVersion })
  .refine(({ value, text }) => (value === undefined) !== (text === undefined), {
    message: 'Send the state either as `value` or as `text`.',
  })
export type StatePut = z.infer<typeof statePutSchema>

const MAX_STREAMS = 10_000

/** Changes to single streams; the others are kept. */
export const statePatchSchema = z
  .strictObject({
    /** New bookmarks by stream; null removes one. */
    bookmarks: z.record(z.string(), jsonSchema).exactOptional(),
    /** Streams whose bookmark is removed, or reset to `from`. */
    reset: z.array(z.string()).min(1).max(MAX_STREAMS).exactOptional(),
    from: offsetMomentSchema.exactOptional(),
    version: seenVersion,
  })
  .refine(({ bookmarks, reset }) => bookmarks !== undefined || reset !== undefined, {
    message: 'Name at least one stream in `bookmarks` or `reset`.',
  })
  .refine(({ from, reset }) => from === undefined || reset !== undefined, {
    message: '`from` needs the streams in `reset`.',
    path: ['from'],
  })
export type StatePatch = z.infer<typeof statePatchSchema>

export const stateDeleteQuerySchema = z.object({ version: z.coerce.number().int().min(0).exactOptional() })

/** Restores an earlier version as a new one. */
export const stateRestoreSchema = z.strictObject({
  restoreVersion: z.number().int().min(1),
  version: seenVersion,
})
export type StateRestore = z.infer<typeof stateRestoreSchema>

/** Copies the state of another pipeline. */
export const stateCopySchema = z.strictObject({ pipelineId: z.string(), version: seenVersion })
export type StateCopy = z.infer<typeof stateCopySchema>

/** The output of `meltano state get` or `meltano state export`, or a plain Singer state. */
export const stateImportSchema = z.strictObject({
  text: stateText,
  /** Which state to import from an export of several. */
  stateId: z.string().min(1).exactOptional(),
  version: seenVersion,
})
export type StateImport = z.infer<typeof stateImportSchema>

/** A state in the format of `meltano state get` and `meltano state import`. */
export const meltanoStateSchema = z.object({
  completed: z.object({ singer_state: jsonSchema }),
  partial: z.object({ singer_state: jsonSchema.exactOptional() }),
})
export type MeltanoState = z.infer<typeof meltanoStateSchema>
