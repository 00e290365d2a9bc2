import type { Widget } from '@flx/shared/dashboards/dashboard'
import type { KeyboardEvent, PointerEvent } from 'react'

import { moveWidget, resizeWidget, type DraftAction } from '../draft.ts'

/** The approximate height of a row including the gap, and the columns of the narrower grid. */
const ROW_PX = 156
const NARROW_COLUMNS = 6

interface Arrangement {
  widgets: () => readonly Widget[]
  change: (action: DraftAction) => void
  /** Announces the result to screen readers. */
  announce: (id: string, action: 'moved' | 'resized') => void
}

const STEPS: Record<string, [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Moves a widget with the arrow keys, one place back or forward. Home and End move it to the ends. */
export function moveByKey(
  event: KeyboardEvent,
  id: string,
  { widgets, change, announce }: Arrangement,
): void {
  const current = widgets()
  const from = current.findIndex((widget) => widget.id === id)
  const [columns, rows] = STEPS[event.key] ?? [0, 0]
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? current.length - 1 : from + columns + rows
  if (to === from) return
  event.preventDefault()
  const next = moveWidget(current, id, to)
  if (next !== current) change({ type: 'change', widgets: next })
  announce(id, 'moved')
}

/** Resizes a widget with the arrow keys: columns horizontally, rows vertically. */
export function resizeByKey(
  event: KeyboardEvent,
  id: string,
  { widgets, change, announce }: Arrangement,
): void {
  const step = STEPS[event.key]
  const current = widgets()
  const widget = current.find((item) => item.id === id)
  if (step === undefined || widget === undefined) return
  event.preventDefault()
  const next = resizeWidget(current, id, { width: widget.width + step[0], height: widget.height + step[1] })
  if (next !== current) change({ type: 'change', widgets: next })
  announce(id, 'resized')
}

/** Moves a widget with the pointer: it takes the place of the widget under the pointer. */
export function moveByPointer(event: PointerEvent, id: string, arrangement: Arrangement): void {
  const { widgets, change, announce } = arrangement
  const before = widgets()
  let overId = id
  followPointer(event, {
    move: ({ clientX, clientY }) => {
      const element = document.elementFromPoint(clientX, clientY)?.closest('[data-widget]')
      const target = element?.getAttribute('data-widget') ?? null
      // The move itself can bring another widget under the pointer.
      if (target === null || target === overId) return
      overId = target
      if (target === id) return
      const current = widgets()
      change({
        type: 'preview',
        widgets: moveWidget(
          current,
          id,
          current.findIndex((widget) => widget.id === target),
        ),
      })
    },
    end: (isDropped) => {
      if (!isDropped) return change({ type: 'preview', widgets: before })
      change({ type: 'drop', before })
      announce(id, 'moved')
    },
  })
}

/** Resizes a widget with the pointer, column by column and row by row. */
export function resizeByPointer(event: PointerEvent, id: string, arrangement: Arrangement): void {
  const { widgets, change, announce } = arrangement
  const before = widgets()
  const widget = before.find((item) => item.id === id)
  const grid = event.currentTarget.closest('[data-grid]')
  if (widget === undefined || grid === null) return
  const columns = getComputedStyle(grid).gridTemplateColumns.split(' ').length
  const column = grid.getBoundingClientRect().width / columns
  // On the narrower grid a column counts for two.
  const perColumn = columns === NARROW_COLUMNS ? 2 : 1
  const { clientX: fromX, clientY: fromY } = event
  followPointer(event, {
    move: ({ clientX, clientY }) =>
      change({
        type: 'preview',
        widgets: resizeWidget(widgets(), id, {
          width:
            columns === 1 ? widget.width : widget.width + perColumn * Math.round((clientX - fromX) / column),
          height: widget.height + Math.round((clientY - fromY) / ROW_PX),
        }),
      }),
    end: (isDropped) => {
      if (!isDropped) return change({ type: 'preview', widgets: before })
      change({ type: 'drop', before })
      announce(id, 'resized')
    },
  })
}

/**
 * Follows the pointer until it is released. Escape cancels. It does not use pointer capture, because the
 * dragged element moves in the page.
 */
function followPointer(
  event: PointerEvent,
  handlers: { move: (event: globalThis.PointerEvent) => void; end: (isDropped: boolean) => void },
): void {
  if (event.button !== 0) return
  event.preventDefault()
  const controller = new AbortController()
  const { signal } = controller
  const { pointerId } = event
  const end = (isDropped: boolean) => {
    controller.abort()
    handlers.end(isDropped)
  }
  addEventListener('pointermove', (next) => next.pointerId === pointerId && handlers.move(next), { signal })
  addEventListener('pointerup', (next) => next.pointerId === pointerId && end(true), { signal })
  addEventListener('pointercancel', (next) => next.pointerId === pointerId && end(false), { signal })
  addEventListener('keydown', (next) => next.key === 'Escape' && end(false), { signal })
}
