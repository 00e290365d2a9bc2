import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { session, useRole } from '#web/api/access/session.ts'
import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { paths } from '#web/paths.ts'

import { BeforeForm } from './before-form.tsx'
import { EditForm } from './edit-form.tsx'
import { draftKey, openDraft } from './editor/stored-draft.ts'
import type { EditorHead } from './editor/pipeline-editor.tsx'
import { editPageWords } from './words.ts'

/** The page that edits a pipeline. */
export function Component() {
  const { id = '' } = useParams()
  const pipeline = useQuery(pipelines.detail(id))
  const registry = useQuery(plugins.everything())
  const userId = useQuery(session.current()).data?.id
  const editor = useRole('editor')
  useLive(`pipeline:${id}`)
  const failedQuery = [pipeline, registry].find((query) => query.isError && query.data === undefined)
  const name = pipeline.data?.name
  const head: EditorHead = {
    title: name === undefined ? editPageWords.editPipeline : editPageWords.edit(name),
    breadcrumb: (
      <>
        <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
          {editPageWords.pipelines}
        </Link>
        {name !== undefined && (
          <>
            <ChevronRight aria-hidden className="size-3.5 shrink-0" />
            <Link to={paths.pipeline(id)} className="rounded-sm hover:text-text hover:underline">
              {name}
            </Link>
          </>
        )}
      </>
    ),
  }
  if (editor.allowed && pipeline.data !== undefined && registry.data !== undefined && userId !== undefined) {
    return (
      <LoadedForm
        key={id}
        head={head}
        newest={pipeline.data}
        plugins={registry.data}
        storageKey={draftKey(userId, id)}
      />
    )
  }
  return <BeforeForm head={head} editor={editor} failedQuery={failedQuery} />
}

/** Keeps the form on the version that it started from. Newer versions only show a note. */
function LoadedForm({
  head,
  newest,
  plugins,
  storageKey,
}: {
  head: EditorHead
  newest: Pipeline
  plugins: readonly Plugin[]
  storageKey: string
}) {
  const [loaded] = useState(newest)
  const [storedDraft, setStoredDraft] = useState(() => openDraft(storageKey))
  return (
    <EditForm
      key={String(storedDraft === null)}
      head={head}
      loaded={storedDraft?.base ?? loaded}
      storedDraft={storedDraft}
      onDiscard={() => setStoredDraft(null)}
      newest={newest}
      plugins={plugins}
      storageKey={storageKey}
    />
  )
}
