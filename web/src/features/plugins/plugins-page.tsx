import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Link, useSearchParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { plugins } from '#web/api/plugins.ts'
import { useRole } from '#web/api/session.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Tabs } from '#web/ui/tabs.tsx'

import { Catalogue } from './catalogue/catalogue.tsx'
import { changed, readPluginSearch, type Change } from './plugin-search.ts'
import { Registry } from './registry.tsx'

/** What is registered, and the catalogue of what can be. */
export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const zone = useTimeZone()
  const search = readPluginSearch(parameters, zone)
  useLive('plugins')
  const editor = useRole('editor')
  const registered = useQuery(plugins.everything()).data?.length

  const change: Change = (changes) =>
    setParameters((current) => changed(current, changes), { replace: true, preventScrollReset: true })

  return (
    <>
      <PageHeader
        title="Plugins"
        actions={
          editor.allowed && (
            <Link to={paths.newPlugin()} className={buttonClass()}>
              <Plus aria-hidden className="size-4" />
              Register by hand
            </Link>
          )
        }
      />
      <Tabs
        label="Plugins"
        tabs={[
          {
            key: 'registered',
            label: (
              <>
                Registered
                {registered !== undefined && (
                  <span className="tabular ml-1.5 font-normal text-text-faint">{registered}</span>
                )}
              </>
            ),
          },
          { key: 'catalogue', label: 'Catalogue' },
        ]}
        chosen={search.tab}
        // What one looks for is looked for in the other, too.
        onChoose={(tab) =>
          setParameters(
            (current) =>
              changed(new URLSearchParams([...current].filter(([name]) => /^(search|type)$/.test(name))), {
                tab: tab === 'catalogue' ? tab : undefined,
              }),
            { preventScrollReset: true },
          )
        }
      >
        {search.tab === 'catalogue' ? (
          <Catalogue search={search} onChange={change} />
        ) : (
          <Registry search={search} onChange={change} onClear={() => setParameters({}, { replace: true })} />
        )}
      </Tabs>
    </>
  )
}
