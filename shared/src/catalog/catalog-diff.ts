import type { CatalogChangeCounts, CatalogDiff } from './catalog-diff-schema.ts'
import type { CompactCatalog, CompactStream } from './compact-schema.ts'

export function diffCatalogs(before: CompactCatalog, after: CompactCatalog): CatalogDiff {
  const diff: CatalogDiff = {
    streamsAdded: [],
    streamsRemoved: [],
    fieldsAdded: [],
    fieldsRemoved: [],
    typesChanged: [],
    keysChanged: [],
  }
  const oldStreams = new Map(before.streams.map((stream) => [stream.id, stream]))
  const present = new Set(after.streams.map(({ id }) => id))
  for (const stream of after.streams) {
    const old = oldStreams.get(stream.id)
    if (old === undefined) diff.streamsAdded.push(stream.id)
    else compareStreams(diff, [old, before.types], [stream, after.types])
  }
  diff.streamsRemoved = before.streams.flatMap(({ id }) => (present.has(id) ? [] : id))
  return diff
}

type Typed = readonly [stream: CompactStream, types: readonly string[]]

function compareStreams(diff: CatalogDiff, before: Typed, after: Typed): void {
  const [old, stream] = [typesByField(before), typesByField(after)]
  const { id } = after[0]
  for (const [field, type] of stream) {
    const oldType = old.get(field)
    if (oldType === undefined) diff.fieldsAdded.push({ stream: id, field, type })
    else if (oldType !== type) diff.typesChanged.push({ stream: id, field, type, before: oldType })
  }
  for (const [field, type] of old) {
    if (!stream.has(field)) diff.fieldsRemoved.push({ stream: id, field, type })
  }
  const [keyBefore, key] = [before[0].primaryKey, after[0].primaryKey]
  if (keyBefore.join('\0') !== key.join('\0')) {
    diff.keysChanged.push({ stream: id, before: keyBefore, after: key })
  }
}

const typesByField = ([stream, types]: Typed): Map<string, string> =>
  new Map(stream.fields.map((field, index) => [field, types[stream.types[index] ?? -1] ?? '']))

export const countChanges = (diff: CatalogDiff): CatalogChangeCounts => ({
  streamsAdded: diff.streamsAdded.length,
  streamsRemoved: diff.streamsRemoved.length,
  fieldsAdded: diff.fieldsAdded.length,
  fieldsRemoved: diff.fieldsRemoved.length,
  typesChanged: diff.typesChanged.length,
  keysChanged: diff.keysChanged.length,
})

export const changesIn = (counts: CatalogChangeCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Describes the counts: `2 fields added, 1 removed`. Empty if nothing changed. */
export function changeWords(counts: CatalogChangeCounts): string {
  const groups: readonly [noun: string, verbs: readonly (readonly [number, string])[]][] = [
    [
      'stream',
      [
        [counts.streamsAdded, 'added'],
        [counts.streamsRemoved, 'removed'],
      ],
    ],
    [
      'field',
      [
        [counts.fieldsAdded, 'added'],
        [counts.fieldsRemoved, 'removed'],
      ],
    ],
    ['type', [[counts.typesChanged, 'changed']]],
    ['primary key', [[counts.keysChanged, 'changed']]],
  ]
  return groups
    .flatMap(([noun, verbs]) =>
      verbs
        .filter(([count]) => count > 0)
        .map(([count, verb], index) =>
          index === 0 ? `${count} ${count === 1 ? noun : `${noun}s`} ${verb}` : `${count} ${verb}`,
        ),
    )
    .join(', ')
}

/**
 * Returns a text that is equal for equal catalogues, independent of the order in which extractors list
 * streams and columns. It covers what `diffCatalogs` compares and the other fields that pages show.
 */
export function fingerprintText({ streams, types }: CompactCatalog): string {
  const parts = streams.map((stream) => {
    const fields = stream.fields.map((field, index) =>
      JSON.stringify([field, types[stream.types[index] ?? -1], stream.inclusions[index]]),
    )
    const { id, primaryKey, method, forcedMethod, replicationKey, validKeys, isView } = stream
    const properties = { id, primaryKey, method, forcedMethod, replicationKey, validKeys, isView }
    return `${JSON.stringify(properties)}\n${fields.toSorted().join('\n')}`
  })
  return parts.toSorted().join('\n\n')
}
