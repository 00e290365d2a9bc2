import type { ProjectPreview, ProjectPreviewRequest } from '@flx/shared/projects/project-import'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'
import { Download } from 'lucide-react'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { chosenElements, willChange, toggleKey, type Choices } from './chosen-elements.ts'
import { ElementDetail } from './element-detail.tsx'
import { ElementList } from './element-list.tsx'
import { ImportSummary } from './import-summary.tsx'
import { MeltanoJobs } from './meltano-jobs.tsx'
import { MissingVariables } from './missing-variables.tsx'
import { Reasons } from './reasons.tsx'
import { ScheduleZone } from './schedule-zone.tsx'
import { useProgressWords } from '../use-progress-words.ts'
import { importPageWords } from '../words.ts'

/** The effect of an import, element by element, with the possible choices. */
export function ProjectReview({
  preview,
  request,
  choices,
  onChoices,
  onFill,
  onMeltano,
  onTimeZone,
  reading,
  applying,
  error,
  onApply,
  onCancel,
}: {
  preview: ProjectPreview
  request: ProjectPreviewRequest
  choices: Choices
  onChoices: (choices: Choices) => void
  onFill: (name: string, value: string) => void
  onMeltano: (through: ThroughMeltano) => void
  onTimeZone: (timezone: string) => void
  /** The project is being read again, with changed choices. */
  reading: boolean
  applying: boolean
  error: unknown
  onApply: () => void
  onCancel: () => void
}) {
  const { elements } = preview
  const first =
    elements.find(({ outcome }) => outcome === 'change') ??
    elements.find((element) => willChange(element) && element.kind === 'pipeline') ??
    elements.find(willChange) ??
    elements[0]
  const [chosenKey, setChosenKey] = useState<string | undefined>()
  const chosen = elements.find(({ key }) => key === chosenKey) ?? first
  const toDo = chosenElements(preview, choices)
  const pipelines = toDo.filter(({ kind }) => kind === 'pipeline').length
  const progressWords = useProgressWords(request.name, applying, toDo.length)
  const step = (by: 1 | -1) => {
    const index = elements.findIndex(({ key }) => key === chosen?.key)
    setChosenKey(elements[(index + by + elements.length) % elements.length]?.key)
  }
  const skip = (key: string) => onChoices({ ...choices, skip: toggleKey(choices.skip, key) })
  return (
    <div aria-busy={reading || applying}>
      <ImportSummary preview={preview} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ElementList
          preview={preview}
          choices={choices}
          chosen={chosen?.key}
          onChoose={setChosenKey}
          onToggle={skip}
        />
        <div className="min-w-0 space-y-4 lg:sticky lg:top-18">
          {chosen !== undefined && (
            <ElementDetail
              element={chosen}
              choices={choices}
              onSkip={() => skip(chosen.key)}
              onOverwrite={() =>
                onChoices({ ...choices, overwrite: toggleKey(choices.overwrite, chosen.key) })
              }
              onStep={step}
            />
          )}
          <MeltanoJobs
            key={`${preview.name} ${preview.environment ?? ''}`}
            preview={preview}
            request={request}
            onChoose={onMeltano}
          />
          <ScheduleZone preview={preview} onChoose={onTimeZone} />
          <MissingVariables preview={preview} values={request.variables} onFill={onFill} />
          <Reasons preview={preview} />
        </div>
      </div>
      {error !== null && (
        <Notice tone="danger" className="mt-4">
          {messageOf(error)}
        </Notice>
      )}
      <footer className="sticky bottom-0 z-10 -mx-4 mt-4 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-canvas px-4 py-3 max-sm:bottom-[calc(3.5rem+env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6">
        <output className="min-w-0 grow text-sm text-text-soft max-sm:sr-only">
          {applying
            ? progressWords
            : reading
              ? importPageWords.reading
              : toDo.length === 0
                ? importPageWords.nothing
                : importPageWords.stays}
        </output>
        <Button onClick={onCancel}>{importPageWords.cancel}</Button>
        <Button icon={Download} className="max-sm:hidden" onClick={() => download(preview)}>
          {importPageWords.download}
        </Button>
        <Button
          variant="primary"
          busy={applying || reading}
          disabledReason={toDo.length === 0 ? importPageWords.nothing : undefined}
          onClick={onApply}
        >
          {importPageWords.action(pipelines, toDo.length - pipelines)}
        </Button>
      </footer>
    </div>
  )
}

/** Saves the review as a file. It contains no secrets, because nothing that the server sends does. */
function download({ fingerprint: _fingerprint, ...report }: ProjectPreview): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(report, undefined, 2)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = `import-${report.name}.json`
  link.click()
  URL.revokeObjectURL(url)
}
