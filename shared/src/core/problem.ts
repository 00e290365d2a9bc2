import * as z from 'zod'

export const fieldProblemSchema = z.object({
  /** Dotted path into the body; "" for the whole body. */
  path: z.string(),
  message: z.string(),
})
export type FieldProblem = z.infer<typeof fieldProblemSchema>

/** RFC 9457 problem details, the format of all errors of the API. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  /** Closed list, see `server/src/domain/core/errors.ts`. */
  code: z.string(),
  errors: z.array(fieldProblemSchema).exactOptional(),
  /** Set on 409 while an execution of the pipeline is unfinished. */
  executionId: z.string().exactOptional(),
  /** Set on 409 after a stale `version`: the current document. */
  current: z.unknown().exactOptional(),
})
export type Problem = z.infer<typeof problemSchema>
