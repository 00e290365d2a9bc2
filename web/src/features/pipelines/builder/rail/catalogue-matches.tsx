import type { HubEntry } from '@flx/shared/plugins/hub'
import { isUnsettled, type Plugin } from '@flx/shared/plugins/plugin'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'

import { hub } from '#web/api/plugins/hub.ts'
import { addPlugin, installPlugin } from '#web/api/plugins/plugins.ts'
import { Button } from '#web/ui/button.tsx'
import { Spinner } from '#web/ui/spinner.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { STEP_ICONS } from '../step-view.tsx'
import { stepFor } from '../edit/edit-steps.ts'
import { Group } from './rail-group.tsx'
import { railWords as words } from '../edit/words.ts'

const MAX_SHOWN = 12

/** Plugins of the catalogue that match the search and are not added yet. They can be installed from here. */
export function CatalogueMatches({ search, plugins }: { search: string; plugins: readonly Plugin[] }) {
  const list = useInfiniteQuery(hub.list({ search }))
  if (list.isPending) {
    return (
      <output className="flex items-center gap-2 text-xs text-text-soft">
        <Spinner />
        {words.searching}
      </output>
    )
  }
  if (list.isError) {
    return (
      <p role="alert" className="text-xs text-danger">
        {words.catalogueError}{' '}
        <button type="button" className="rounded-sm underline" onClick={() => void list.refetch()}>
          {words.tryAgain}
        </button>
      </p>
    )
  }
  const isAdded = (entry: HubEntry) =>
    plugins.some(({ type, name }) => type === entry.type && name === entry.name)
  const entries = list.data.pages
    .flatMap(({ items }) => items)
    .filter((entry) => stepFor(entry) !== null && !isAdded(entry))
    .slice(0, MAX_SHOWN)
  return (
    <Group title={words.catalogue} count={entries.length}>
      {entries.length === 0 && <li className="text-xs text-text-faint">{words.nothingThere}</li>}
      {entries.map((entry) => (
        <li key={`${entry.hubType} ${entry.name}`}>
          <Entry entry={entry} />
        </li>
      ))}
    </Group>
  )
}

function Entry({ entry }: { entry: HubEntry }) {
  const queries = useQueryClient()
  const toast = useToast()
  const adding = useMutation(addPlugin())
  const installing = useMutation(installPlugin())
  const [busy, setBusy] = useState(false)
  const kind = stepFor(entry)
  const Icon = kind === null ? Download : STEP_ICONS[kind]
  const install = async () => {
    setBusy(true)
    try {
      const definition = await queries.fetchQuery(hub.definition(entry, entry.defaultVariant))
      const plugin = await adding.mutateAsync(definition.plugin)
      if (plugin.pipUrl !== null && !isUnsettled(plugin)) await installing.mutateAsync(plugin.id)
      toast.done(words.installing(plugin.name))
    } catch (error) {
      toast.problem(words.installFailed(entry.name, messageOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="flex items-center gap-2 rounded-md border border-dashed border-line-strong px-2.5 py-1">
      <Icon aria-hidden className="size-4 shrink-0 text-text-soft" />
      <span className="min-w-0 grow truncate font-mono text-xs" title={entry.label}>
        {entry.name}
      </span>
      <Button
        size="small"
        variant="quiet"
        className="h-6! px-1.5! text-xs!"
        aria-label={words.install(entry.name)}
        busy={busy}
        onClick={() => void install()}
      >
        {words.installLabel}
      </Button>
    </div>
  )
}
