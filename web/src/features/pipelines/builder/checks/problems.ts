/** Something that is wrong with a pipeline as it is drawn. */
export interface BuilderProblem {
  id: string
  /** The step that it is about; null: the pipeline as a whole. */
  step: string | null
  text: string
  /** An error keeps the pipeline from being saved, or from executing; a warning does not. */
  severity: 'error' | 'warning'
  /** The setting that it is about. */
  setting?: string
  /** Nothing was entered yet: it is not shown at its field before one asks for it. */
  isMissing?: boolean
}

/** The streams that the extractor offers; null while they are not known. */
export type KnownStreams = readonly { name: string; selected: boolean }[] | null
