import type { FirstAnswers } from '@flx/shared/core/first-answers'
import { parseJson } from '@flx/shared/json/json-text'

/** Requests that `start.js` sent, and when. An answer is undefined if the server could not be reached. */
interface AskedAhead {
  at: number
  answers: Map<string, Promise<Response | undefined>>
}

/** Provides these answers as if `start.js` had requested them. */
export function provideAnswers(given: FirstAnswers): void {
  const answers = Object.entries(given).map(
    ([address, { body, headers }]) => [address, Promise.resolve(new Response(body, { headers }))] as const,
  )
  Object.assign(globalThis, { flxAskedAhead: { at: performance.now(), answers: new Map(answers) } })
}

/** The longest time an answer may wait for the page's code. */
const FRESH_MILLISECONDS = 15_000
const KEY = 'flx.firstRequests'
/** The number of addresses remembered, most recently opened first. */
const MAX_NOTED = 12

let asked: string[] | null = []

/** Returns the answer to a request that was sent ahead, or undefined. Each answer is returned once. */
export async function answerAhead(address: string): Promise<Response | undefined> {
  asked?.push(address)
  const { flxAskedAhead } = globalThis as { flxAskedAhead?: AskedAhead }
  const answer = flxAskedAhead?.answers.get(address)
  if (flxAskedAhead === undefined || answer === undefined) return undefined
  if (performance.now() - flxAskedAhead.at > FRESH_MILLISECONDS) {
    giveUpRest()
    return undefined
  }
  flxAskedAhead.answers.delete(address)
  return answer
}

/** Cancels the unread answers, which would keep their connections open. */
function giveUpRest(): void {
  const { flxAskedAhead } = globalThis as { flxAskedAhead?: AskedAhead }
  for (const answer of flxAskedAhead?.answers.values() ?? []) {
    void answer.then((response) => response?.body?.cancel())
  }
  flxAskedAhead?.answers.clear()
}

/**
 * Saves what the first page of this document has requested so far, for the next time it is opened. Addresses
 * with a search are left out, because the search can hold what a user was looking for. A list's saved view is
 * allowed. Unread answers, such as those to the default requests of `start.js`, stay available to the page's
 * code for another `FRESH_MILLISECONDS`.
 */
export function noteFirstRequests(): void {
  if (asked === null) return
  const requests = asked.filter((address) => address !== '/api/auth/get-session')
  asked = null
  setTimeout(giveUpRest, FRESH_MILLISECONDS)
  const { pathname, search } = location
  if (search !== '' && !/^\?view=\w+$/.test(search)) return
  const place = pathname + search
  try {
    const { [place]: _before, ...others } = readNotes()
    const notes = [[place, requests] as const, ...Object.entries(others)]
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(notes.slice(0, MAX_NOTED))))
  } catch {
    // Storage is blocked: the next page sends its requests once its code has loaded.
  }
}

/** Forgets everything after a sign-out. */
export function forgetFirstRequests(): void {
  asked = null
  giveUpRest()
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked: nothing was saved.
  }
}

function readNotes(): Record<string, unknown> {
  const notes: unknown = parseJson(localStorage.getItem(KEY) ?? '{}')
  return typeof notes === 'object' && notes !== null ? { ...notes } : {}
}
