import { useRef, type ReactNode } from 'react'

import { focusFirstError } from '#web/lib/first-error.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { CatalogSection } from './catalog-section.tsx'
import { hasErrors } from './draft/draft-problems.ts'
import { droppedSettings } from './draft/pipeline-draft.ts'
import type { PipelineEditor } from './editor/use-pipeline-editor.ts'
import { LimitsSection } from './limits-section.tsx'
import { GeneralSection, PluginsSection, ScheduleSection } from './pipeline-fields.tsx'
import { RunnerSection } from './runner-section.tsx'
import { SettingsSections } from './settings-sections.tsx'
import { pipelineFormWords } from './words.ts'

/** The form of a pipeline. Fields show the errors that the server finds, and nothing entered is lost. */
export function PipelineForm({
  editor,
  saveLabel,
  notice,
  onCancel,
}: {
  editor: PipelineEditor
  saveLabel: string
  notice?: ReactNode
  onCancel: () => void
}) {
  const form = useRef<HTMLFormElement>(null)
  const { pipelineId, draft, errors, configured, isDirty, busy, change } = editor
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void editor.submit((apply) => focusFirstError(form.current, apply))
      }}
      className="max-w-6xl space-y-4"
    >
      {notice}
      {errors.general.length > 0 && (
        <Notice tone="danger">
          {errors.general.map((message) => (
            <p key={message}>{message}</p>
          ))}
        </Notice>
      )}
      <GeneralSection draft={draft} errors={errors} onChange={change} />
      <RunnerSection draft={draft} errors={errors} onChange={change} />
      {draft.runner.kind === 'own' && (
        <>
          <PluginsSection draft={draft} errors={errors} onChange={change} />
          <SettingsSections
            editor={editor}
            plugins={configured}
            errors={errors}
            dropped={droppedSettings(draft)}
            onChange={(key, edits) => change({ edits: { ...draft.edits, [key]: edits } }, `edits ${key}`)}
          />
          <CatalogSection pipelineId={pipelineId} draft={draft} onChange={change} />
        </>
      )}
      <ScheduleSection draft={draft} errors={errors} onChange={change} />
      <LimitsSection draft={draft} errors={errors} onChange={change} />
      <div className="sticky bottom-16 z-10 -mx-1 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface-raised px-4 py-3 shadow-high sm:bottom-3">
        <Button type="submit" variant="primary" busy={busy}>
          {saveLabel}
        </Button>
        <Button onClick={onCancel}>{pipelineFormWords.cancel}</Button>
        <span className="ml-auto text-sm text-text-faint max-sm:hidden">
          {hasErrors(errors)
            ? pipelineFormWords.invalid
            : isDirty
              ? pipelineFormWords.unsaved
              : pipelineFormWords.noChanges}
        </span>
      </div>
    </form>
  )
}
