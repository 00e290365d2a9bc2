import { useQuery } from '@tanstack/react-query'
import { Workflow } from 'lucide-react'
import { Link } from 'react-router'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { AfterField } from '../../form/fields/after-field.tsx'
import { LimitsSection } from '../../form/limits-section.tsx'
import { GeneralSection, ScheduleSection } from '../../form/pipeline-fields.tsx'
import { stepWords } from '../words.ts'
import { PanelFrame } from './panel-frame.tsx'
import { panelWords as words } from '../edit/words.ts'

/** The panel of the pipeline itself: name, schedule and limits. */
export function PipelinePanel({ editor }: { editor: PipelineEditor }) {
  const { draft, errors, change } = editor
  return (
    <PanelFrame
      kind={words.pipeline}
      icon={Workflow}
      name={draft.name.trim() === '' ? words.unnamed : draft.name}
    >
      {errors.general.length > 0 && (
        <div className="p-4 pb-0">
          <Notice tone="danger">
            {errors.general.map((message) => (
              <p key={message}>{message}</p>
            ))}
          </Notice>
        </div>
      )}
      <GeneralSection draft={draft} errors={errors} onChange={change} />
      <ScheduleSection draft={draft} errors={errors} onChange={change} />
      <LimitsSection draft={draft} errors={errors} onChange={change} />
    </PanelFrame>
  )
}

/** The panel of the pipeline that starts this one. */
export function BeforePanel({
  editor,
  onRemove,
  onClose,
}: {
  editor: PipelineEditor
  onRemove: () => void
  onClose: () => void
}) {
  const { draft, errors, change } = editor
  const name = useQuery({ ...pipelines.detail(draft.after ?? ''), enabled: draft.after !== null }).data?.name
  return (
    <PanelFrame
      kind={stepWords.before}
      icon={Workflow}
      name={name ?? words.anotherPipeline}
      onClose={onClose}
      {...(draft.after !== null && {
        foot: (
          <>
            <Link to={paths.editDrawing(draft.after)} className={buttonClass()}>
              {words.openPipeline}
            </Link>
            <Button variant="danger-quiet" className="ml-auto" onClick={onRemove}>
              {words.remove}
            </Button>
          </>
        ),
      })}
    >
      <div className="space-y-4 p-4">
        <p className="text-sm text-text-soft">{words.startsThis}</p>
        <AfterField
          after={draft.after}
          typed={draft.afterName}
          error={errors.fields['after']}
          onChange={change}
        />
      </div>
    </PanelFrame>
  )
}

/** The panel of a pipeline that starts after this one, which is a setting of that pipeline. */
export function FollowingPanel({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  return (
    <PanelFrame
      kind={stepWords.following}
      icon={Workflow}
      name={name}
      onClose={onClose}
      foot={
        <Link to={paths.editDrawing(id)} className={buttonClass()}>
          {words.openPipeline}
        </Link>
      }
    >
      <p className="p-4 text-sm text-text-soft">{words.followsThis}</p>
    </PanelFrame>
  )
}
