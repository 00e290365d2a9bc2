import * as z from 'zod'

import { failureNotesSchema } from '../alert.ts'
import { proseSchema } from '../core/name.ts'

export const NOTE_LENGTH = 2000
/** Maximum number of notes per execution. */
export const MAX_NOTES = 100

/** A user's note on an execution. */
const executionNoteSchema = z.object({
  id: z.string(),
  body: z.string(),
  by: z.string(),
  /** ID of its author. */
  byId: z.string(),
  at: z.string(),
  /** When it was last changed; null for never. */
  editedAt: z.string().nullable(),
})
export type ExecutionNote = z.infer<typeof executionNoteSchema>

export const noteBodySchema = z.strictObject({
  body: proseSchema(NOTE_LENGTH).refine((text) => text !== '', 'Enter a note.'),
})

/** The notes, oldest first, and the notes on its failure. */
export const executionNotesSchema = z.object({
  ...failureNotesSchema.shape,
  notes: z.array(executionNoteSchema),
})
export type ExecutionNotes = z.infer<typeof executionNotesSchema>
