import type { SelectionView, SelectedStream } from '@flx/shared/catalog/selector'
import { isEmitted, statusOf } from '@flx/shared/catalog/selector'

import { isSame, ownRule, settingsOf, type Draft } from './draft.ts'
import { METHOD_WORDS, WORDS } from './words.ts'

/** A draft's changes to a stream, in words. */
export interface StreamChange {
  stream: string
  changes: readonly string[]
}

/** Returns the differences between the saved rules and the draft, stream by stream. */
export function unsavedChanges(
  saved: { view: SelectionView; draft: Draft },
  edited: { view: SelectionView; draft: Draft },
): StreamChange[] {
  const before = new Map(saved.view.streams.map((of) => [of.indexed.stream.id, of]))
  return edited.view.streams.flatMap((of): StreamChange | [] => {
    const { id } = of.indexed.stream
    const old = before.get(id)
    if (old === undefined) return []
    const changes = [
      ...selectionChanges(old, of),
      ...settingChanges(old, of),
      ...(isSame(ownRule(saved.draft.schema, id), ownRule(edited.draft.schema, id))
        ? []
        : [WORDS.unsaved.schema]),
    ]
    return changes.length === 0 ? [] : { stream: id, changes }
  })
}

function selectionChanges(old: SelectedStream, of: SelectedStream): string[] {
  if (old.selected !== of.selected) {
    return [of.selected ? WORDS.unsaved.selected(of.emitted) : WORDS.unsaved.deselected]
  }
  if (old.emitted === of.emitted && sameBytes(old.statuses, of.statuses)) return []
  const now = emittedFields(of)
  const then = emittedFields(old)
  const added = [...now].filter((field) => !then.has(field)).length
  const removed = [...then].filter((field) => !now.has(field)).length
  return added === 0 && removed === 0 ? [] : [WORDS.unsaved.fields(added, removed)]
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

const emittedFields = (of: SelectedStream): Set<string> =>
  new Set(of.indexed.stream.fields.filter((_, index) => isEmitted(statusOf(of, index))))

function settingChanges(old: SelectedStream, of: SelectedStream): string[] {
  if (old.rules.length === 0 && of.rules.length === 0) return []
  const [then, now] = [settingsOf(old), settingsOf(of)]
  return [
    ...changed(WORDS.columns.method, methodWord(then.method), methodWord(now.method)),
    ...changed(WORDS.columns.key, then.replicationKey, now.replicationKey),
    ...changed(WORDS.columns.primaryKey, then.primaryKey.join(', '), now.primaryKey.join(', ')),
  ]
}

function changed(what: string, before: string | null, after: string | null): string[] {
  if ((before ?? '') === (after ?? '')) return []
  const [from, to] = [before, after].map((value) => (value === null || value === '' ? 'nothing' : value))
  return [`${what.toLowerCase()} ${from} to ${to}`]
}

export const methodWord = (method: string | null): string | null =>
  method === null ? null : (METHOD_WORDS.find(([key]) => key === method)?.[1] ?? method)
