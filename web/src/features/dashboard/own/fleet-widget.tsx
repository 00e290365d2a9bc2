import type { Widget } from '@flx/shared/dashboards/dashboard'
import { useQuery } from '@tanstack/react-query'

import { statistics } from '#web/api/statistics.ts'
import { Section } from '#web/ui/card.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { Ranking } from '../ranking.tsx'
import { RecentFailures } from '../recent-failures.tsx'
import { RunningNow } from '../running-now.tsx'
import { useWindow } from './series-widget.tsx'
import { KIND_WORDS, widgetWords as words, WINDOW_NAMES } from './words.ts'

/** A list of the main dashboard as a widget, from the same response as the charts of its window. */
export function FleetWidget({
  widget: { window },
  kind,
}: {
  widget: Widget
  kind: 'top' | 'busiest' | 'slowest' | 'failures' | 'running'
}) {
  const query = useQuery(statistics.fleet(useWindow(window)))
  const { data } = query
  if (data === undefined && query.error !== null) {
    return (
      <Section title={KIND_WORDS[kind].name}>
        <QueryError query={query} title={words.loadError} />
      </Section>
    )
  }
  if (kind === 'failures') return <RecentFailures figures={data} className="min-w-0" />
  if (kind === 'running') return <RunningNow figures={data} />
  return (
    <Ranking
      title={KIND_WORDS[kind].name}
      pipelines={kind === 'top' ? data?.topPerformers : data?.[kind]}
      columns={kind === 'slowest' ? ['executions', 'duration'] : ['executions', 'success']}
      empty={words.none(WINDOW_NAMES[window])}
    />
  )
}
