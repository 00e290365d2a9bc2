import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ChevronRight } from 'lucide-react'
import { Link, useParams } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'

import { EditForm } from './edit-form.tsx'
import { FormError, FormSkeleton } from './form-frame.tsx'
import { editPageWords } from './words.ts'

export function Component() {
  const { id = '' } = useParams()
  const pipeline = useQuery(pipelines.detail(id))
  const registry = useQuery(plugins.everything())
  const editor = useRole('editor')
  useLive(`pipeline:${id}`)
  const failed = [pipeline, registry].find((query) => query.isError && query.data === undefined)
  const name = pipeline.data?.name
  return (
    <>
      <PageHeader
        title={name === undefined ? editPageWords.editPipeline : editPageWords.edit(name)}
        breadcrumb={
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
        }
      />
      {!editor.allowed && <Notice tone="caution">{editor.reason}</Notice>}
      {editor.allowed && failed !== undefined && (
        <FormError error={failed.error} onRetry={() => void failed.refetch()} />
      )}
      {editor.allowed &&
        failed === undefined &&
        (pipeline.data === undefined || registry.data === undefined) && <FormSkeleton />}
      {editor.allowed && pipeline.data !== undefined && registry.data !== undefined && (
        <Loaded key={id} newest={pipeline.data} plugins={registry.data} />
      )}
    </>
  )
}

/** The form keeps the version that it started from; newer ones only make it say so. */
function Loaded({
  newest,
  plugins,
}: {
  newest: Pipeline
  plugins: Parameters<typeof EditForm>[0]['plugins']
}) {
  const [loaded] = useState(newest)
  return <EditForm loaded={loaded} newest={newest} plugins={plugins} />
}
