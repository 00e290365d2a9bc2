import { patternRegExp } from './stream-patterns.ts'
import type { MapperRules, StreamEffect } from './mapper-effects.ts'

/** A step that reads fields. Steps are given in the order in which data passes through them. */
export interface ReadingStep {
  step: string
  name: string
  rules: MapperRules | null
  /** The words of its SQL statements. Null if it has none. */
  words?: ReadonlySet<string>
  /** The setting that contains the statements. */
  setting?: string
}

/** A field that a step reads, but that does not reach it under that name. */
export interface LostField {
  step: string
  setting: string | undefined
  stream: string
  field: string
  /** The step that renames or drops it. */
  by: { step: string; name: string }
  how: { renamedTo: string } | 'dropped' | 'left out'
  /** False if the name appears only in the text and could belong to a different table. */
  certain: boolean
}

interface Loss {
  by: { step: string; name: string }
  how: LostField['how']
}

/** The effects on the streams of one pattern so far. */
interface StreamHistory {
  names: string[]
  lost: Map<string, Loss>
  /** The last step that kept only some fields, and the fields that remain. */
  onlyKept: { by: Loss['by']; fields: Set<string> } | null
}

/** Returns the fields that a step reads although an earlier step renames, drops or leaves them out. */
export function lostFields(steps: readonly ReadingStep[]): LostField[] {
  const histories: StreamHistory[] = []
  const found: LostField[] = []
  for (const step of steps) {
    for (const effect of step.rules?.streams ?? []) {
      const earlier = histories.filter(({ names }) => names.some((name) => overlap(name, effect.pattern)))
      for (const field of effect.reads) {
        const loss = earlier.map((history) => lossOf(history, field)).find((candidate) => candidate !== null)
        if (loss === undefined || loss === null) continue
        found.push({
          ...{ step: step.step, setting: step.rules?.setting, stream: effect.pattern, field },
          ...{ ...loss, certain: true },
        })
      }
      apply(step, effect, earlier, histories)
    }
    if (step.words !== undefined) found.push(...lostInSql(step, step.words, histories))
  }
  return found
}

function lossOf({ lost, onlyKept }: StreamHistory, field: string): Loss | null {
  const loss = lost.get(field)
  if (loss !== undefined) return loss
  return onlyKept === null || onlyKept.fields.has(field) ? null : { by: onlyKept.by, how: 'left out' }
}

function apply(
  { step, name }: ReadingStep,
  effect: StreamEffect,
  earlier: readonly StreamHistory[],
  histories: StreamHistory[],
): void {
  let own = earlier.find(({ names }) => names.includes(effect.pattern))
  if (own === undefined) {
    own = { names: [effect.pattern], lost: new Map(), onlyKept: null }
    histories.push(own)
  }
  const by = { step, name }
  for (const history of new Set([...earlier, own])) {
    if (effect.kept !== null) history.onlyKept = { by, fields: new Set(effect.kept) }
    for (const [field, how] of effect.lost) {
      history.lost.set(field, { by, how })
      history.onlyKept?.fields.delete(field)
    }
    for (const field of effect.written) {
      history.lost.delete(field)
      history.onlyKept?.fields.add(field)
    }
  }
  if (effect.renamedStream !== null) own.names.push(effect.renamedStream)
}

/** Searches SQL statements for lost fields. A field counts only if the statements also name its stream. */
function lostInSql(
  { step, setting }: ReadingStep,
  words: ReadonlySet<string>,
  histories: readonly StreamHistory[],
): LostField[] {
  return histories.flatMap(({ names, lost }) => {
    const stream = names.findLast((name) => words.has(name.toLowerCase()))
    if (stream === undefined) return []
    return [...lost].flatMap(([field, loss]): LostField[] =>
      words.has(field.toLowerCase()) ? [{ step, setting, stream, field, ...loss, certain: false }] : [],
    )
  })
}

/** Reports whether two names or patterns can match the same stream. */
const overlap = (one: string, other: string): boolean =>
  one === other || patternRegExp(one).test(other) || patternRegExp(other).test(one)
