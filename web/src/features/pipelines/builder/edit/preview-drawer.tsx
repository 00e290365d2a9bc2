import type { PipelinePreview } from '@flx/shared/pipelines/preview'
import { X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { previewNew, previewPipeline } from '#web/api/pipelines/preview.ts'
import { useTrial } from '#web/parts/plugin-trials/use-trial.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Spinner } from '#web/ui/spinner.tsx'

import { PreviewResult } from '../../detail/preview/preview-result.tsx'
import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { draftToPreview, previewDisabledReason } from './preview-draft.ts'
import { previewWords as words } from './words.ts'

const RECORDS = 20

/** The first records, below the drawing, before and after each mapper. Closing it stops the processes. */
export function PreviewDrawer({
  editor,
  stageIndex,
  onClose,
}: {
  editor: PipelineEditor
  /** The stage to show: 0 for the extractor, then the mappers. Undefined shows the last one. */
  stageIndex: number | undefined
  onClose: () => void
}) {
  const { pipelineId } = editor
  const { trial, start, stop } = useTrial<PipelinePreview>()
  const draft = draftToPreview(editor)
  const currentDraft = draft === undefined ? null : JSON.stringify(draft)
  const [previewedDraft, setPreviewedDraft] = useState(currentDraft)
  const reason = previewDisabledReason(editor)
  const startPreview = () =>
    void start((signal) => {
      if (draft === undefined) return previewPipeline(pipelineId ?? '', { records: RECORDS }, signal)
      return pipelineId === undefined
        ? previewNew({ records: RECORDS, draft }, signal)
        : previewPipeline(pipelineId, { records: RECORDS, draft }, signal)
    })
  const run = () => {
    setPreviewedDraft(currentDraft)
    startPreview()
  }
  const startFirst = useEffectEvent(startPreview)
  useEffect(() => startFirst(), [])
  return (
    <section
      aria-label={words.title}
      className="flex h-2/5 min-h-56 shrink-0 flex-col border-t border-line bg-surface"
    >
      <div className="flex flex-wrap items-center gap-x-3 border-b border-line px-4 py-2">
        <h2 className="text-base font-semibold">{words.title}</h2>
        <p className="text-xs text-text-soft">{previewedDraft === null ? words.saved : words.drafted}</p>
        <div className="ml-auto flex items-center gap-1">
          {trial.kind === 'running' ? (
            <Button size="small" onClick={stop}>
              {words.stop}
            </Button>
          ) : (
            <Button size="small" disabledReason={reason} onClick={run}>
              {words.again}
            </Button>
          )}
          <IconButton size="small" label={words.close} icon={X} onClick={onClose} />
        </div>
      </div>
      <div className="min-h-0 grow overflow-y-auto px-4 py-3">
        {trial.kind === 'running' && (
          <output className="flex items-center gap-2 text-sm text-text-soft">
            <Spinner />
            {words.going}
          </output>
        )}
        {trial.kind === 'failed' && (
          <Notice tone="danger">
            <b className="font-medium">{words.failed}.</b> {trial.reason}
          </Notice>
        )}
        {previewedDraft !== currentDraft && trial.kind !== 'running' && (
          <Notice className="mb-3">{words.outdated}</Notice>
        )}
        {trial.kind === 'done' && (
          <PreviewResult key={stageIndex} preview={trial.result} initialStageIndex={stageIndex} />
        )}
      </div>
    </section>
  )
}
