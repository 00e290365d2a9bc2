import { Navigate, useSearchParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { useRole } from '#web/api/session.ts'
import { PageHeader } from '#web/ui/page.tsx'
import { Tabs } from '#web/ui/tabs.tsx'

import { ChannelsTab } from './channels-tab.tsx'
import { DeliveriesTab } from './deliveries-tab.tsx'
import { IncidentsTab } from './incidents-tab.tsx'
import { RulesTab } from './rules-tab.tsx'

const TABS = [
  { key: 'incidents', label: 'Incidents' },
  { key: 'rules', label: 'Rules' },
  { key: 'channels', label: 'Channels' },
  { key: 'deliveries', label: 'Deliveries' },
] as const
type TabKey = (typeof TABS)[number]['key']

/** What is wrong now, which rules watch for it, and who is told. */
export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const admin = useRole('admin')
  useLive('alerts')
  // Channels and deliveries are the administrator's.
  const tabs = TABS.filter(({ key }) => admin.allowed || key === 'incidents' || key === 'rules')
  const asked = parameters.get('tab') ?? 'incidents'
  const chosen = tabs.find(({ key }) => key === asked)?.key
  if (chosen === undefined) return <Navigate to="/alerts" replace />
  return (
    <>
      <PageHeader title="Alerts" />
      <Tabs<TabKey>
        label="Alerts"
        tabs={tabs}
        chosen={chosen}
        onChoose={(tab) => setParameters(tab === 'incidents' ? {} : { tab }, { replace: true })}
      >
        {chosen === 'incidents' && <IncidentsTab />}
        {chosen === 'rules' && <RulesTab />}
        {chosen === 'channels' && <ChannelsTab />}
        {chosen === 'deliveries' && <DeliveriesTab />}
      </Tabs>
    </>
  )
}
