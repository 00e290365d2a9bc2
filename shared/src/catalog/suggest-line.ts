import { nearestName } from '../core/nearest-name.ts'
import { FIELD } from './compact.ts'
import { patternOf } from './match-stream.ts'
import { patternFor, splitPattern } from './patterns.ts'
import type { Selector } from './selector.ts'

/** Maximum number of names to compare letter by letter. */
const MAX_COMPARED = 3000

/** Suggests a replacement for a line that matches nothing; null if none is near. */
export function suggestLine(selector: Selector, text: string): string | null {
  const { excludes, stream } = patternOf(text)
  const [streamPart = '', ...fieldParts] = splitPattern(text)
  const prefix = excludes ? '!' : ''
  const matched = selector.streams.filter(({ stream: { id } }) => stream.test(id))
  if (matched.length === 0) {
    const ids = selector.streams.slice(0, MAX_COMPARED).map(({ stream: { id } }) => id)
    const nearest = nearestName(streamPart, ids)
    if (nearest === undefined) return null
    const own = patternFor(nearest, null, excludes).replace(/\.\*$/, '')
    return matching(selector, fieldParts.length === 0 ? own : `${own}.${fieldParts.join('.')}`)
  }
  const field = fieldParts.join('.')
  // `internal_*` for a source with `internal`: try whether the star should also cover what precedes it.
  const wider = field.replaceAll(/[^\w*?]|_(?=\*)|(?<=\*)_/g, '')
  const start = `${prefix}${rawStream(text)}`
  if (wider !== field && wider !== '' && wider !== '*') {
    const loose = matching(selector, `${start}.${wider}`)
    if (loose !== null) return loose
  }
  const names = new Set<string>()
  for (const { paths } of matched) {
    for (const path of paths) {
      if (names.size >= MAX_COMPARED) break
      names.add(path.slice(FIELD.length))
    }
  }
  const nearest = nearestName(field.replaceAll('*', ''), [...names])
  if (nearest === undefined) return null
  const [, ...named] = splitPattern(patternFor('x', nearest))
  return matching(selector, `${start}.${named.map((part) => part.replaceAll('.', String.raw`\.`)).join('.')}`)
}

function matching(selector: Selector, line: string): string | null {
  for (const { fields } of selector.matchesOfLine(line).values()) {
    if (fields === 'all' || fields.length > 0) return line
  }
  return null
}

/** Returns the part for the stream as written. */
const rawStream = (text: string): string => text.replace(/^!/, '').split(/(?<!\\)\./)[0] ?? ''
