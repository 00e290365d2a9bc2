import type { SelectedStream, SelectionView } from '@flx/shared/catalog/selector'
import type { Json } from '@flx/shared/json/json'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'

import { SelectBox } from '#web/ui/fields/select-box.tsx'

import type { StreamBookmark } from './bookmarks.tsx'
import type { Draft } from '../draft.ts'
import { FieldRow } from './field-row.tsx'
import type { Changes, Row } from './rows.ts'
import { COLUMNS, StreamRow } from './stream-row.tsx'
import { WORDS } from '../words.ts'

export interface StreamListProps {
  rows: readonly Row[]
  view: SelectionView
  changes: Changes
  changed: ReadonlySet<string>
  bookmarks: ReadonlyMap<string, StreamBookmark>
  /** The selection in force, to name the pattern that excludes something. */
  lines: readonly string[]
  draft: Draft
  disabledReason: string | undefined
  onOpen: (id: string, open: boolean) => void
  onTickAll: (on: boolean) => void
  onTickStream: (entry: SelectedStream, on: boolean) => void
  onTickField: (entry: SelectedStream, field: number, on: boolean) => void
  onRule: (entry: SelectedStream, values: Readonly<Record<string, Json | undefined>>) => void
  onSettings: (id: string) => void
}

const STREAM_HEIGHT = 45
const FIELD_HEIGHT = 31

/** Streams with their fields. Only rows in sight are rendered, because there can be hundreds of thousands. */
export function StreamList(props: StreamListProps) {
  const { rows, view, disabledReason, onTickAll } = props
  const box = useRef<HTMLDivElement>(null)
  /** The row that arrow keys lead to, focused once it is rendered. */
  const indexToFocus = useRef<number | null>(null)
  // The virtualizer's state is outside React, and nothing here is memoized around it.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (rows[index]?.kind === 'field' ? FIELD_HEIGHT : STREAM_HEIGHT),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  const focusRow = () => {
    if (indexToFocus.current === null) return
    const input = box.current?.querySelector<HTMLElement>(`[data-index="${indexToFocus.current}"] input`)
    if (input === null || input === undefined) return
    indexToFocus.current = null
    input.focus({ preventScroll: true })
  }
  useLayoutEffect(focusRow)

  const moveFocus = useEffectEvent((event: KeyboardEvent) => {
    const { target, key } = event
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox') return
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'])
    const row = rows[index]
    if (row === undefined) return
    const next = neighbour(key, index, rows.length)
    if (next !== null) {
      event.preventDefault()
      indexToFocus.current = next
      virtualizer.scrollToIndex(next)
      focusRow()
    } else if (row.kind === 'stream' && (key === 'ArrowRight' || key === 'ArrowLeft')) {
      event.preventDefault()
      props.onOpen(row.entry.indexed.stream.id, key === 'ArrowRight')
    } else if (row.kind === 'field' && key === 'ArrowLeft') {
      event.preventDefault()
      const streamIndex = rows.findLastIndex(
        (candidate, position) => position < index && candidate.kind === 'stream',
      )
      indexToFocus.current = streamIndex
      virtualizer.scrollToIndex(streamIndex)
      focusRow()
    }
  })

  useEffect(() => {
    const element = box.current
    const onKey = (event: KeyboardEvent) => moveFocus(event)
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [])

  const total = view.streams.length
  return (
    <div className="@container">
      <div
        className={`${COLUMNS} min-h-9 border-b border-line bg-sunken pr-3 pl-9 text-xs font-medium text-text-soft`}
      >
        <span className="flex items-center gap-1.5">
          <SelectBox
            label={WORDS.all}
            checked={total > 0 && view.selectedStreams === total}
            mixed={view.selectedStreams > 0 && view.selectedStreams < total}
            disabledReason={disabledReason}
            onToggle={() => onTickAll(view.selectedStreams < total)}
          />
          {WORDS.columns.stream}
        </span>
        <span className="hidden @3xl:block">{WORDS.columns.method}</span>
        <span className="hidden @3xl:block">{WORDS.columns.key}</span>
        <span className="hidden @3xl:block">{WORDS.columns.primaryKey}</span>
        <span className="hidden @3xl:block">{WORDS.columns.bookmark}</span>
      </div>
      {rows.length === 0 && (
        <p className="px-4 py-10 text-center text-sm text-text-soft">{WORDS.nothingFound}</p>
      )}
      <div
        ref={box}
        className="max-h-[max(24rem,calc(100dvh-16rem))] overflow-y-auto overscroll-contain"
        style={{ overflowAnchor: 'none' }}
      >
        <ul aria-label={WORDS.list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return (
              row !== undefined && (
                <li
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className="absolute inset-x-0 top-0 border-b border-line"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {row.kind === 'stream' ? (
                    <StreamRow row={row} {...props} />
                  ) : (
                    <FieldRow row={row} {...props} />
                  )}
                </li>
              )
            )
          })}
        </ul>
      </div>
    </div>
  )
}

function neighbour(key: string, index: number, count: number): number | null {
  if (key === 'ArrowDown') return Math.min(index + 1, count - 1)
  if (key === 'ArrowUp') return Math.max(index - 1, 0)
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}
