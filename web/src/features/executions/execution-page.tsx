import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { executions } from '#web/api/executions/executions.ts'
import { useLive } from '#web/api/live/live.tsx'
import { WaitingNotice } from '#web/parts/holds/waiting-note.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { DamageNotice } from '#web/ui/damage-notice.tsx'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { CommandsTab } from './detail/commands-tab.tsx'
import { ComparisonTab } from './detail/comparison-tab.tsx'
import { ConfigurationTab, StateTab } from './detail/execution-documents.tsx'
import { FactsTab } from './detail/execution-facts.tsx'
import { FailureBanner } from './detail/failure-banner.tsx'
import { StepStrip } from './detail/gantt/step-strip.tsx'
import { StepsCard } from './detail/gantt/steps-card.tsx'
import { SidePanel } from './detail/side-panel.tsx'
import { TransformParts } from './detail/transform-parts.tsx'
import { ExecutionActions } from './execution-actions.tsx'
import { ExecutionHeader } from './execution-header.tsx'
import { LogViewer } from './log/log-viewer.tsx'
import { executionPageWords as WORDS } from './words.ts'

const { Section: RowsTab } = sectionOnDemand(() => import('./detail/rows/rows-tab.tsx'), {
  placeholder: <Skeleton className="h-64 w-full rounded-lg" />,
})

const TABS = [
  { key: 'log', label: WORDS.log },
  { key: 'models', label: WORDS.models },
  { key: 'rows', label: WORDS.rows },
  { key: 'compare', label: WORDS.compare },
  { key: 'state', label: WORDS.state },
  { key: 'configuration', label: WORDS.configuration },
  { key: 'commands', label: WORDS.commands },
  { key: 'facts', label: WORDS.details },
] as const
type TabKey = (typeof TABS)[number]['key']

/** The page of one execution. */
export function Component() {
  const { id = '' } = useParams()
  useLive(`execution:${id}`)
  const query = useQuery(executions.detail(id))
  if (query.data !== undefined) return <ExecutionPage execution={query.data} />
  if (isProblem(query.error, 404)) {
    return (
      <EmptyState
        icon={SearchX}
        title={WORDS.missing}
        actions={
          <Link to={paths.executions()} className={buttonClass({ variant: 'primary' })}>
            {WORDS.allExecutions}
          </Link>
        }
      >
        {WORDS.missingHint}
      </EmptyState>
    )
  }
  return query.isError ? (
    <QueryError query={query} title={WORDS.loadError} />
  ) : (
    <Loading label={WORDS.loading}>
      <Skeleton className="mb-4 h-8 w-72" />
      <Skeleton className="mb-4 h-24 w-full" />
      <Skeleton className="h-96 w-full" />
    </Loading>
  )
}

function ExecutionPage({ execution }: { execution: Execution }) {
  const [parameters, setParameters] = useAddressSearch()
  const comparing = useQuery(executions.comparison(execution.id))
  const { data: comparison } = comparing
  // On a phone the steps are one line until expanded.
  const [showsSteps, setShowsSteps] = useState(false)
  const hasTransform = execution.steps.some(({ kind }) => kind === 'transform')
  const tabs = TABS.filter(({ key }) => key !== 'models' || hasTransform)
  const tab: TabKey = tabs.find(({ key }) => key === parameters.get('tab'))?.key ?? 'log'
  const choose = (key: TabKey) =>
    setParameters(key === 'log' ? {} : { tab: key }, { replace: true, preventScrollReset: true })
  const hasStarted = execution.steps.some(({ startedAt }) => startedAt !== null)
  return (
    <>
      <ExecutionHeader execution={execution} actions={<ExecutionActions execution={execution} />} />
      <DamageNotice damaged={execution.damaged} remedy={WORDS.damaged} />
      {execution.errorMessage !== null && isFinished(execution.status) && (
        <FailureBanner execution={execution} comparison={comparison} isComparing={comparing.isPending} />
      )}
      <WaitingNotice execution={execution} />
      <StepStrip execution={execution} open={showsSteps} onToggle={() => setShowsSteps(!showsSteps)} />
      <StepsCard
        execution={execution}
        comparison={comparison}
        className={showsSteps || !hasStarted ? '' : 'max-sm:hidden'}
      />
      <div className="mt-3 grid grid-cols-1 gap-3 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          <Tabs label={WORDS.tabsLabel} tabs={tabs} chosen={tab} onChoose={choose}>
            {tab === 'log' && <LogViewer key={execution.id} execution={execution} />}
            {tab === 'models' && <TransformParts execution={execution} />}
            {tab === 'rows' && <RowsTab key={execution.id} execution={execution} />}
            {tab === 'compare' && (
              <ComparisonTab execution={execution} withId={parameters.get('with') ?? undefined} />
            )}
            {tab === 'facts' && <FactsTab execution={execution} />}
            {tab === 'state' && <StateTab execution={execution} />}
            {tab === 'configuration' && <ConfigurationTab execution={execution} />}
            {tab === 'commands' && <CommandsTab execution={execution} />}
          </Tabs>
        </div>
        <SidePanel execution={execution} />
      </div>
    </>
  )
}
