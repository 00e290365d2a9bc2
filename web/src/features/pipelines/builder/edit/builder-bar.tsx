import { ListChecks, Redo2, Save, ScanEye, Undo2, Workflow } from 'lucide-react'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Badge } from '#web/ui/status/badge.tsx'

import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import type { BuilderProblem } from '../checks/problems.ts'
import { previewDisabledReason } from './preview-draft.ts'
import { builderWords as words } from './words.ts'

/** The actions for the whole drawing. */
export function BuilderBar({
  editor,
  problems,
  showsProblems,
  previews,
  saveLabel,
  onProblems,
  onPreview,
  onCancel,
  onSave,
}: {
  editor: PipelineEditor
  problems: readonly BuilderProblem[]
  showsProblems: boolean
  previews: boolean
  saveLabel: string
  onProblems: () => void
  onPreview: () => void
  onCancel: () => void
  onSave: () => void
}) {
  const { undo, redo, places, setPlaces, busy } = editor
  const hasErrors = problems.some(({ severity }) => severity === 'error')
  return (
    <div
      role="toolbar"
      aria-label={words.tools}
      className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2"
    >
      <IconButton
        label={words.undo}
        icon={Undo2}
        disabledReason={undo === undefined ? words.nothingToUndo : undefined}
        onClick={() => undo?.()}
      />
      <IconButton
        label={words.redo}
        icon={Redo2}
        disabledReason={redo === undefined ? words.nothingToRedo : undefined}
        onClick={() => redo?.()}
      />
      <Button
        variant="quiet"
        icon={Workflow}
        className="max-sm:hidden"
        disabledReason={Object.keys(places).length === 0 ? words.arranged : undefined}
        onClick={() => setPlaces({})}
      >
        {words.arrange}
      </Button>
      <Button
        variant="quiet"
        icon={ScanEye}
        aria-pressed={previews}
        disabledReason={previews ? undefined : previewDisabledReason(editor)}
        onClick={onPreview}
      >
        {words.preview}
      </Button>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <Button icon={ListChecks} aria-expanded={showsProblems} onClick={onProblems}>
          {problems.length > 0 && hasErrors ? (
            <Badge tone="danger">{words.problems(problems.length)}</Badge>
          ) : problems.length > 0 ? (
            <Badge tone="caution">{words.problems(problems.length)}</Badge>
          ) : (
            words.problems(0)
          )}
        </Button>
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button variant="primary" icon={Save} busy={busy} onClick={onSave}>
          {saveLabel}
        </Button>
      </div>
    </div>
  )
}
