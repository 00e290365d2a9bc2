import type { CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import type { SelectedStream, SelectionView } from '@flx/shared/catalog/selector'

export type Shown = 'all' | 'selected' | 'changed'

/** A row of the list. */
export type Row =
  | { kind: 'stream'; key: string; of: SelectedStream; open: boolean }
  | { kind: 'field'; key: string; of: SelectedStream; field: number }

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
  const keyed = ({ stream, field }: { stream: string; field: string }) => fieldKey(stream, field)
  return {
    streams: new Set([
      ...diff.streamsAdded,
      ...[diff.fieldsAdded, diff.fieldsRemoved, diff.typesChanged, diff.keysChanged].flatMap((list) =>
        list.map(({ stream }) => stream),
      ),
    ]),
    added: new Set(diff.fieldsAdded.map(keyed)),
    retyped: new Map(diff.typesChanged.map((change) => [keyed(change), change.before])),
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
  }: { search: string; shown: Shown; open: ReadonlySet<string>; changed: ReadonlySet<string> },
): Row[] {
  const wanted = search.toLowerCase()
  const rows: Row[] = []
  for (const of of view.streams) {
    const { id, fields } = of.indexed.stream
    if (shown === 'selected' && !of.selected) continue
    if (shown === 'changed' && !changed.has(id)) continue
    const named = id.toLowerCase().includes(wanted)
    const found = wanted === '' || named ? null : fieldsWith(fields, wanted)
    if (found?.length === 0) continue
    const isOpen = found !== null || open.has(id)
    rows.push({ kind: 'stream', key: id, of, open: isOpen })
    if (!isOpen) continue
    for (const field of found ?? fields.keys()) {
      rows.push({ kind: 'field', key: fieldKey(id, fields[field] ?? ''), of, field })
    }
  }
  return rows
}

function fieldsWith(fields: readonly string[], wanted: string): number[] {
  const found: number[] = []
  for (const [index, field] of fields.entries()) {
    if (field.toLowerCase().includes(wanted)) found.push(index)
  }
  return found
}

/** Returns the name of a field. A nested field has its path. */
export const fieldName = (path: string): string => path.replaceAll('.properties.', '.')

/** Returns the nesting depth of a field. */
export const fieldDepth = ({ indexed: { parents } }: SelectedStream, field: number): number => {
  let depth = 0
  for (let above = parents[field] ?? -1; above !== -1; above = parents[above] ?? -1) depth += 1
  return depth
}
