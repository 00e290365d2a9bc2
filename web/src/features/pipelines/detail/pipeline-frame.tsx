import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { NotFoundPage } from '#web/layouts/not-found-page.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { PipelineSkeleton } from './pipeline-skeleton.tsx'
import { pipelinePageWords } from './words.ts'

/** Loads the pipeline of the address and renders its page. Until then it shows a skeleton or the error. */
export function PipelineFrame({ children }: { children: (pipeline: Pipeline) => ReactNode }) {
  const { id = '' } = useParams()
  const query = useQuery(pipelines.detail(id))
  useLive(`pipeline:${id}`)
  const { data: pipeline, error } = query
  if (pipeline !== undefined) return children(pipeline)
  if (isProblem(error, 404)) return <NotFoundPage detail={error.message} />
  if (error === null) return <PipelineSkeleton />
  return (
    <Card>
      <PageHeader title={pipelinePageWords.pipeline} />
      <QueryError query={query} title={pipelinePageWords.loadError} />
    </Card>
  )
}
