import { Navigate } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { useRole } from '#web/api/access/session.ts'
import { PageHeader } from '#web/ui/page.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { ChannelsTab } from './channels-tab.tsx'
import { DeliveriesTab } from './deliveries-tab.tsx'
import { IncidentsTab } from './incidents-tab.tsx'
import { RulesTab } from './rules-tab.tsx'
import { alertsPageWords } from './words.ts'

const TABS = [
  { key: 'incidents', label: alertsPageWords.incidents },
  { key: 'rules', label: alertsPageWords.rules },
  { key: 'channels', label: alertsPageWords.channels },
  { key: 'deliveries', label: alertsPageWords.deliveries },
] as const
type TabKey = (typeof TABS)[number]['key']

/** The alerts page, with incidents, rules, channels and deliveries. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const admin = useRole('admin')
  useLive('alerts')
  // Channels and deliveries are for administrators.
  const tabs = TABS.filter(({ key }) => admin.allowed || key === 'incidents' || key === 'rules')
  const requested = parameters.get('tab') ?? 'incidents'
  const chosen = tabs.find(({ key }) => key === requested)?.key
  if (chosen === undefined) return <Navigate to="/alerts" replace />
  return (
    <>
      <PageHeader title={alertsPageWords.alerts} />
      <Tabs<TabKey>
        label={alertsPageWords.alerts}
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
