import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { List, Workflow } from 'lucide-react'
import { useCallback, type ReactNode } from 'react'

import { UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { Button } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import type { PipelineBody } from '../draft/pipeline-body.ts'
import { PipelineForm } from '../pipeline-form.tsx'
import { editorWords as words } from '../words.ts'
import { closeDraft } from './stored-draft.ts'
import { usePipelineEditor, type EditorStart } from './use-pipeline-editor.ts'

const { Section: PipelineBuilder } = sectionOnDemand(
  () => import('../../builder/edit/pipeline-builder.tsx'),
  {
    placeholder: <Skeleton className="h-[70dvh] w-full rounded-lg" />,
  },
)

const VIEWS = [
  { key: 'form', label: words.form, icon: List },
  { key: 'drawing', label: words.drawing, icon: Workflow },
] as const

/** The head of the page, shared by both ways to edit. */
export interface EditorHead {
  title: string
  breadcrumb: ReactNode
}

/**
 * Edits one document as a form or as a drawing (`?as=drawing`). Changes, problems and the undo history are
 * the same in both.
 */
export function PipelineEditor({
  head,
  pipelineId,
  start,
  saved,
  restored,
  plugins,
  storage,
  saveLabel,
  notice,
  onSave,
  onCancel,
}: {
  head: EditorHead
  pipelineId?: string
  start: EditorStart
  saved: PipelineBody
  /**
   * Set if the start is a draft that was stored over a reload. `withheld`: values that might be secrets were
   * left out.
   */
  restored: { withheld: boolean; onDiscard: () => void } | null
  plugins: readonly Plugin[]
  storage: { key: string; base: Pipeline | null }
  saveLabel: string
  notice?: ReactNode
  /**
   * Saves, then leaves the page with `SAVED`. Resolves without leaving if a question has to be answered
   * first.
   */
  onSave: (body: PipelineBody) => Promise<void>
  onCancel: () => void
}) {
  const [parameters, setParameters] = useAddressSearch()
  const editor = usePipelineEditor({ pipelineId, start, saved, plugins, storage, onSave })
  const { isDirty } = editor
  const unsaved = useCallback(() => isDirty, [isDirty])
  const isDrawing = parameters.get('as') === 'drawing'
  const notes = (
    <>
      {restored !== null && (
        <Notice tone="info">
          {words.restored} {restored.withheld && words.withheld}{' '}
          <Button size="small" onClick={restored.onDiscard}>
            {words.discardRestored}
          </Button>
        </Notice>
      )}
      {notice}
    </>
  )
  return (
    <>
      <UnsavedChanges unsaved={unsaved} onDiscard={() => closeDraft(storage.key)} />
      <PageHeader
        {...head}
        facts={
          isDrawing &&
          isDirty && (
            <Badge tone="caution">
              {editor.changed.length === 0 ? words.notSaved : words.unsaved(editor.changed.length)}
            </Badge>
          )
        }
        views={
          <Segmented
            label={words.views}
            options={VIEWS}
            chosen={isDrawing ? 'drawing' : 'form'}
            onChoose={(view) =>
              setParameters(
                (current) => changeSearch(current, { as: view === 'drawing' ? view : undefined }),
                { replace: true, preventScrollReset: true },
              )
            }
          />
        }
      />
      {isDrawing ? (
        <PipelineBuilder editor={editor} saveLabel={saveLabel} notice={notes} onCancel={onCancel} />
      ) : (
        <PipelineForm editor={editor} saveLabel={saveLabel} notice={notes} onCancel={onCancel} />
      )}
    </>
  )
}
