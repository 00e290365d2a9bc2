export interface BuilderProblem {
  id: string
  /** The step that it is about; null: the pipeline as a whole. */
  step: string | null
  text: string
  /** An error keeps the pipeline from executing; a warning does not. */
  severity: 'error' | 'warning'
}

/** The streams that the extractor offers; null while they are not known. */
export type KnownStreams = readonly { name: string; selected: boolean }[] | null
