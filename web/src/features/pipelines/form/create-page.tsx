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
import { draftOf, emptyBody } from './draft/pipeline-draft.ts'
import { draftKey, closeDraft, openDraft } from './editor/kept-draft.ts'
import { PipelineEditor, type EditorHead } from './editor/pipeline-editor.tsx'
import { createPageWords } from './words.ts'

/** A new pipeline, empty or as a copy of another one (`?from=`). */
export function Component() {
  const [parameters] = useAddressSearch()
  const from = parameters.get('from')
  const registry = useQuery(plugins.everything())
  const original = useQuery({ ...pipelines.detail(from ?? ''), enabled: from !== null })
  const person = useQuery(session.current()).data?.id
  const editor = useRole('editor')
  const failed = [registry, ...(from === null ? [] : [original])].find(
    (query) => query.isError && query.data === undefined,
  )
  const ready = registry.data !== undefined && (from === null || original.data !== undefined)
  const head: EditorHead = {
    title: from === null ? createPageWords.createPipeline : createPageWords.duplicatePipeline,
    breadcrumb: (
      <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
        {createPageWords.pipelines}
      </Link>
    ),
  }
  if (editor.allowed && ready && person !== undefined) {
    return (
      <CreateForm
        key={from}
        head={head}
        plugins={registry.data}
        original={from === null ? undefined : original.data}
        keepAs={draftKey(person, from === null ? 'new' : `copy of ${from}`)}
      />
    )
  }
  return <BeforeForm head={head} editor={editor} failed={failed} />
}

function CreateForm({
  head,
  plugins,
  original,
  keepAs,
}: {
  head: EditorHead
  plugins: readonly Plugin[]
  original: Pipeline | undefined
  keepAs: string
}) {
  const navigate = useNavigate()
  const toast = useToast()
  const zone = useTimeZone()
  const creating = useMutation(createPipeline())
  const [first] = useState(() =>
    original === undefined ? { body: emptyBody(zone), secrets: [] } : copyOf(original),
  )
  // Discarding the kept draft makes it a new form.
  const [kept, setKept] = useState(() => openDraft(keepAs))
  return (
    <PipelineEditor
      key={String(kept === null)}
      head={head}
      start={kept ?? { draft: draftOf(first.body), places: {} }}
      saved={first.body}
      restored={kept === null ? null : { withheld: kept.withheld, onDiscard: () => setKept(null) }}
      plugins={plugins}
      keep={{ key: keepAs, base: null }}
      saveLabel={createPageWords.createPipeline}
      notice={
        first.secrets.length > 0 && (
          <Notice tone="caution">{createPageWords.secretsNotCopied(first.secrets.join(', '))}</Notice>
        )
      }
      onSave={async (body) => {
        const pipeline = await creating.mutateAsync(body)
        closeDraft(keepAs)
        toast.done(createPageWords.created(pipeline.name))
        await navigate(paths.pipeline(pipeline.id), SAVED)
      }}
      onCancel={() => void navigate(original === undefined ? paths.pipelines() : paths.pipeline(original.id))}
    />
  )
}
