import type { ObjectiveFigures, PipelineObjectives } from '@flx/shared/pipelines/objectives'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { formatDate, formatNumber, formatSpan } from '#web/lib/format.ts'
import { Section } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { BudgetBar, OBJECTIVE_LOOKS } from './budget-bar.tsx'
import { ObjectivesPlaceholder } from './objectives-placeholder.tsx'
import { objectiveWords as words } from './words.ts'

/** Data becomes stale without an event. */
const REFETCH_MS = 60_000

const VIEWS = [
  { key: 'budget', label: words.budget },
  { key: 'days', label: words.byDay },
] as const

/** The objectives of a pipeline: the promise, what is left of the error budget, and the burn rate. */
export default function ObjectivesCard({ pipelineId, count }: { pipelineId: string; count: number }) {
  const query = useQuery({ ...pipelines.objectives(pipelineId), refetchInterval: REFETCH_MS })
  const [view, setView] = useState<'budget' | 'days'>('budget')
  const { data } = query
  if (query.isPending) return <ObjectivesPlaceholder count={count} />
  return (
    <Section
      title={words.title}
      aside={
        data !== undefined &&
        data.series.length > 0 && (
          <Segmented label={words.series} options={VIEWS} chosen={view} onChoose={setView} />
        )
      }
    >
      {data === undefined ? (
        <QueryError query={query} title={words.loadError} />
      ) : view === 'budget' ? (
        <>
          <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
            {data.objectives.map((figures) => (
              <Objective key={figures.kind} figures={figures} days={data.days} />
            ))}
          </div>
          <p className="mt-4 text-xs text-text-faint">{words.explain}</p>
        </>
      ) : (
        <Days series={data.series} />
      )}
    </Section>
  )
}

function Objective({ figures, days }: { figures: ObjectiveFigures; days: number }) {
  const { kind, objective, attained, state, remaining, budget, burn } = figures
  const { icon: Icon, text } = OBJECTIVE_LOOKS[state]
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="font-semibold">
          {words.kind[kind]} {words.promise(objective)}{' '}
          <span className="font-normal text-text-soft">{words.over(days)}</span>
        </h3>
        <span className={clsx('inline-flex items-center gap-1.5 text-sm font-medium', text)}>
          <Icon aria-hidden className="size-4" />
          {words.state[state]}
        </span>
      </div>
      <p className="tabular mt-1 text-sm text-text-soft">{words.attained(attained)}</p>
      <BudgetBar remaining={remaining} state={state} className="mt-2 h-1.5" />
      <p className="tabular mt-1.5 flex flex-wrap justify-between gap-x-3 text-xs text-text-soft">
        <span className={clsx(state !== 'met' && `font-semibold ${text}`)}>{words.left(remaining)}</span>
        <span>
          {budget.unit === 'executions'
            ? words.usedExecutions(budget.used, budget.allowed)
            : words.usedTime(budget.used, budget.allowed)}
        </span>
      </p>
      <BurnRates kind={words.kind[kind]} burn={burn} />
    </div>
  )
}

function BurnRates({ kind, burn }: { kind: string; burn: ObjectiveFigures['burn'] }) {
  return (
    <table aria-label={words.burnRates(kind)} className="tabular mt-3 w-full text-xs">
      <thead className="text-left text-text-faint">
        <tr>
          {[words.window, words.rate, words.limit, words.madeOf].map((label) => (
            <th key={label} scope="col" className="py-0.5 pr-3 font-normal last:pr-0">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {burn.map(({ hours, rate, limit, executions, failed }) => (
          <tr key={hours} className="border-t border-line">
            <td className="py-1 pr-3 whitespace-nowrap">{words.hours(hours)}</td>
            <td className={clsx('py-1 pr-3', rate >= limit && 'font-semibold text-caution')}>
              {words.times(rate)}
            </td>
            <td className="py-1 pr-3 text-text-soft">{words.times(limit)}</td>
            <td className="py-1 text-text-soft">
              {executions === null ? words.time : words.executions(failed ?? 0, executions)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Days({ series }: { series: PipelineObjectives['series'] }) {
  return (
    <Table
      label={words.series}
      className="-mx-4 max-h-72 overflow-y-auto"
      head={
        <>
          <Th className="pl-4!">{words.day}</Th>
          <Th numeric>{words.succeeded}</Th>
          <Th numeric>{words.failed}</Th>
          <Th numeric className="pr-4!">
            {words.stale}
          </Th>
        </>
      }
    >
      {series.toReversed().map(({ day, succeeded, failed, staleSeconds }) => (
        <Tr key={day}>
          <Td className="pl-4!">{formatDate(day, 'UTC')}</Td>
          <Td numeric>{formatNumber(succeeded)}</Td>
          <Td numeric>{formatNumber(failed)}</Td>
          <Td numeric className="pr-4!">
            {staleSeconds === 0 ? '—' : formatSpan(staleSeconds)}
          </Td>
        </Tr>
      ))}
    </Table>
  )
}
