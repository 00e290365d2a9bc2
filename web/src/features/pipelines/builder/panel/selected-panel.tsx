import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import type { PlacedStep } from '../checks/check-draft.ts'
import type { BuilderProblem } from '../checks/problems.ts'
import type { Neighbours } from '../steps.ts'
import { BeforePanel, FollowingPanel, PipelinePanel } from './pipeline-panel.tsx'
import { StepPanel } from './step-panel.tsx'
import type { useStepActions } from '../edit/use-step-actions.ts'

/** The panel of the selected step, or of the pipeline if nothing is selected. */
export function SelectedPanel({
  editor,
  selected,
  steps,
  neighbours,
  problems,
  openedProblemId,
  actions,
  onClose,
}: {
  editor: PipelineEditor
  selected: string | null
  steps: readonly PlacedStep[]
  neighbours: Neighbours
  problems: readonly BuilderProblem[]
  openedProblemId: string | null
  actions: ReturnType<typeof useStepActions>
  onClose: () => void
}) {
  if (selected === 'before') {
    return <BeforePanel editor={editor} onRemove={() => actions.remove('before')} onClose={onClose} />
  }
  const following = neighbours.following.find(({ id }) => selected === `following ${id}`)
  if (following !== undefined) return <FollowingPanel {...following} onClose={onClose} />
  const placed = steps.find(({ step }) => step === selected)
  if (placed === undefined) return <PipelinePanel editor={editor} />
  return (
    <StepPanel
      key={`${placed.step} ${placed.name}`}
      placed={placed}
      editor={editor}
      problems={problems.filter(({ step }) => step === placed.step)}
      openedProblemId={openedProblemId}
      onMove={(by) => actions.moveBy(placed.step, by)}
      onCopy={() => void actions.copy(placed.step)}
      onRemove={() => actions.remove(placed.step)}
      onClose={onClose}
    />
  )
}
