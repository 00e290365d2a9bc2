/** Normalises a path without `.` and `..`; undefined if it leaves the project. */
export function insideProject(path: string): string | undefined {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return undefined
  const kept: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') {
      if (kept.pop() === undefined) return undefined
    } else if (step !== '.' && step !== '') kept.push(step)
  }
  return kept.join('/')
}

/** Whether a path matches a pattern of `include_paths`: `*`, `?` and `[ab]` within one segment, `**` for any folders. */
export function matchesPattern(pattern: string, path: string): boolean {
  return fits(pattern.split('/'), path.split('/'), (step, name) =>
    step === '**' ? 'any' : fits(tokens(step), Array.from(name), fitsCharacter),
  )
}

type Fit<Step> = (step: Step, item: string) => boolean | 'any'

/** Backtracks to the last "any" only, so that the time grows with the product of the lengths, not exponentially. */
function fits<Step>(steps: readonly Step[], items: readonly string[], fit: Fit<Step>): boolean {
  const isAny = (step: Step | undefined) => step !== undefined && fit(step, '') === 'any'
  let at = 0
  let anyAt = -1
  let resume = 0
  for (let index = 0; index < items.length;) {
    const step = steps[at]
    if (isAny(step)) {
      anyAt = at
      at += 1
      resume = index
    } else if (step !== undefined && fit(step, items[index] ?? '') === true) {
      at += 1
      index += 1
    } else if (anyAt >= 0) {
      at = anyAt + 1
      resume += 1
      index = resume
    } else return false
  }
  return steps.slice(at).every(isAny)
}

const tokens = (step: string): string[] => step.match(/\[[^\]]+\]|[^]/gu) ?? []

function fitsCharacter(token: string, character: string): boolean | 'any' {
  if (token === '*') return 'any'
  if (token === '?') return character !== ''
  if (token.length < 3 || !token.startsWith('[')) return token === character
  const not = token[1] === '!'
  return character !== '' && inSet(token.slice(not ? 2 : 1, -1), character) !== not
}

const inSet = (set: string, character: string): boolean =>
  Array.from(set.matchAll(/([^])-([^])|([^])/gu)).some(([, from, to, one]) =>
    one === undefined ? (from ?? '') <= character && character <= (to ?? '') : one === character,
  )
