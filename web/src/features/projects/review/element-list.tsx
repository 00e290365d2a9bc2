import type { ElementKind, ProjectElement, ProjectPreview } from '@flx/shared/projects/project-import'
import { clsx } from 'clsx'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'

import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { willChange, type Choices } from './chosen-elements.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import { GROUPS, listWords } from '../words.ts'

const FILTERS = ['all', 'create', 'change', 'leftOut'] as const
type Filter = (typeof FILTERS)[number]

const FILTER_TESTS: Record<Filter, (element: ProjectElement) => boolean> = {
  all: () => true,
  create: ({ outcome }) => outcome === 'create',
  change: ({ outcome, localEdits }) => outcome === 'change' || localEdits.length > 0,
  leftOut: ({ outcome }) => outcome === 'left-out' || outcome === 'error',
}

const SHOWN = 12

/**
 * Lists the project's elements by kind, with the outcome of each. Elements to create or change can be
 * skipped.
 */
export function ElementList({
  preview,
  choices,
  chosen,
  onChoose,
  onToggle,
}: {
  preview: ProjectPreview
  choices: Choices
  chosen: string | undefined
  onChoose: (key: string) => void
  onToggle: (key: string) => void
}) {
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const matching = preview.elements.filter(
    (element) =>
      FILTER_TESTS[filter](element) &&
      `${element.name} ${element.detail}`.toLowerCase().includes(search.toLowerCase()),
  )
  const groups = (Object.keys(GROUPS) as ElementKind[])
    .map((kind) => ({ kind, elements: matching.filter((element) => element.kind === kind) }))
    .filter(({ elements }) => elements.length > 0)
  const isAll = filter === 'all' && search === ''
  return (
    <Card className="min-w-0 overflow-hidden">
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-3">
        <SearchField
          label={listWords.search}
          placeholder={listWords.placeholder}
          value={search}
          onSearch={setSearch}
          className="min-w-40 grow"
        />
        <Segmented
          label={listWords.show}
          options={FILTERS.map((key) => ({ key, label: listWords.filters[key] }))}
          chosen={filter}
          onChoose={setFilter}
        />
      </div>
      {groups.map(({ kind, elements }) => (
        <Group key={kind} title={GROUPS[kind]} count={elements.length}>
          {elements.map((element) => (
            <ElementRow
              key={element.key}
              element={element}
              isChosen={element.key === chosen}
              isSkipped={choices.skip.has(element.key)}
              onChoose={() => onChoose(element.key)}
              onToggle={() => onToggle(element.key)}
            />
          ))}
        </Group>
      ))}
      {isAll && <Variables preview={preview} />}
      {groups.length === 0 && <p className="p-4 text-sm text-text-soft">{listWords.noMatch}</p>}
    </Card>
  )
}

function Group({
  title,
  count,
  aside,
  children,
}: {
  title: string
  count: number
  aside?: string
  children: React.ReactNode[]
}) {
  const [showsAll, setShowsAll] = useState(false)
  const shownChildren = showsAll || children.length <= SHOWN + 1 ? children : children.slice(0, SHOWN)
  return (
    <details open className="group border-b border-line last:border-b-0">
      <summary className="touch flex h-8 cursor-pointer items-center gap-2 bg-sunken px-3 text-sm font-medium">
        {title}
        <span className="tabular text-xs text-text-soft">{count}</span>
        {aside !== undefined && <span className="ml-auto text-xs font-normal text-text-faint">{aside}</span>}
      </summary>
      <ul>
        {shownChildren}
        {shownChildren.length < children.length && (
          <li className="px-3 py-1">
            <Button size="small" variant="quiet" onClick={() => setShowsAll(true)}>
              {listWords.more(children.length - shownChildren.length)}
            </Button>
          </li>
        )}
      </ul>
    </details>
  )
}

function ElementRow({
  element,
  isChosen,
  isSkipped,
  onChoose,
  onToggle,
}: {
  element: ProjectElement
  isChosen: boolean
  isSkipped: boolean
  onChoose: () => void
  onToggle: () => void
}) {
  const { name, outcome, detail, reasons, localEdits, conflict, missing } = element
  const isFlawed = outcome === 'left-out' || outcome === 'error'
  return (
    <li
      className={clsx(
        'flex min-h-9 items-center gap-2.5 border-t border-line px-3 max-sm:min-h-11',
        isChosen && 'bg-accent-soft',
      )}
    >
      <span className="grid size-4 shrink-0 place-items-center">
        {willChange(element) && (
          <input
            type="checkbox"
            className="size-4"
            aria-label={listWords.choose(name)}
            checked={!isSkipped}
            onChange={onToggle}
          />
        )}
      </span>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className="flex min-w-0 grow flex-wrap items-center gap-x-2 py-1.5 text-left hover:text-accent"
      >
        <span className={clsx('font-mono text-sm', isChosen && 'font-semibold', isSkipped && 'line-through')}>
          <Breakable text={name} />
        </span>
        <span className={clsx('text-xs', isFlawed ? 'text-caution' : 'text-text-faint')}>
          {isFlawed ? reasons[0] : detail}
        </span>
      </button>
      {missing.length > 0 && (
        <TriangleAlert aria-label={listWords.missing} className="size-3.5 shrink-0 text-danger" />
      )}
      {localEdits.length > 0 && (
        <span className={clsx('shrink-0 text-xs', conflict ? 'text-danger' : 'text-caution')}>
          {conflict ? listWords.conflict : listWords.edited}
        </span>
      )}
      <OutcomeMark outcome={outcome} className="w-24" />
    </li>
  )
}

function Variables({ preview: { variables, elements } }: { preview: ProjectPreview }) {
  if (variables.length === 0) return null
  const names = new Map(elements.map(({ key, name }) => [key, name]))
  const envFileCount = variables.filter(({ from }) => from === 'env-file').length
  return (
    <Group title={listWords.variables} count={variables.length} aside={listWords.foundInEnv(envFileCount)}>
      {variables.map(({ name, from, usedBy }) => (
        <li
          key={name}
          className="flex min-h-9 flex-wrap items-center gap-x-2.5 border-t border-line px-3 py-1.5 pl-9.5"
        >
          <span className="font-mono text-sm">
            <Breakable text={name} />
          </span>
          <span className="min-w-0 grow text-xs text-text-faint">
            {usedBy.length === 0
              ? listWords.unused
              : listWords.usedBy(usedBy.map((key) => names.get(key) ?? key).join(', '))}
          </span>
          {from === null ? (
            <span className="inline-flex items-center gap-1.5 text-sm text-danger">
              <CircleAlert aria-hidden className="size-3.5" />
              {listWords.missing}
            </span>
          ) : (
            <span className="text-sm text-text-faint">{listWords.sources[from]}</span>
          )}
        </li>
      ))}
    </Group>
  )
}
