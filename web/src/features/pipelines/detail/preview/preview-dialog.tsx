import type { PipelinePreview } from '@flx/shared/pipelines/preview'
import { useState } from 'react'

import { previewPipeline } from '#web/api/pipelines/preview.ts'
import { useTrial } from '#web/parts/plugin-trials/use-trial.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { Spinner } from '#web/ui/spinner.tsx'

import { PreviewResult } from './preview-result.tsx'
import { previewWords } from './words.ts'

const COUNTS = [5, 20, 50, 200]

/** The first records of a pipeline, before and after each mapper. Closing it stops the processes. */
export default function PreviewDialog({
  pipeline,
  onClose,
}: {
  pipeline: { id: string; name: string }
  onClose: () => void
}) {
  const { trial, start, stop } = useTrial<PipelinePreview>()
  const [records, setRecords] = useState(20)

  return (
    <Dialog
      wide
      title={previewWords.title(pipeline.name)}
      onClose={onClose}
      footer={
        trial.kind === 'running' ? (
          <Button onClick={stop}>{previewWords.stop}</Button>
        ) : (
          <Button
            variant="primary"
            onClick={() => void start((signal) => previewPipeline(pipeline.id, { records }, signal))}
          >
            {trial.kind === 'idle' ? previewWords.start : previewWords.again}
          </Button>
        )
      }
    >
      <div className="space-y-4 text-text">
        <p className="text-sm text-text-soft">{previewWords.intro}</p>
        <Field label={previewWords.records} className="max-w-40">
          {(control) => (
            <Select
              {...control}
              value={records}
              disabled={trial.kind === 'running'}
              onChange={(event) => setRecords(Number(event.target.value))}
            >
              {COUNTS.map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {trial.kind === 'running' && (
          <output className="flex items-center gap-2 text-sm text-text-soft">
            <Spinner />
            {previewWords.going}
          </output>
        )}
        {trial.kind === 'failed' && (
          <Notice tone="danger">
            <b className="font-medium">{previewWords.failed}.</b> {trial.reason}
          </Notice>
        )}
        {trial.kind === 'done' && <PreviewResult preview={trial.result} />}
      </div>
    </Dialog>
  )
}
