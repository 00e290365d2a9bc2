import { describe, expect, it } from 'vitest'

import type { Widget } from '@flx/shared/dashboards/dashboard'

import { changeDraft, draftFrom, moveWidget, resizeWidget } from '#web/features/dashboard/own/draft.ts'

const widget = (id: string): Widget => ({
  id,
  kind: 'outcomes',
  width: 6,
  height: 2,
  window: '30d',
  pipelineId: null,
  tag: null,
  text: '',
})
const three = ['a', 'b', 'c'].map(widget)
const ids = (widgets: readonly Widget[]) => widgets.map(({ id }) => id).join('')

describe('arranging widgets', () => {
  it('moves one to a place, not beyond the ends', () => {
    expect(ids(moveWidget(three, 'a', 1))).toBe('bac')
    expect(ids(moveWidget(three, 'a', 9))).toBe('bca')
    expect(moveWidget(three, 'a', -1)).toBe(three)
  })

  it('resizes within the limits of a widget', () => {
    expect(resizeWidget(three, 'b', { width: 99, height: 0 })[1]).toMatchObject({ width: 12, height: 1 })
    expect(resizeWidget(three, 'b', { width: 6, height: 2 })).toBe(three)
  })

  it('undoes and redoes steps; a drag is one step, however far it went', () => {
    let draft = draftFrom(three)
    draft = changeDraft(draft, { type: 'preview', widgets: moveWidget(draft.widgets, 'a', 1) })
    draft = changeDraft(draft, { type: 'preview', widgets: moveWidget(draft.widgets, 'a', 2) })
    draft = changeDraft(draft, { type: 'drop', before: three })
    expect(ids(draft.widgets)).toBe('bca')
    draft = changeDraft(draft, { type: 'change', widgets: draft.widgets.slice(1) })
    draft = changeDraft(draft, { type: 'undo' })
    expect(ids(draft.widgets)).toBe('bca')
    draft = changeDraft(draft, { type: 'undo' })
    expect(draft.widgets).toBe(three)
    draft = changeDraft(draft, { type: 'redo' })
    expect(ids(draft.widgets)).toBe('bca')
  })
})
