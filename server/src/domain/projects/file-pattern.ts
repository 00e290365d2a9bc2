/** Normalises a path without `.` and `..`; undefined if it leaves the project. */
export function insideProject(path: string): string | undefined {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return undefined
  const segments: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') {
      if (segments.pop() === undefined) return undefined
    } else if (step !== '.' && step !== '') segments.push(step)
  }
  return segments.join('/')
}

/** Whether a path matches a pattern of `include_paths`: `*`, `?` and `[ab]` within one segment, `**` for any folders. */
export function matchesPattern(pattern: string, path: string): boolean {
  return matchesSteps(pattern.split('/'), path.split('/'), (step, name) =>
    step === '**' ? 'any' : matchesSteps(tokens(step), Array.from(name), matchesCharacter),
  )
}

type Matcher<Step> = (step: Step, item: string) => boolean | 'any'

/** Backtracks to the last "any" only, so that the time grows with the product of the lengths, not exponentially. */
function matchesSteps<Step>(
  steps: readonly Step[],
  items: readonly string[],
  matches: Matcher<Step>,
): boolean {
  const isAny = (step: Step | undefined) => step !== undefined && matches(step, '') === 'any'
  let position = 0
  let anyAt = -1
  let resume = 0
  for (let index = 0; index < items.length;) {
    const step = steps[position]
    if (isAny(step)) {
      anyAt = position
      position += 1
      resume = index
    } else if (step !== undefined && matches(step, items[index] ?? '') === true) {
      position += 1
      index += 1
    } else if (anyAt >= 0) {
      position = anyAt + 1
      resume += 1
      index = resume
    } else return false
  }
  return steps.slice(position).every(isAny)
}

const tokens = (step: string): string[] => step.match(/\[[^\]]+\]|[^]/gu) ?? []

function matchesCharacter(token: string, character: string): boolean | 'any' {
  if (token === '*') return 'any'
  if (token === '?') return character !== ''
  if (token.length < 3 || !token.startsWith('[')) return token === character
  const isNegated = token[1] === '!'
  return character !== '' && inSet(token.slice(isNegated ? 2 : 1, -1), character) !== isNegated
}

const inSet = (set: string, character: string): boolean =>
  Array.from(set.matchAll(/([^])-([^])|([^])/gu)).some(([, from, to, single]) =>
    single === undefined ? (from ?? '') <= character && character <= (to ?? '') : single === character,
  )
