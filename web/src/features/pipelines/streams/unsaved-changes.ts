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
  const before = new Map(saved.view.streams.map((entry) => [entry.indexed.stream.id, entry]))
  return edited.view.streams.flatMap((entry): StreamChange | [] => {
    const { id } = entry.indexed.stream
    const previous = before.get(id)
    if (previous === undefined) return []
    const changes = [
      ...selectionChanges(previous, entry),
      ...settingChanges(previous, entry),
      ...(isSame(ownRule(saved.draft.schema, id), ownRule(edited.draft.schema, id))
        ? []
        : [WORDS.unsaved.schema]),
    ]
    return changes.length === 0 ? [] : { stream: id, changes }
  })
}

function selectionChanges(previous: SelectedStream, entry: SelectedStream): string[] {
  if (previous.selected !== entry.selected) {
    return [entry.selected ? WORDS.unsaved.selected(entry.emitted) : WORDS.unsaved.deselected]
  }
  if (previous.emitted === entry.emitted && sameBytes(previous.statuses, entry.statuses)) return []
  const currentFields = emittedFields(entry)
  const previousFields = emittedFields(previous)
  const added = [...currentFields].filter((field) => !previousFields.has(field)).length
  const removed = [...previousFields].filter((field) => !currentFields.has(field)).length
  return added === 0 && removed === 0 ? [] : [WORDS.unsaved.fields(added, removed)]
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

const emittedFields = (entry: SelectedStream): Set<string> =>
  new Set(entry.indexed.stream.fields.filter((_, index) => isEmitted(statusOf(entry, index))))

function settingChanges(previous: SelectedStream, entry: SelectedStream): string[] {
  if (previous.rules.length === 0 && entry.rules.length === 0) return []
  const [previousSettings, currentSettings] = [settingsOf(previous), settingsOf(entry)]
  return [
    ...changeText(
      WORDS.columns.method,
      methodWord(previousSettings.method),
      methodWord(currentSettings.method),
    ),
    ...changeText(WORDS.columns.key, previousSettings.replicationKey, currentSettings.replicationKey),
    ...changeText(
      WORDS.columns.primaryKey,
      previousSettings.primaryKey.join(', '),
      currentSettings.primaryKey.join(', '),
    ),
  ]
}

function changeText(label: string, before: string | null, after: string | null): string[] {
  if ((before ?? '') === (after ?? '')) return []
  const [from, to] = [before, after].map((value) => (value === null || value === '' ? 'nothing' : value))
  return [`${label.toLowerCase()} ${from} to ${to}`]
}

export const methodWord = (method: string | null): string | null =>
  method === null ? null : (METHOD_WORDS.find(([key]) => key === method)?.[1] ?? method)
