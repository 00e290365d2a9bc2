/** RFC 9457 problem details, the one form of every error of the API. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  /** Closed list, see `server/src/domain/errors.ts`. */
  code: string
  errors?: FieldProblem[]
  /** Set on 409 while an execution of the pipeline is unfinished. */
  executionId?: string
  /** Set on 409 after a stale `version`: the document as it is now. */
  current?: unknown
}

export interface FieldProblem {
  /** Dotted path into the body, "" for the whole body. */
  path: string
  message: string
}
