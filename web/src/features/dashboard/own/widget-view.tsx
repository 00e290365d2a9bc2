import type { Widget } from '@flx/shared/dashboards/dashboard'
import { useQuery } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { Section } from '#web/ui/card.tsx'

import { UpcomingTicks } from '../upcoming-ticks.tsx'
import { Budgets } from './budgets.tsx'
import { FleetWidget } from './fleet-widget.tsx'
import { SeriesWidget } from './series-widget.tsx'
import { KIND_WORDS, widgetWords as words, WINDOW_NAMES } from './words.ts'

/** A widget's content, with its scope above it. */
export function WidgetView({ widget }: { widget: Widget }) {
  return (
    <>
      <Scope widget={widget} />
      <WidgetContent widget={widget} />
    </>
  )
}

function WidgetContent({ widget }: { widget: Widget }) {
  switch (widget.kind) {
    case 'figures':
    case 'outcomes':
    case 'duration':
    case 'records':
      return <SeriesWidget widget={widget} kind={widget.kind} />
    case 'top':
    case 'busiest':
    case 'slowest':
    case 'failures':
    case 'running':
      return <FleetWidget widget={widget} kind={widget.kind} />
    case 'upcoming':
      return <UpcomingTicks className="" />
    case 'budgets':
      return <Budgets tag={widget.tag} />
    case 'text':
      return <TextWidget text={widget.text} />
  }
}

const TIMELESS: ReadonlySet<string> = new Set(['running', 'upcoming', 'budgets', 'text'])

/** The pipelines and the time that a widget covers. */
function Scope({ widget: { kind, pipelineId, tag, window } }: { widget: Widget }) {
  if (kind === 'text') return null
  return (
    <p className="flex min-w-0 px-1 pb-1 text-xs text-text-faint">
      {pipelineId === null ? (
        <span className="truncate">{tag === null ? words.allPipelines : words.tagged(tag)}</span>
      ) : (
        <PipelineName id={pipelineId} />
      )}
      {!TIMELESS.has(kind) && <span className="shrink-0 whitespace-pre"> · {WINDOW_NAMES[window]}</span>}
    </p>
  )
}

function PipelineName({ id }: { id: string }) {
  const { data, error } = useQuery(pipelines.detail(id))
  return <span className="truncate">{data?.name ?? (error === null ? '…' : words.missing)}</span>
}

/** A text widget. The first line is its heading, the rest is shown as written. */
function TextWidget({ text }: { text: string }) {
  const [heading = '', ...rest] = text.trim().split('\n')
  return (
    <Section title={heading === '' ? KIND_WORDS.text.name : heading}>
      <p className="text-sm whitespace-pre-line text-text-soft">
        {text.trim() === '' ? words.emptyText : rest.join('\n').trim()}
      </p>
    </Section>
  )
}
