import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { plugins } from '#web/api/plugins/plugins.ts'
import { useRole } from '#web/api/access/session.ts'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { Catalogue } from '../catalogue/catalogue.tsx'
import { readPluginSearch, type Change } from './plugin-search.ts'
import { PluginList } from './plugin-list.tsx'
import { pluginsPageWords } from './words.ts'

/** The added plugins, and the catalogue from which more can be added. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const zone = useTimeZone()
  const search = readPluginSearch(parameters, zone)
  useLive('plugins')
  const editor = useRole('editor')
  const addedCount = useQuery(plugins.everything()).data?.length

  const change: Change = (changes) =>
    setParameters((current) => changeSearch(current, changes), { replace: true, preventScrollReset: true })

  return (
    <>
      <PageHeader
        title={pluginsPageWords.plugins}
        actions={
          editor.allowed ? (
            <Link to={paths.newPlugin()} className={buttonClass()}>
              <Plus aria-hidden className="size-4" />
              {pluginsPageWords.addCustom}
            </Link>
          ) : (
            <Button icon={Plus} disabledReason={editor.reason}>
              {pluginsPageWords.addCustom}
            </Button>
          )
        }
      />
      <Tabs
        label={pluginsPageWords.plugins}
        tabs={[
          {
            key: 'added',
            label: (
              <>
                {pluginsPageWords.added}
                {addedCount !== undefined && (
                  <span className="tabular ml-1.5 font-normal text-text-faint">{addedCount}</span>
                )}
              </>
            ),
          },
          { key: 'catalogue', label: pluginsPageWords.catalogue },
        ]}
        chosen={search.tab}
        // The search text carries over to the other tab.
        onChoose={(tab) =>
          setParameters(
            (current) =>
              changeSearch(
                new URLSearchParams([...current].filter(([name]) => /^(search|type)$/.test(name))),
                {
                  tab: tab === 'catalogue' ? tab : undefined,
                },
              ),
            { preventScrollReset: true },
          )
        }
      >
        {search.tab === 'catalogue' ? (
          <Catalogue search={search} onChange={change} />
        ) : (
          <PluginList
            search={search}
            onChange={change}
            onClear={() => setParameters({}, { replace: true })}
          />
        )}
      </Tabs>
    </>
  )
}
