import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { NotFoundPage } from '#web/layouts/not-found-page.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Tabs } from '#web/ui/tabs.tsx'

import { Archived, PipelineHeader } from '../detail/pipeline-header.tsx'
import { PipelineSkeleton } from '../detail/pipeline-skeleton.tsx'
import { pathOfTab, PIPELINE_TABS, type PipelineTab } from '../detail/pipeline-tabs.ts'
import { pipelinePageWords } from '../detail/words.ts'
import { StreamsTab } from './streams-tab.tsx'

/** The streams of a pipeline's source, and what of them is extracted. */
export function Component() {
  const { id = '' } = useParams()
  const query = useQuery(pipelines.detail(id))
  const navigate = useNavigate()
  useLive(`pipeline:${id}`)
  const { data: pipeline, error } = query
  if (pipeline === undefined) {
    if (isProblem(error, 404)) return <NotFoundPage detail={error.message} />
    if (error === null) return <PipelineSkeleton />
    return (
      <Card>
        <PageHeader title={pipelinePageWords.pipeline} />
        <QueryError query={query} title={pipelinePageWords.loadError} />
      </Card>
    )
  }
  return (
    <>
      <PipelineHeader pipeline={pipeline} />
      {pipeline.archivedAt !== null && <Archived pipeline={pipeline} />}
      <Tabs<PipelineTab>
        label={pipelinePageWords.pipeline}
        tabs={PIPELINE_TABS}
        chosen="streams"
        onChoose={(key) => void navigate(pathOfTab(id, key))}
      >
        <StreamsTab key={id} pipeline={pipeline} />
      </Tabs>
    </>
  )
}
