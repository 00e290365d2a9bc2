/** A problem with a pipeline as drawn. */
export interface BuilderProblem {
  id: string
  /** The step with the problem. Null for the pipeline as a whole. */
  step: string | null
  text: string
  /** An error prevents saving or executing the pipeline. A warning does not. */
  severity: 'error' | 'warning'
  /** The setting with the problem. */
  setting?: string
  /** Nothing has been entered yet. Its field shows the problem only when the user opens it from the list. */
  isMissing?: boolean
}

/** The streams that the extractor offers. Null while they are unknown. */
export type KnownStreams = readonly { name: string; selected: boolean }[] | null
