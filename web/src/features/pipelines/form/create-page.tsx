import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { session, useRole } from '#web/api/access/session.ts'
import { createPipeline, pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { BeforeForm } from './before-form.tsx'
import { copyOf } from './draft/copy-pipeline.ts'
import { emptyBody } from './draft/pipeline-body.ts'
import { draftOf } from './draft/pipeline-draft.ts'
import { draftKey, closeDraft, openDraft } from './editor/stored-draft.ts'
import { PipelineEditor, type EditorHead } from './editor/pipeline-editor.tsx'
import { createPageWords } from './words.ts'

/** A new pipeline, empty or as a copy of another one (`?from=`). */
export function Component() {
  const [parameters] = useAddressSearch()
  const originalId = parameters.get('from')
  const registry = useQuery(plugins.everything())
  const original = useQuery({ ...pipelines.detail(originalId ?? ''), enabled: originalId !== null })
  const userId = useQuery(session.current()).data?.id
  const editor = useRole('editor')
  const failedQuery = [registry, ...(originalId === null ? [] : [original])].find(
    (query) => query.isError && query.data === undefined,
  )
  const isReady = registry.data !== undefined && (originalId === null || original.data !== undefined)
  const head: EditorHead = {
    title: originalId === null ? createPageWords.createPipeline : createPageWords.duplicatePipeline,
    breadcrumb: (
      <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
        {createPageWords.pipelines}
      </Link>
    ),
  }
  if (editor.allowed && isReady && userId !== undefined) {
    return (
      <CreateForm
        key={originalId}
        head={head}
        plugins={registry.data}
        original={originalId === null ? undefined : original.data}
        storageKey={draftKey(userId, originalId === null ? 'new' : `copy of ${originalId}`)}
      />
    )
  }
  return <BeforeForm head={head} editor={editor} failedQuery={failedQuery} />
}

function CreateForm({
  head,
  plugins,
  original,
  storageKey,
}: {
  head: EditorHead
  plugins: readonly Plugin[]
  original: Pipeline | undefined
  storageKey: string
}) {
  const navigate = useNavigate()
  const toast = useToast()
  const zone = useTimeZone()
  const creating = useMutation(createPipeline())
  const [initial] = useState(() =>
    original === undefined ? { body: emptyBody(zone), secrets: [] } : copyOf(original),
  )
  // Discarding the stored draft makes it a new form.
  const [storedDraft, setStoredDraft] = useState(() => openDraft(storageKey))
  return (
    <PipelineEditor
      key={String(storedDraft === null)}
      head={head}
      start={storedDraft ?? { draft: draftOf(initial.body), places: {} }}
      saved={initial.body}
      restored={
        storedDraft === null
          ? null
          : { withheld: storedDraft.withheld, onDiscard: () => setStoredDraft(null) }
      }
      plugins={plugins}
      storage={{ key: storageKey, base: null }}
      saveLabel={createPageWords.createPipeline}
      notice={
        initial.secrets.length > 0 && (
          <Notice tone="caution">{createPageWords.secretsNotCopied(initial.secrets.join(', '))}</Notice>
        )
      }
      onSave={async (body) => {
        const pipeline = await creating.mutateAsync(body)
        closeDraft(storageKey)
        toast.done(createPageWords.created(pipeline.name))
        await navigate(paths.pipeline(pipeline.id), SAVED)
      }}
      onCancel={() => void navigate(original === undefined ? paths.pipelines() : paths.pipeline(original.id))}
    />
  )
}
