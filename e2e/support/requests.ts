import type { Page, Request } from 'playwright/test'

import { expect } from './server.ts'

interface Asked {
  /** When each request was sent, in ms. */
  at: number[]
  /** How recent each answer was: the number of the last event before it. */
  answers: number[]
}

interface Heard {
  /** Subscriptions that the page's socket sent, and those that were acknowledged. */
  sent: number
  acknowledged: number
  diskChanged: boolean
}

/** Records a page's requests to the API. Its clock is the test's. */
export class Requests {
  readonly #asked = new Map<string, Asked>()
  readonly #heard: Heard = { sent: 0, acknowledged: 0, diskChanged: false }
  /** Requests without an answer yet. */
  readonly #open = new Set<Request>()
  readonly #page: Page

  private constructor(page: Page) {
    this.#page = page
    page.on('request', (request) => {
      const known = this.#of(request)
      if (known === undefined) return
      known.at.push(Date.now())
      this.#open.add(request)
    })
    page.on('requestfinished', (request) => void this.#open.delete(request))
    page.on('requestfailed', (request) => void this.#open.delete(request))
    page.on('response', (response) => {
      this.#of(response.request())?.answers.push(Number(response.headers()['x-flx-seq']))
    })
    page.on('websocket', (socket) => {
      Object.assign(this.#heard, { sent: 0, acknowledged: 0, diskChanged: false })
      socket.on('framesent', ({ payload }) => {
        if (/^42\d+\["subscribe"/.test(String(payload))) this.#heard.sent += 1
      })
      socket.on('framereceived', ({ payload }) => {
        if (/^43\d+/.test(String(payload))) this.#heard.acknowledged += 1
        if (/"(disk|storage)\.changed"/.test(String(payload))) this.#heard.diskChanged = true
      })
    })
  }

  static async of(page: Page): Promise<Requests> {
    await page.clock.install()
    return new Requests(page)
  }

  /** Forgets the recorded requests. */
  clear(): void {
    this.#asked.clear()
    this.#open.clear()
  }

  /** Resolves once the page's subscriptions are in place and the queries they found stale are loaded. */
  async settled(): Promise<void> {
    await expect.poll(() => this.#heard.sent > 0 && this.#heard.sent === this.#heard.acknowledged).toBe(true)
    // Stale keys are collected for a moment.
    await this.#page.clock.runFor(1000)
    await expect.poll(() => this.#open.size).toBe(0)
  }

  get count(): number {
    return this.#asked.size
  }

  /** Returns the addresses that were requested again although nothing had happened. */
  twice(): string[] {
    return [...this.#asked]
      .filter(
        ([what, { at, answers }]) =>
          at.length > 1 &&
          !(this.#heard.diskChanged && isOfDisk(what)) &&
          !isNewEachTime(at.length, answers) &&
          !isOldEachTime(at),
      )
      .map(([what, { at, answers }]) => `${at.length} times ${what}, answered at ${answers.join(', ')}`)
  }

  /** Returns the record of an API address, or undefined for other requests. */
  #of(request: Request): Asked | undefined {
    const { pathname, search } = new URL(request.url())
    if (!pathname.startsWith('/api/')) return undefined
    const what = `${request.method()} ${pathname}${search}`
    const known = this.#asked.get(what) ?? { at: [], answers: [] }
    this.#asked.set(what, known)
    return known
  }
}

/** Reports whether something happened before each repeat, so that the page was right to ask again. */
const isNewEachTime = (times: number, answers: readonly number[]): boolean =>
  answers.length === times && answers.every((seq, index) => index === 0 || seq > (answers[index - 1] ?? seq))

/**
 * Reports whether repeats are more than fifteen seconds apart. An answer requested ahead of the page's code
 * is used for that long, and on a busy machine the code comes later.
 */
const isOldEachTime = (at: readonly number[]): boolean =>
  at.every((time, index) => index === 0 || time - (at[index - 1] ?? time) > 15_000)

/** The server measures the disk at its own times. What that changes is reloaded. */
const isOfDisk = (what: string): boolean => /\/api\/(storage|retention)/.test(what)
