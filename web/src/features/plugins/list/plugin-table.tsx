import type { Plugin, PluginSort as Sort } from '@flx/shared/plugins/plugin'
import { clsx } from 'clsx'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import type { Selection } from '#web/lib/lists/selection.ts'
import { firstWords } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Card } from '#web/ui/card.tsx'
import { CARD_PART } from '#web/ui/table/card-look.ts'
import { DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { InstallBadge } from './install-badge.tsx'
import { wasNotInstalled, hasUpdate, isBusy, TYPE_WORDS, usersOf } from '../plugin-words.ts'
import { pluginTableWords } from './words.ts'

type SortKey = 'name' | 'type' | 'variant' | 'installedAt'

const LEADING_COLUMNS: readonly Column<Plugin, SortKey>[] = [
  {
    label: pluginTableWords.name,
    card: 'parts',
    sort: { by: 'name' },
    className: 'min-w-56',
    cell: (plugin) => (
      <>
        <Link
          data-item-link
          to={paths.plugin(plugin.id)}
          className={clsx('rounded-sm font-mono font-medium hover:underline', CARD_PART.head)}
        >
          <Breakable text={plugin.name} />
        </Link>
        {plugin.description !== '' && (
          <div className={clsx('text-xs text-text-faint', CARD_PART.message)}>
            {firstWords(plugin.description, 16)}
          </div>
        )}
      </>
    ),
  },
  {
    label: pluginTableWords.type,
    card: 'fact',
    sort: { by: 'type' },
    className: 'whitespace-nowrap',
    cell: ({ type }) => TYPE_WORDS[type],
  },
  {
    label: pluginTableWords.variant,
    card: 'none',
    sort: { by: 'variant' },
    className: 'text-text-soft',
    cell: ({ variant }) => (variant === '' ? '—' : variant),
  },
  {
    label: pluginTableWords.version,
    card: 'fact',
    inCard: ({ version }) => version !== '',
    className: 'tabular text-text-soft',
    cell: (plugin) => (
      <>
        {plugin.version === '' ? '—' : plugin.version}
        {hasUpdate(plugin) && (
          <div className="text-xs text-accent">{pluginTableWords.newer(plugin.newestVersion ?? '')}</div>
        )}
      </>
    ),
  },
]

const TRAILING_COLUMNS: readonly Column<Plugin, SortKey>[] = [
  {
    label: pluginTableWords.installedAt,
    card: 'time',
    sort: { by: 'installedAt', first: 'descending' },
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ installedAt }) => <RelativeTime at={installedAt} />,
  },
  {
    label: pluginTableWords.usedBy,
    card: 'fact',
    inCard: ({ usedByCount }) => usedByCount > 0,
    className: 'whitespace-nowrap text-text-soft',
    title: (plugin) => (plugin.usedByCount === 0 ? undefined : pluginTableWords.usedByNamed(usersOf(plugin))),
    cell: ({ usedByCount }) => (usedByCount === 0 ? '—' : pluginTableWords.pipelines(usedByCount)),
  },
]

/** The table of added plugins. Null while the first page loads. */
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
  /** Shows the output of the installation. */
  onOutput: (plugin: Plugin) => void
}) {
  const editor = useRole('editor')
  const installed: Column<Plugin, SortKey> = {
    label: pluginTableWords.installed,
    card: 'status',
    cell: (plugin) => (
      <span className="flex items-center gap-1.5">
        <InstallBadge plugin={plugin} />
        {editor.allowed && (isBusy(plugin) || wasNotInstalled(plugin)) && (
          <button
            type="button"
            aria-label={pluginTableWords.outputOf(plugin.name)}
            onClick={() => onOutput(plugin)}
            className="touch rounded-sm text-xs text-text-faint underline-offset-2 hover:text-text hover:underline"
          >
            {pluginTableWords.output}
          </button>
        )}
      </span>
    ),
  }
  return (
    <Card className="overflow-clip">
      <DataTable
        label={pluginTableWords.plugins}
        columns={[...LEADING_COLUMNS, installed, ...TRAILING_COLUMNS]}
        rows={plugins}
        keyOf={({ id }) => id}
        order={{ sort, onSort }}
        choice={{
          selection,
          all: pluginTableWords.selectAllPluginsShown,
          one: ({ name }) => pluginTableWords.select(name),
        }}
      />
    </Card>
  )
}
