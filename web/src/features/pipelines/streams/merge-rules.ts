import type { Json, JsonObject } from '@flx/shared/json/json'

import type { Change, Choice } from '../form/draft/merge-pipeline.ts'
import { isSame, type Draft } from './draft.ts'
import { WORDS } from './words.ts'

/**
 * A unit of rules that is edited and saved as a whole: the patterns, or the metadata or schemas of one
 * stream.
 */
type Leaf = { part: 'select' } | { part: 'metadata' | 'schema'; stream: string }

const valueOf = (draft: Draft, leaf: Leaf): Json | undefined =>
  leaf.part === 'select' ? (draft.select as string[] | null) : draft[leaf.part][leaf.stream]

function leavesOf(...drafts: readonly Draft[]): Leaf[] {
  const streams = (part: 'metadata' | 'schema'): Leaf[] =>
    [...new Set(drafts.flatMap((draft) => Object.keys(draft[part])))].map((stream) => ({ part, stream }))
  return [{ part: 'select' }, ...streams('metadata'), ...streams('schema')]
}

/** Returns the changes that another user saved in the meantime, conflicts first. */
export function rulesBetween(before: Draft, theirs: Draft, mine: Draft): Change[] {
  return leavesOf(before, theirs)
    .map((leaf): Change => {
      const [beforeValue, theirValue, myValue] = [
        valueOf(before, leaf),
        valueOf(theirs, leaf),
        valueOf(mine, leaf),
      ]
      return {
        id: JSON.stringify(leaf),
        label: leaf.part === 'select' ? WORDS.conflict.select : `${WORDS.conflict[leaf.part]} ${leaf.stream}`,
        before: beforeValue,
        theirs: theirValue,
        mine: myValue,
        conflict: !isSame(myValue, beforeValue) && !isSame(myValue, theirValue),
      }
    })
    .filter(({ before: beforeValue, theirs: theirValue }) => !isSame(beforeValue, theirValue))
    .toSorted((a, b) => Number(b.conflict) - Number(a.conflict))
}

/** Merges both users' rules. Where both changed the same one, the choice decides. */
export function mergeRules(
  before: Draft,
  theirs: Draft,
  mine: Draft,
  choices: Readonly<Record<string, Choice>>,
): Draft {
  const theirIds = new Set(
    rulesBetween(before, theirs, mine)
      .filter(({ id, conflict }) => !conflict || choices[id] === 'theirs')
      .map(({ id }) => id),
  )
  const mergePart = (part: 'metadata' | 'schema'): JsonObject =>
    Object.fromEntries(
      leavesOf(mine, theirs).flatMap((leaf): [string, Json][] => {
        if (leaf.part !== part) return []
        const value = valueOf(theirIds.has(JSON.stringify(leaf)) ? theirs : mine, leaf)
        return value === undefined ? [] : [[leaf.stream, value]]
      }),
    )
  return {
    select: theirIds.has(JSON.stringify({ part: 'select' })) ? theirs.select : mine.select,
    metadata: mergePart('metadata'),
    schema: mergePart('schema'),
  }
}
