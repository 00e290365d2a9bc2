import type { Plugin, PluginSort as Sort } from '@flx/shared/plugin'
import { Link } from 'react-router'

import { useRole } from '#web/api/session.ts'
import type { Selection } from '#web/lib/selection.ts'
import { firstWords, formatCount } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Card } from '#web/ui/card.tsx'
import { SelectBox } from '#web/ui/select-box.tsx'
import { SortableTh } from '#web/ui/sortable-th.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { InstallBadge } from './install-badge.tsx'
import { isBusy, TYPE_WORDS, usersOf } from './plugin-words.ts'

/** The registry. Null while the first page loads. */
export function PluginTable({
  plugins,
  selection,
  sort,
  onSort,
  onOutput,
}: {
  plugins: readonly Plugin[] | null
  selection: Selection
  sort: Sort
  onSort: (sort: Sort) => void
  /** Shows what the installer says. */
  onOutput: (plugin: Plugin) => void
}) {
  return (
    <Card className="overflow-hidden">
      <Table
        label="Plugins"
        head={
          <>
            <Th className="w-px pr-0">
              <SelectBox
                label="Select all plugins shown"
                checked={selection.shown === 'every'}
                mixed={selection.shown === 'some'}
                onToggle={() => selection.setShown(selection.shown !== 'every')}
                className="-my-1"
              />
            </Th>
            <SortableTh label="Name" by="name" sort={sort} onSort={onSort} />
            <SortableTh label="Type" by="type" sort={sort} onSort={onSort} />
            <SortableTh label="Variant" by="variant" sort={sort} onSort={onSort} />
            <Th>Version</Th>
            <Th>Installed</Th>
            <SortableTh
              label="Installed at"
              by="installedAt"
              first="descending"
              sort={sort}
              onSort={onSort}
            />
            <Th>Used by</Th>
          </>
        }
      >
        {plugins === null ? (
          <SkeletonRows columns={8} />
        ) : (
          plugins.map((plugin) => (
            <Row key={plugin.id} plugin={plugin} selection={selection} onOutput={() => onOutput(plugin)} />
          ))
        )}
      </Table>
    </Card>
  )
}

function Row({
  plugin,
  selection,
  onOutput,
}: {
  plugin: Plugin
  selection: Selection
  onOutput: () => void
}) {
  const editor = useRole('editor')
  const { id, name, type, variant, version, description, usedByCount } = plugin
  return (
    <Tr data-item current={selection.has(id)}>
      <Td className="w-px pr-0">
        <SelectBox
          data-item-select
          label={`Select ${name}`}
          checked={selection.has(id)}
          onToggle={(range) => selection.toggle(id, range)}
          className="-my-1"
        />
      </Td>
      <Td className="min-w-56">
        <Link
          data-item-link
          to={paths.plugin(id)}
          className="rounded-sm font-mono font-medium hover:underline"
        >
          <Breakable text={name} />
        </Link>
        {description !== '' && <div className="text-xs text-text-faint">{firstWords(description, 16)}</div>}
        {/* Its own column is out of sight there. */}
        {!plugin.bundled && (
          <div className="mt-1 sm:hidden">
            <InstallBadge plugin={plugin} />
          </div>
        )}
      </Td>
      <Td className="whitespace-nowrap">{TYPE_WORDS[type]}</Td>
      <Td className="text-text-soft">{variant === '' ? '—' : variant}</Td>
      <Td className="tabular text-text-soft">{version === '' ? '—' : version}</Td>
      <Td>
        <span className="flex items-center gap-1.5">
          <InstallBadge plugin={plugin} />
          {editor.allowed && (isBusy(plugin) || plugin.installStatus === 'failed') && (
            <button
              type="button"
              aria-label={`Output of the installation of ${name}`}
              onClick={onOutput}
              className="touch rounded-sm text-xs text-text-faint underline-offset-2 hover:text-text hover:underline"
            >
              Output
            </button>
          )}
        </span>
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={plugin.installedAt} />
      </Td>
      <Td
        className="whitespace-nowrap text-text-soft"
        {...(usedByCount === 0 ? {} : { title: `Used by ${usersOf(plugin)}` })}
      >
        {usedByCount === 0 ? '—' : formatCount(usedByCount, 'pipeline')}
      </Td>
    </Tr>
  )
}
