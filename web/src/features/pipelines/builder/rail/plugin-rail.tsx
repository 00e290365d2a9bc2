import { isUnsettled, type Plugin } from '@flx/shared/plugins/plugin'
import { GripVertical, Workflow } from 'lucide-react'
import { useState } from 'react'

import { SearchField } from '#web/ui/fields/search-field.tsx'
import { Spinner } from '#web/ui/spinner.tsx'

import { STEP_ICONS } from '../step-view.tsx'
import { CatalogueMatches } from './catalogue-matches.tsx'
import { writeDragged } from '../edit/dragged-plugin.ts'
import { stepFor, type PluginStep } from '../edit/edit-steps.ts'
import { Group } from './rail-group.tsx'
import { railWords as words } from '../edit/words.ts'

const GROUPS: readonly PluginStep[] = ['extractor', 'mapper', 'loader', 'transform']
const ROW =
  'touch flex w-full items-center gap-2 rounded-md border border-line bg-surface px-2.5 py-1.5 text-left hover:bg-hover'

/** The plugins that can be added, by click, Enter or dragging into the drawing. */
export function PluginRail({
  plugins,
  onAdd,
  onAddPipeline,
}: {
  plugins: readonly Plugin[]
  onAdd: (kind: PluginStep, name: string) => void
  /** Adds another pipeline that starts this one. */
  onAddPipeline: () => void
}) {
  const [search, setSearch] = useState('')
  const searchText = search.toLowerCase()
  const matching = plugins.filter(({ name, label }) =>
    [name, label].some((text) => text.toLowerCase().includes(searchText)),
  )
  const groups = GROUPS.map((kind) => ({
    kind,
    members: matching
      .filter((plugin) => stepFor(plugin) === kind)
      .sort((a, b) => a.name.localeCompare(b.name)),
  }))
  return (
    <nav aria-label={words.label} className="flex h-full flex-col">
      <div className="p-3 pb-1">
        <SearchField
          label={words.search}
          placeholder={words.search}
          value={search}
          onSearch={setSearch}
          className="w-full"
        />
      </div>
      <div className="min-h-0 grow space-y-4 overflow-y-auto p-3">
        {groups.map(({ kind, members }) =>
          members.length === 0 && search !== '' ? null : (
            <Group key={kind} title={words.groups[kind]} count={members.length}>
              {members.length === 0 && <li className="text-xs text-text-faint">{words.none}</li>}
              {members.map((plugin) => (
                <li key={plugin.id}>
                  <PluginRow plugin={plugin} kind={kind} onAdd={() => onAdd(kind, plugin.name)} />
                </li>
              ))}
            </Group>
          ),
        )}
        {search !== '' && <CatalogueMatches search={search} plugins={plugins} />}
        {search === '' && (
          <Group title={words.flow} count={null}>
            <li>
              <button type="button" className={ROW} title={words.anotherPipelineHint} onClick={onAddPipeline}>
                <Workflow aria-hidden className="size-4 shrink-0 text-text-soft" />
                <span className="text-xs">{words.anotherPipeline}</span>
              </button>
            </li>
          </Group>
        )}
      </div>
    </nav>
  )
}

function PluginRow({ plugin, kind, onAdd }: { plugin: Plugin; kind: PluginStep; onAdd: () => void }) {
  const Icon = STEP_ICONS[kind]
  const isReady = plugin.installed || plugin.inheritFrom !== null
  return (
    <button
      type="button"
      draggable
      aria-label={words.add(plugin.name)}
      title={plugin.description === '' ? plugin.name : plugin.description}
      className={`${ROW} cursor-grab`}
      onClick={onAdd}
      onDragStart={(event) => writeDragged(event.dataTransfer, { kind, name: plugin.name })}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-text-soft" />
      <span className="min-w-0 grow truncate font-mono text-xs">{plugin.name}</span>
      {isUnsettled(plugin) ? (
        <span className="flex items-center gap-1 text-2xs text-text-soft">
          <Spinner />
          {words.busy}
        </span>
      ) : (
        !isReady && <span className="text-2xs text-caution">{words.notInstalled}</span>
      )}
      <GripVertical aria-hidden className="size-3.5 shrink-0 text-text-faint" />
    </button>
  )
}
