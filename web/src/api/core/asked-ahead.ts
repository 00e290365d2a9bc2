import type { FirstAnswers } from '@flx/shared/core/first-answers'
import { parseJson } from '@flx/shared/json/json-text'

/** Requests that `start.js` has sent, and when; an answer is undefined where the server could not be reached. */
interface AskedAhead {
  at: number
  answers: Map<string, Promise<Response | undefined>>
}

/** Takes these answers for those of requests that were sent ahead. */
export function giveAnswers(given: FirstAnswers): void {
  const answers = Object.entries(given).map(
    ([address, { body, headers }]) => [address, Promise.resolve(new Response(body, { headers }))] as const,
  )
  Object.assign(globalThis, { flxAskedAhead: { at: performance.now(), answers: new Map(answers) } })
}

/** The longest time that an answer may have waited for the page's code. */
const FRESH_MILLISECONDS = 15_000
const KEY = 'flx.firstRequests'
/** Addresses remembered, the last opened ones. */
const MOST_NOTED = 12

let asked: string[] | null = []

/** The answer to a request that was sent ahead of it; each is given once. */
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

/** An unread answer would keep its connection. */
function giveUpRest(): void {
  const { flxAskedAhead } = globalThis as { flxAskedAhead?: AskedAhead }
  for (const answer of flxAskedAhead?.answers.values() ?? []) {
    void answer.then((response) => response?.body?.cancel())
  }
  flxAskedAhead?.answers.clear()
}

/**
 * Notes what the first page of this document has asked for until now, for the next time that it is opened. Addresses
 * with a search are left out, because it may hold what a user was looking for; the view of a list is not one. What was
 * asked for by the list of `start.js` waits for the page's code a while longer.
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
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(notes.slice(0, MOST_NOTED))))
  } catch {
    // Storage is blocked: the next page asks when its code is there.
  }
}

/** Forgets everything after a sign-out. */
export function forgetFirstRequests(): void {
  asked = null
  giveUpRest()
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked: nothing was noted.
  }
}

function readNotes(): Record<string, unknown> {
  const notes: unknown = parseJson(localStorage.getItem(KEY) ?? '{}')
  return typeof notes === 'object' && notes !== null ? { ...notes } : {}
}
