import { useNavigate, useParams } from 'react-router'

import { EmptyState } from '#web/ui/states.tsx'
import { Tabs } from '#web/ui/tabs.tsx'

import { ArchivedNotice, PipelineHeader } from '../detail/header/pipeline-header.tsx'
import { PipelineFrame } from '../detail/pipeline-frame.tsx'
import { pathOfTab, PIPELINE_TABS, type PipelineTab } from '../detail/pipeline-tabs.ts'
import { pipelinePageWords } from '../detail/words.ts'
import { StreamsTab } from './streams-tab.tsx'

/** The streams of a pipeline's source, and which of them are extracted. */
export function Component() {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  return (
    <PipelineFrame>
      {(pipeline) => (
        <>
          <PipelineHeader pipeline={pipeline} />
          {pipeline.archivedAt !== null && <ArchivedNotice pipeline={pipeline} />}
          <Tabs<PipelineTab>
            label={pipelinePageWords.pipeline}
            tabs={PIPELINE_TABS}
            chosen="streams"
            onChoose={(key) => void navigate(pathOfTab(id, key))}
          >
            {pipeline.type === 'meltano' ? (
              <EmptyState title={pipelinePageWords.meltanoStreams}>
                {pipelinePageWords.meltanoStreamsDetail}
              </EmptyState>
            ) : (
              <StreamsTab key={id} pipeline={pipeline} />
            )}
          </Tabs>
        </>
      )}
    </PipelineFrame>
  )
}
