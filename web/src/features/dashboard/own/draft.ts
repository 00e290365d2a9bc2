import {
  GRID_COLUMNS,
  MIN_WIDTH,
  MAX_HEIGHT,
  type Widget,
  type WidgetKind,
} from '@flx/shared/dashboards/dashboard'

/** The widgets of a dashboard that is being edited, with the undo and redo history. */
export interface Draft {
  widgets: readonly Widget[]
  past: readonly (readonly Widget[])[]
  future: readonly (readonly Widget[])[]
}

export type DraftAction =
  /** A single undo step. */
  | { type: 'change'; widgets: readonly Widget[] }
  /** A step of a drag, not recorded. */
  | { type: 'preview'; widgets: readonly Widget[] }
  /** The end of a drag. The whole drag is one undo step. */
  | { type: 'drop'; before: readonly Widget[] }
  | { type: 'undo' }
  | { type: 'redo' }

const MAX_STEPS = 100

export const draftFrom = (widgets: readonly Widget[]): Draft => ({ widgets, past: [], future: [] })

export function changeDraft(draft: Draft, action: DraftAction): Draft {
  const { widgets, past, future } = draft
  switch (action.type) {
    case 'change':
      return { widgets: action.widgets, past: [...past, widgets].slice(-MAX_STEPS), future: [] }
    case 'preview':
      return { ...draft, widgets: action.widgets }
    case 'drop':
      return action.before === widgets ? draft : { widgets, past: [...past, action.before], future: [] }
    case 'undo': {
      const before = past.at(-1)
      if (before === undefined) return draft
      return { widgets: before, past: past.slice(0, -1), future: [widgets, ...future] }
    }
    case 'redo': {
      const [next, ...rest] = future
      if (next === undefined) return draft
      return { widgets: next, past: [...past, widgets], future: rest }
    }
  }
}

/** Moves a widget to a place. Places beyond the ends mean the ends. */
export function moveWidget(widgets: readonly Widget[], id: string, to: number): readonly Widget[] {
  const from = widgets.findIndex((widget) => widget.id === id)
  const widget = widgets[from]
  const place = Math.max(0, Math.min(widgets.length - 1, to))
  if (widget === undefined || place === from) return widgets
  return widgets.toSpliced(from, 1).toSpliced(place, 0, widget)
}

/** Resizes a widget, within the allowed sizes. */
export function resizeWidget(
  widgets: readonly Widget[],
  id: string,
  size: { width: number; height: number },
): readonly Widget[] {
  const widget = widgets.find((item) => item.id === id)
  if (widget === undefined) return widgets
  const width = Math.max(MIN_WIDTH, Math.min(GRID_COLUMNS, size.width))
  const height = Math.max(1, Math.min(MAX_HEIGHT, size.height))
  if (width === widget.width && height === widget.height) return widgets
  return widgets.map((item) => (item.id === id ? { ...item, width, height } : item))
}

/** The default size of each kind. */
export const DEFAULT_SIZE: Record<WidgetKind, { width: number; height: number }> = {
  figures: { width: 12, height: 1 },
  outcomes: { width: 6, height: 2 },
  duration: { width: 6, height: 2 },
  records: { width: 6, height: 2 },
  top: { width: 4, height: 2 },
  busiest: { width: 4, height: 2 },
  slowest: { width: 4, height: 2 },
  failures: { width: 6, height: 2 },
  running: { width: 4, height: 2 },
  upcoming: { width: 4, height: 2 },
  budgets: { width: 4, height: 2 },
  text: { width: 4, height: 1 },
}
