import type { Plugin, PluginListQuery } from '@flx/shared/plugin'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Link } from 'react-router'

import { firstWords, formatCount } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Card } from '#web/ui/card.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { InstallBadge } from './install-badge.tsx'
import { TYPE_WORDS } from './plugin-words.ts'

type Sort = PluginListQuery['sort']

/** The registry. Null while the first page loads. */
export function PluginTable({
  plugins,
  sort,
  onSort,
}: {
  plugins: readonly Plugin[] | null
  sort: Sort
  onSort: (sort: Sort) => void
}) {
  const sortable = (label: string, ascending: Sort, descending: Sort) => {
    const state = sort === ascending ? 'ascending' : sort === descending ? 'descending' : undefined
    const Icon = state === 'descending' ? ArrowDown : ArrowUp
    return (
      <Th aria-sort={state}>
        <button
          type="button"
          onClick={() => onSort(sort === ascending ? descending : ascending)}
          className="touch inline-flex items-center gap-1 rounded-sm font-medium hover:text-text"
        >
          {label}
          <Icon aria-hidden className={state === undefined ? 'invisible size-3.5' : 'size-3.5'} />
        </button>
      </Th>
    )
  }
  return (
    <Card className="overflow-hidden">
      <Table
        label="Plugins"
        head={
          <>
            {sortable('Name', 'name', '-name')}
            {sortable('Type', 'type', '-type')}
            <Th>Variant</Th>
            <Th>Version</Th>
            <Th>Installed</Th>
            {sortable('Installed at', 'installedAt', '-installedAt')}
            <Th>Used by</Th>
          </>
        }
      >
        {plugins === null ? (
          <SkeletonRows columns={7} />
        ) : (
          plugins.map((plugin) => <Row key={plugin.id} plugin={plugin} />)
        )}
      </Table>
    </Card>
  )
}

function Row({ plugin }: { plugin: Plugin }) {
  const { id, name, type, variant, version, description, usedBy } = plugin
  return (
    <Tr data-item>
      <Td className="min-w-56">
        <Link
          data-item-link
          to={paths.plugin(id)}
          className="rounded-sm font-mono font-medium hover:underline"
        >
          <Breakable text={name} />
        </Link>
        {description !== '' && <div className="text-xs text-text-faint">{firstWords(description, 16)}</div>}
      </Td>
      <Td className="whitespace-nowrap">{TYPE_WORDS[type]}</Td>
      <Td className="text-text-soft">{variant === '' ? '—' : variant}</Td>
      <Td className="tabular text-text-soft">{version === '' ? '—' : version}</Td>
      <Td>
        <InstallBadge plugin={plugin} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={plugin.installedAt} />
      </Td>
      <Td
        className="whitespace-nowrap text-text-soft"
        {...(usedBy.length === 0 ? {} : { title: usedBy.map((pipeline) => pipeline.name).join(', ') })}
      >
        {usedBy.length === 0 ? '—' : formatCount(usedBy.length, 'pipeline')}
      </Td>
    </Tr>
  )
}
