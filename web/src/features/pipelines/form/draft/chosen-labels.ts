import type { PipelineEditor } from '../editor/use-pipeline-editor.ts'

/** Returns the required labels that this user chose. Otherwise those of the saved pipeline apply. */
export function chosenLabels({
  pipelineId,
  body: { requiredLabels },
  changed,
}: Pick<PipelineEditor, 'pipelineId' | 'body' | 'changed'>): { requiredLabels?: string[] } {
  const isChosen = pipelineId === undefined ? requiredLabels.length > 0 : changed.includes('requiredLabels')
  return isChosen ? { requiredLabels } : {}
}
