import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { clsx } from 'clsx'
import { CalendarClock } from 'lucide-react'
import { Link, useNavigate } from 'react-router'

import { firstWords } from '#web/lib/format.ts'
import type { Selection } from '#web/lib/lists/selection.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { ExecutionStrip } from '#web/ui/status/execution-strip.tsx'
import { PluginFlow } from '#web/ui/status/plugin-flow.tsx'
import { SelectBox } from '#web/ui/fields/select-box.tsx'
import { ShortfallBadge } from '#web/ui/status/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { DateOnly, RelativeTime } from '#web/ui/time.tsx'
import { tableWords } from '#web/ui/words.ts'

import { LastResult } from './last-result.tsx'
import { TemplateBadge } from './template/template-badge.tsx'
import { PipelineActions } from './pipeline-actions.tsx'
import { pipelineCardWords } from './words.ts'

/** Rows of a card. The grid gives each row the same height across a line of cards (subgrid). */
export const CARD_ROWS = 'row-span-4 grid grid-cols-[minmax(0,1fr)] grid-rows-subgrid'

export function PipelineCard({ pipeline, selection }: { pipeline: PipelineSummary; selection: Selection }) {
  const navigate = useNavigate()
  const { id, name, lastExecution: last, isActive, archivedAt } = pipeline
  return (
    <li
      data-item
      aria-labelledby={`pipeline-${id}`}
      className={clsx(
        CARD_ROWS,
        'gap-y-2.5 rounded-lg border p-4 pb-3 shadow-low',
        selection.has(id) ? 'border-accent' : 'border-line',
        isActive && archivedAt === null ? 'bg-surface' : 'bg-rail',
      )}
    >
      <div className="space-y-2.5">
        <div className="flex min-h-6 items-start gap-2">
          <SelectBox
            data-item-select
            label={pipelineCardWords.select(name)}
            checked={selection.has(id)}
            disabledReason={selection.isReady ? undefined : tableWords.notReady}
            onToggle={(range) => selection.toggle(id, range)}
            className="-my-px -ml-1 max-sm:-my-2.5 max-sm:-ml-3"
          />
          <h2 id={`pipeline-${id}`} className="min-w-0 grow text-base font-semibold">
            <Link data-item-link to={paths.pipeline(id)} className="mr-2 rounded-sm hover:underline">
              <Breakable text={name} />
            </Link>
            <span className="inline-flex gap-1.5 align-[1px]">
              <Badge title={pipelineCardWords.type}>{pipeline.type.toUpperCase()}</Badge>
              {!isActive && (
                <Badge title={pipelineCardWords.inactiveHint}>{pipelineCardWords.inactive}</Badge>
              )}
              <TemplateBadge template={pipeline.template} />
              {archivedAt !== null && <Badge tone="caution">{pipelineCardWords.archived}</Badge>}
            </span>
          </h2>
          {last !== null && <ShortfallBadge shortfall={last.shortfall} />}
          {last !== null && <StatusBadge status={last.status} cancelling={last.cancelRequestedAt !== null} />}
        </div>
        <PluginFlow pipeline={pipeline} />
        <p
          title={pipeline.description}
          className={clsx(
            'line-clamp-2 text-sm',
            pipeline.description === '' ? 'text-text-faint' : 'text-text-soft',
          )}
        >
          {pipeline.description === ''
            ? pipelineCardWords.noDescription
            : firstWords(pipeline.description, 20)}
        </p>
      </div>
      <ExecutionStrip
        bars={pipeline.recentExecutions}
        hrefOf={paths.execution}
        onOpen={(execution) => void navigate(paths.execution(execution))}
        className="self-end"
      />
      <div className="flex items-center justify-between gap-3">
        <LastResult execution={last} />
        <Schedule pipeline={pipeline} />
      </div>
      <div className="flex min-h-11 flex-wrap items-center gap-1.5 border-t border-line pt-3">
        <PipelineActions pipeline={pipeline} />
        <div className="ml-auto min-w-0 text-right text-xs whitespace-nowrap text-text-faint max-sm:flex max-sm:basis-full max-sm:justify-between">
          {last !== null && (
            <div>
              {last.status === 'pending' ? pipelineCardWords.queued : pipelineCardWords.lastRun}{' '}
              <RelativeTime at={last.startedAt ?? last.queuedAt} />
            </div>
          )}
          <div>
            {pipelineCardWords.created} <DateOnly at={pipeline.createdAt} />
          </div>
        </div>
      </div>
    </li>
  )
}

/** When a scheduled pipeline executes next. Renders nothing for manual pipelines. */
function Schedule({ pipeline }: { pipeline: PipelineSummary }) {
  const { schedule, timezone, isActive, nextDueAt } = pipeline
  if (schedule === '') return null
  return (
    <span className="tabular inline-flex shrink-0 items-center gap-1.5 text-xs text-text-faint">
      <span title={pipelineCardWords.schedule(schedule, timezone, isActive)}>
        <CalendarClock aria-hidden className="size-3.5" />
      </span>
      {nextDueAt === null ? (
        isActive ? (
          pipelineCardWords.noMoreRuns
        ) : (
          pipelineCardWords.paused
        )
      ) : (
        <RelativeTime at={nextDueAt} />
      )}
    </span>
  )
}
