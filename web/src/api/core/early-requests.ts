import type { FirstAnswers } from '@flx/shared/core/first-answers'
import { parseJson } from '@flx/shared/json/json-text'

/** Requests that `start.js` sent, and when. An answer is undefined if the server could not be reached. */
interface EarlyRequests {
  at: number
  answers: Map<string, Promise<Response | undefined>>
}

/** Provides these answers as if `start.js` had requested them. */
export function provideAnswers(firstAnswers: FirstAnswers): void {
  const answers = Object.entries(firstAnswers).map(
    ([address, { body, headers }]) => [address, Promise.resolve(new Response(body, { headers }))] as const,
  )
  Object.assign(globalThis, { flxEarlyRequests: { at: performance.now(), answers: new Map(answers) } })
}

/** The longest time an answer may wait for the page's code. */
const FRESH_MILLISECONDS = 15_000
const KEY = 'flx.firstRequests'
/** The number of addresses remembered, most recently opened first. */
const MAX_NOTED = 12

let requested: string[] | null = []

/** Returns the answer to a request that was sent ahead, or undefined. Each answer is returned once. */
export async function takeEarlyAnswer(address: string): Promise<Response | undefined> {
  requested?.push(address)
  const { flxEarlyRequests } = globalThis as { flxEarlyRequests?: EarlyRequests }
  const answer = flxEarlyRequests?.answers.get(address)
  if (flxEarlyRequests === undefined || answer === undefined) return undefined
  if (performance.now() - flxEarlyRequests.at > FRESH_MILLISECONDS) {
    cancelUnread()
    return undefined
  }
  flxEarlyRequests.answers.delete(address)
  return answer
}

/** Cancels the unread answers, which would keep their connections open. */
function cancelUnread(): void {
  const { flxEarlyRequests } = globalThis as { flxEarlyRequests?: EarlyRequests }
  for (const answer of flxEarlyRequests?.answers.values() ?? []) {
    void answer.then((response) => response?.body?.cancel())
  }
  flxEarlyRequests?.answers.clear()
}

/**
 * Saves what the first page of this document has requested so far, for the next time it is opened. Addresses
 * with a search are left out, because the search can hold what a user was looking for. A list's saved view is
 * allowed. Unread answers, such as those to the default requests of `start.js`, stay available to the page's
 * code for another `FRESH_MILLISECONDS`.
 */
export function noteFirstRequests(): void {
  if (requested === null) return
  const requests = requested.filter((address) => address !== '/api/auth/get-session')
  requested = null
  setTimeout(cancelUnread, FRESH_MILLISECONDS)
  const { pathname, search } = location
  if (search !== '' && !/^\?view=\w+$/.test(search)) return
  const page = pathname + search
  try {
    const { [page]: _before, ...others } = readNotes()
    const notes = [[page, requests] as const, ...Object.entries(others)]
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(notes.slice(0, MAX_NOTED))))
  } catch {
    // Storage is blocked: the next page sends its requests once its code has loaded.
  }
}

/** Forgets everything after a sign-out. */
export function forgetFirstRequests(): void {
  requested = null
  cancelUnread()
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
