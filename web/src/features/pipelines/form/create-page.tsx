import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'

import { createPipeline, pipelines } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { SAVED } from '#web/layouts/unsaved-changes.tsx'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { copyOf } from './draft/copy-pipeline.ts'
import { FormError, FormSkeleton } from './form-frame.tsx'
import { emptyBody } from './draft/pipeline-draft.ts'
import { PipelineForm } from './pipeline-form.tsx'
import { createPageWords } from './words.ts'

/** A new pipeline, empty or as a copy of another one (`?from=`). */
export function Component() {
  const [parameters] = useSearchParams()
  const from = parameters.get('from')
  const registry = useQuery(plugins.everything())
  const original = useQuery({ ...pipelines.detail(from ?? ''), enabled: from !== null })
  const editor = useRole('editor')
  const failed = [registry, ...(from === null ? [] : [original])].find(
    (query) => query.isError && query.data === undefined,
  )
  const ready = registry.data !== undefined && (from === null || original.data !== undefined)
  return (
    <>
      <PageHeader
        title={from === null ? createPageWords.createPipeline : createPageWords.duplicatePipeline}
        breadcrumb={
          <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
            {createPageWords.pipelines}
          </Link>
        }
      />
      {!editor.allowed && <Notice tone="caution">{editor.reason}</Notice>}
      {editor.allowed && failed !== undefined && (
        <FormError error={failed.error} onRetry={() => void failed.refetch()} />
      )}
      {editor.allowed && failed === undefined && !ready && <FormSkeleton />}
      {editor.allowed && ready && (
        <CreateForm key={from} plugins={registry.data} original={from === null ? undefined : original.data} />
      )}
    </>
  )
}

function CreateForm({ plugins, original }: { plugins: readonly Plugin[]; original: Pipeline | undefined }) {
  const navigate = useNavigate()
  const toast = useToast()
  const zone = useTimeZone()
  const creating = useMutation(createPipeline())
  const [start] = useState(() =>
    original === undefined ? { body: emptyBody(zone), secrets: [] } : copyOf(original),
  )
  return (
    <PipelineForm
      initial={start.body}
      saved={start.body}
      plugins={plugins}
      saveLabel={createPageWords.createPipeline}
      notice={
        start.secrets.length > 0 && (
          <Notice tone="caution">{createPageWords.secretsNotCopied(start.secrets.join(', '))}</Notice>
        )
      }
      onSave={async (body) => {
        const pipeline = await creating.mutateAsync(body)
        toast.done(createPageWords.created(pipeline.name))
        await navigate(paths.pipeline(pipeline.id), SAVED)
      }}
      onCancel={() => void navigate(original === undefined ? paths.pipelines() : paths.pipeline(original.id))}
    />
  )
}
