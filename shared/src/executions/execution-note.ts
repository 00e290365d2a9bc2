import * as z from 'zod'

import { failureNotesSchema } from '../alert.ts'
import { proseSchema } from '../core/name.ts'

export const NOTE_LENGTH = 2000
/** Notes of one execution. */
export const MOST_NOTES = 100

/** What a person wrote about an execution. */
const executionNoteSchema = z.object({
  id: z.string(),
  body: z.string(),
  by: z.string(),
  /** Id of that person. */
  byId: z.string(),
  at: z.string(),
  /** When it was changed last; null for never. */
  editedAt: z.string().nullable(),
})
export type ExecutionNote = z.infer<typeof executionNoteSchema>

export const noteBodySchema = z.strictObject({
  body: proseSchema(NOTE_LENGTH).refine((text) => text !== '', 'Write something.'),
})

/** The notes, the oldest first, beside what was said of it as a failure. */
export const executionNotesSchema = z.object({
  ...failureNotesSchema.shape,
  notes: z.array(executionNoteSchema),
})
export type ExecutionNotes = z.infer<typeof executionNotesSchema>
