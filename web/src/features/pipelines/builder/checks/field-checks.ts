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
interface Passed {
  names: string[]
  gone: Map<string, Loss>
  /** The last step that kept only some fields, and the fields that remain. */
  only: { by: Loss['by']; fields: Set<string> } | null
}

/** Returns the fields that a step reads although an earlier step renames, drops or leaves them out. */
export function lostFields(steps: readonly ReadingStep[]): LostField[] {
  const passed: Passed[] = []
  const found: LostField[] = []
  for (const step of steps) {
    for (const effect of step.rules?.streams ?? []) {
      const before = passed.filter(({ names }) => names.some((name) => overlap(name, effect.pattern)))
      for (const field of effect.reads) {
        const loss = before.map((one) => lossOf(one, field)).find((one) => one !== null)
        if (loss === undefined || loss === null) continue
        found.push({
          ...{ step: step.step, setting: step.rules?.setting, stream: effect.pattern, field },
          ...{ ...loss, certain: true },
        })
      }
      apply(step, effect, before, passed)
    }
    if (step.words !== undefined) found.push(...namedInSql(step, step.words, passed))
  }
  return found
}

function lossOf({ gone, only }: Passed, field: string): Loss | null {
  const loss = gone.get(field)
  if (loss !== undefined) return loss
  return only === null || only.fields.has(field) ? null : { by: only.by, how: 'left out' }
}

function apply(
  { step, name }: ReadingStep,
  effect: StreamEffect,
  before: readonly Passed[],
  passed: Passed[],
): void {
  let known = before.find(({ names }) => names.includes(effect.pattern))
  if (known === undefined) {
    known = { names: [effect.pattern], gone: new Map(), only: null }
    passed.push(known)
  }
  const by = { step, name }
  for (const one of new Set([...before, known])) {
    if (effect.kept !== null) one.only = { by, fields: new Set(effect.kept) }
    for (const [field, how] of effect.gone) {
      one.gone.set(field, { by, how })
      one.only?.fields.delete(field)
    }
    for (const field of effect.written) {
      one.gone.delete(field)
      one.only?.fields.add(field)
    }
  }
  if (effect.renamedStream !== null) known.names.push(effect.renamedStream)
}

/** Searches SQL statements for lost fields. A field counts only if the statements also name its stream. */
function namedInSql(
  { step, setting }: ReadingStep,
  words: ReadonlySet<string>,
  passed: readonly Passed[],
): LostField[] {
  return passed.flatMap(({ names, gone }) => {
    const stream = names.findLast((name) => words.has(name.toLowerCase()))
    if (stream === undefined) return []
    return [...gone].flatMap(([field, loss]): LostField[] =>
      words.has(field.toLowerCase()) ? [{ step, setting, stream, field, ...loss, certain: false }] : [],
    )
  })
}

/** Reports whether two names or patterns can match the same stream. */
const overlap = (one: string, other: string): boolean =>
  one === other || patternRegExp(one).test(other) || patternRegExp(other).test(one)
