import type { CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import type { SelectedStream, SelectionView } from '@flx/shared/catalog/selector'

export type StreamFilter = 'all' | 'selected' | 'changed'

/** A row of the list. */
export type Row =
  | { kind: 'stream'; key: string; entry: SelectedStream; open: boolean }
  | { kind: 'field'; key: string; entry: SelectedStream; field: number }

/** New streams of the source, and new fields as `fieldKey`, to mark them. */
export interface Changes {
  streams: ReadonlySet<string>
  added: ReadonlySet<string>
  /** The previous type, by field. */
  retyped: ReadonlyMap<string, string>
}

export const fieldKey = (stream: string, field: string): string => JSON.stringify([stream, field])

export function changesOf(diff: CatalogDiff | undefined): Changes {
  if (diff === undefined) return { streams: new Set(), added: new Set(), retyped: new Map() }
  const keyOf = ({ stream, field }: { stream: string; field: string }) => fieldKey(stream, field)
  return {
    streams: new Set([
      ...diff.streamsAdded,
      ...[diff.fieldsAdded, diff.fieldsRemoved, diff.typesChanged, diff.keysChanged].flatMap((list) =>
        list.map(({ stream }) => stream),
      ),
    ]),
    added: new Set(diff.fieldsAdded.map(keyOf)),
    retyped: new Map(diff.typesChanged.map((change) => [keyOf(change), change.before])),
  }
}

/**
 * Returns the rows to show. A search finds streams by name, and expands streams with matching fields, showing
 * only those fields.
 */
export function rowsOf(
  view: SelectionView,
  {
    search,
    shown,
    open,
    changed,
  }: { search: string; shown: StreamFilter; open: ReadonlySet<string>; changed: ReadonlySet<string> },
): Row[] {
  const searchText = search.toLowerCase()
  const rows: Row[] = []
  for (const entry of view.streams) {
    const { id, fields } = entry.indexed.stream
    if (shown === 'selected' && !entry.selected) continue
    if (shown === 'changed' && !changed.has(id)) continue
    const isNameMatch = id.toLowerCase().includes(searchText)
    const matchingFields = searchText === '' || isNameMatch ? null : fieldsWith(fields, searchText)
    if (matchingFields?.length === 0) continue
    const isOpen = matchingFields !== null || open.has(id)
    rows.push({ kind: 'stream', key: id, entry, open: isOpen })
    if (!isOpen) continue
    for (const field of matchingFields ?? fields.keys()) {
      rows.push({ kind: 'field', key: fieldKey(id, fields[field] ?? ''), entry, field })
    }
  }
  return rows
}

function fieldsWith(fields: readonly string[], searchText: string): number[] {
  const found: number[] = []
  for (const [index, field] of fields.entries()) {
    if (field.toLowerCase().includes(searchText)) found.push(index)
  }
  return found
}

/** Returns the name of a field. A nested field has its path. */
export const fieldName = (path: string): string => path.replaceAll('.properties.', '.')

/** Returns the nesting depth of a field. */
export const fieldDepth = ({ indexed: { parents } }: SelectedStream, field: number): number => {
  let depth = 0
  for (let parent = parents[field] ?? -1; parent !== -1; parent = parents[parent] ?? -1) depth += 1
  return depth
}
