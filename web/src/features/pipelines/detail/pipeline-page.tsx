import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { Link, useNavigate, useParams } from 'react-router'

import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { DamageNotice } from '#web/ui/damage-notice.tsx'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { EmptyState, Skeleton } from '#web/ui/states.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { Charts } from './charts.tsx'
import { EffortTrend } from './effort-trend.tsx'
import { ObjectivesPlaceholder } from '../objectives/objectives-placeholder.tsx'
import { ConfigurationCard } from './configuration/configuration-card.tsx'
import { History } from './history.tsx'
import { MetadataCard } from './metadata-card.tsx'
import { Outcomes } from './outcomes.tsx'
import { ArchivedNotice, PipelineHeader } from './header/pipeline-header.tsx'
import { pathOfTab, PIPELINE_TABS, type PipelineTab } from './pipeline-tabs.ts'
import { PipelineFrame } from './pipeline-frame.tsx'
import { StatisticsTiles } from './statistics-tiles.tsx'
import { Timeline } from './timeline.tsx'
import { pipelinePageWords } from './words.ts'

const { Section: DrawingTab } = sectionOnDemand(() => import('../builder/drawing-tab.tsx'), {
  placeholder: <Skeleton className="h-112 w-full rounded-lg" />,
})
const { Section: ObjectivesCard } = sectionOnDemand(() => import('../objectives/objectives-card.tsx'), {
  placeholder: ({ count }) => <ObjectivesPlaceholder count={count} />,
})
const { Section: TemplateCard } = sectionOnDemand(() => import('#web/parts/templates/template-card.tsx'), {
  placeholder: <Skeleton className="h-48 w-full rounded-lg" />,
})
const { Section: StateTab } = sectionOnDemand(() => import('./state/state-tab.tsx'), {
  placeholder: <Skeleton className="h-64 w-full rounded-lg" />,
})

/** The page of one pipeline, with its tabs. */
export function Component() {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const [parameters] = useAddressSearch()
  const tab =
    PIPELINE_TABS.find(({ key }) => key !== 'streams' && key === parameters.get('tab'))?.key ?? 'history'
  const choose = (key: PipelineTab) =>
    void navigate(pathOfTab(id, key), { replace: key !== 'streams', preventScrollReset: true })
  return (
    <PipelineFrame>
      {(pipeline) => (
        <>
          <PipelineHeader pipeline={pipeline} />
          <DamageNotice damaged={pipeline.damaged} />
          {pipeline.archivedAt !== null && <ArchivedNotice pipeline={pipeline} />}
          <StatisticsTiles pipelineId={id} />
          <div className="mt-4 grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
            <div className="min-w-0 space-y-4">
              <Tabs<PipelineTab>
                label={pipelinePageWords.pipeline}
                tabs={PIPELINE_TABS}
                chosen={tab}
                onChoose={choose}
              >
                {tab === 'history' ? (
                  <div className="space-y-4">
                    {objectivesOf(pipeline) > 0 && (
                      <ObjectivesCard pipelineId={id} count={objectivesOf(pipeline)} />
                    )}
                    {pipeline.lastExecution !== null && (
                      <>
                        <Outcomes pipelineId={id} />
                        <Charts pipelineId={id} />
                        <EffortTrend pipelineId={id} />
                      </>
                    )}
                    <History pipeline={pipeline} />
                  </div>
                ) : tab === 'drawing' && pipeline.type === 'meltano' ? (
                  <NoDrawing pipeline={pipeline} />
                ) : tab === 'drawing' ? (
                  <DrawingTab pipeline={pipeline} />
                ) : tab === 'state' ? (
                  <StateTab pipeline={pipeline} />
                ) : (
                  <Timeline pipelineId={id} />
                )}
              </Tabs>
            </div>
            <div className="grid min-w-0 gap-4 sm:grid-cols-2 xl:grid-cols-1">
              {pipeline.template !== null && <TemplateCard pipeline={pipeline} />}
              <ConfigurationCard pipeline={pipeline} />
              <MetadataCard pipeline={pipeline} />
            </div>
          </div>
        </>
      )}
    </PipelineFrame>
  )
}

/** Returns how many objectives the pipeline has. */
const objectivesOf = ({ successObjective, freshnessObjective }: Pipeline): number =>
  Number(successObjective !== null) + Number(freshnessObjective !== null)

/** Replaces the drawing of a pipeline that Meltano performs: its executions show what Meltano does. */
function NoDrawing({ pipeline: { lastExecution } }: { pipeline: Pipeline }) {
  return (
    <Card>
      <EmptyState
        title={pipelinePageWords.meltanoDrawing}
        actions={
          lastExecution !== null && (
            <Link to={paths.execution(lastExecution.id)} className={buttonClass({})}>
              {pipelinePageWords.meltanoLast}
            </Link>
          )
        }
      >
        {pipelinePageWords.meltanoDrawingDetail}
      </EmptyState>
    </Card>
  )
}
