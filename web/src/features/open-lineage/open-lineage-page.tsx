import { useQuery } from '@tanstack/react-query'

import { useRole } from '#web/api/access/session.ts'
import { useLive } from '#web/api/live/live.tsx'
import { openLineage } from '#web/api/lineage/open-lineage.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { ConnectionSection } from './connection-section.tsx'
import { EventsSection } from './events-section.tsx'
import { ReceivingSection } from './receiving-section.tsx'
import { StatusSection } from './status-section.tsx'
import { openLineagePageWords as words } from './words.ts'

/** The OpenLineage page: where run events go, the status of sending, and what was not received. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title={words.title}>
      {admin.allowed ? <OpenLineage /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function OpenLineage() {
  useLive('openLineage')
  const query = useQuery(openLineage.connection())
  const { data, error } = query
  if (data === undefined && error !== null) return <QueryError query={query} title={words.loadError} />
  if (data === undefined) {
    return (
      <Loading label={words.loading}>
        <Skeleton className="h-80 w-full" />
      </Loading>
    )
  }
  return (
    <div className="space-y-3">
      <p className="max-w-3xl text-sm text-text-soft">{words.intro}</p>
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <ConnectionSection key={JSON.stringify(data.settings)} connection={data} />
        <StatusSection connection={data} />
      </div>
      <EventsSection connection={data} />
      <ReceivingSection />
    </div>
  )
}
