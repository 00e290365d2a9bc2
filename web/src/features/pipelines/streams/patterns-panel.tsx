import type { SelectionView, Selector } from '@flx/shared/catalog/selector'
import { suggestLine } from '@flx/shared/catalog/suggest-line'
import { clsx } from 'clsx'
import { TriangleAlert } from 'lucide-react'
import { useId, useMemo, useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'

import { WORDS } from './words.ts'

const LINE_HEIGHT = 24
const PADDING = 8
const MIN_ROWS = 5
const MAX_ROWS = 14
/** The most patterns without a match that are explained one by one. */
const MAX_EXPLAINED = 3

/** The patterns of the selection as text, with the effect of each beside it. */
export function PatternsPanel({
  selector,
  view,
  lines,
  isOwn,
  inherits,
  extractor,
  selectFilter,
  disabledReason,
  onChange,
}: {
  selector: Selector
  view: SelectionView
  lines: readonly string[]
  /** False if they belong to the plugin, or there are none. */
  isOwn: boolean
  inherits: boolean
  extractor: string
  selectFilter: readonly string[]
  disabledReason: string | undefined
  onChange: (lines: readonly string[] | null) => void
}) {
  const id = useId()
  // The typed text can contain empty lines, which are not sent.
  const [text, setText] = useState(lines.join('\n'))
  if (!sameLines(linesOf(text), lines)) setText(lines.join('\n'))
  const typedLines = text.split('\n')
  const lineIndexes = lineIndexesOf(typedLines)
  return (
    <Section
      title={WORDS.patterns.title}
      aside={
        <span className="tabular text-xs text-text-faint">
          {WORDS.patterns.match(view.emittedFields, view.fields)}
        </span>
      }
    >
      <Lines
        id={id}
        text={text}
        typedLines={typedLines}
        effects={lineIndexes.map((index) => (index === null ? null : (view.lines[index] ?? null)))}
        disabledReason={disabledReason}
        onText={(next) => {
          setText(next)
          onChange(linesOf(next))
        }}
      />
      <Warnings
        selector={selector}
        view={view}
        lines={lines}
        lineIndexes={lineIndexes}
        disabledReason={disabledReason}
        onReplace={(place, line) => onChange(lines.map((other, index) => (index === place ? line : other)))}
      />
      <div id={`${id}-hint`} className="mt-2 space-y-1 text-xs text-text-faint">
        {!isOwn && inherits && <p>{WORDS.patterns.inherited(extractor)}</p>}
        {selectFilter.length > 0 && <p>{WORDS.patterns.filter(selectFilter)}</p>}
        <p>{WORDS.patterns.hint}</p>
      </div>
      {isOwn && inherits && (
        <Button size="small" className="mt-2" disabledReason={disabledReason} onClick={() => onChange(null)}>
          {WORDS.patterns.toPlugin}
        </Button>
      )}
    </Section>
  )
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const sameLines = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index])

/** Returns for each typed line its index among the lines that are not empty. */
function lineIndexesOf(typedLines: readonly string[]): (number | null)[] {
  let next = 0
  return typedLines.map((line) => (line.trim() === '' ? null : next++))
}

function Lines({
  id,
  text,
  typedLines,
  effects,
  disabledReason,
  onText,
}: {
  id: string
  text: string
  typedLines: readonly string[]
  effects: readonly (SelectionView['lines'][number] | null)[]
  disabledReason: string | undefined
  onText: (text: string) => void
}) {
  const [scrollTop, setScrollTop] = useState(0)
  const rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, typedLines.length))
  const first = Math.floor(scrollTop / LINE_HEIGHT)
  const visible = typedLines
    .slice(first, first + rows + 2)
    .map((line, index) => ({ line, at: first + index }))
  return (
    <div
      className="relative overflow-hidden rounded-md border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-accent"
      style={{ height: rows * LINE_HEIGHT + 2 * PADDING }}
    >
      <textarea
        aria-label={WORDS.patterns.label}
        aria-describedby={`${id}-hint`}
        value={text}
        readOnly={disabledReason !== undefined}
        title={disabledReason}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        placeholder={WORDS.patterns.example}
        onChange={({ target }) => onText(target.value)}
        onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        className="absolute inset-0 size-full resize-none bg-transparent py-2 pr-24 pl-9 font-mono text-xs/6 text-text outline-none"
      />
      <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
        {visible.map(({ at }) => {
          const effect = effects[at] ?? null
          const top = at * LINE_HEIGHT - scrollTop + PADDING
          return (
            <div key={at} style={{ top }} className="absolute inset-x-0 flex h-6 items-center text-2xs">
              <span className="tabular w-7 text-right text-text-faint">{at + 1}</span>
              {effect !== null && (
                <span
                  className={clsx(
                    'tabular absolute right-0 bg-surface pr-3 pl-2',
                    effect.matches ? 'text-text-soft' : 'text-caution',
                  )}
                >
                  {(typedLines[at] ?? '').trim().startsWith('!')
                    ? WORDS.patterns.leftOut(effect.fields)
                    : WORDS.patterns.fields(effect.fields)}
                </span>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Warnings({
  selector,
  view,
  lines,
  lineIndexes,
  disabledReason,
  onReplace,
}: {
  selector: Selector
  view: SelectionView
  lines: readonly string[]
  lineIndexes: readonly (number | null)[]
  disabledReason: string | undefined
  onReplace: (place: number, line: string) => void
}) {
  const unmatched = lines.flatMap((line, place) =>
    view.lines[place]?.matches === false && line !== '*.*' ? { line, place } : [],
  )
  const explained = useMemo(
    () =>
      unmatched
        .slice(0, MAX_EXPLAINED)
        .map(({ line, place }) => ({ line, place, suggestion: suggestLine(selector, line) })),
    // oxlint-disable-next-line react/exhaustive-deps -- by value: a tick elsewhere must not compare all names again.
    [selector, JSON.stringify(unmatched)],
  )
  if (unmatched.length === 0) return null
  return (
    <ul aria-live="polite" className="mt-2 space-y-1 text-xs text-caution">
      {explained.map(({ line, place, suggestion }) => (
        <li key={`${place} ${line}`} className="flex items-start gap-1.5">
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span className="min-w-0 wrap-anywhere">
            {WORDS.patterns.nothing(lineIndexes.indexOf(place) + 1)}
            {suggestion !== null && (
              <>
                {' '}
                {WORDS.patterns.suggestion}{' '}
                <button
                  type="button"
                  aria-disabled={disabledReason !== undefined || undefined}
                  title={disabledReason}
                  className="touch rounded-sm font-mono underline"
                  onClick={() => {
                    if (disabledReason === undefined) onReplace(place, suggestion)
                  }}
                >
                  {suggestion}
                </button>
                ?
              </>
            )}
          </span>
        </li>
      ))}
      {unmatched.length > MAX_EXPLAINED && <li>{WORDS.patterns.more(unmatched.length - MAX_EXPLAINED)}</li>}
    </ul>
  )
}
