import type { Page, Request } from 'playwright/test'

import { expect } from './server.ts'

interface RequestRecord {
  /** When each request was sent, in ms. */
  at: number[]
  /** How recent each answer was: the number of the last event before it. */
  answers: number[]
}

interface SocketRecord {
  /** Subscriptions that the page's socket began or ended, and those of them that were acknowledged. */
  sent: number
  acknowledged: number
  diskChanged: boolean
}

const newSocketRecord = (): SocketRecord => ({ sent: 0, acknowledged: 0, diskChanged: false })

/** Records a page's requests to the API. Its clock is the test's. */
export class Requests {
  readonly #records = new Map<string, RequestRecord>()
  /** The record of the newest socket: frames of the page before can come after the socket of the next one. */
  #socketRecord = newSocketRecord()
  /** Requests without an answer yet. */
  readonly #pending = new Set<Request>()
  readonly #page: Page

  private constructor(page: Page) {
    this.#page = page
    page.on('request', (request) => {
      const record = this.#recordOf(request)
      if (record === undefined) return
      record.at.push(Date.now())
      this.#pending.add(request)
    })
    page.on('requestfinished', (request) => void this.#pending.delete(request))
    page.on('requestfailed', (request) => void this.#pending.delete(request))
    page.on('response', (response) => {
      this.#recordOf(response.request())?.answers.push(Number(response.headers()['x-flx-seq']))
    })
    page.on('websocket', (socket) => {
      const record = newSocketRecord()
      this.#socketRecord = record
      socket.on('framesent', ({ payload }) => {
        if (/^42\d+\["(un)?subscribe"/.test(String(payload))) record.sent += 1
      })
      socket.on('framereceived', ({ payload }) => {
        if (/^43\d+/.test(String(payload))) record.acknowledged += 1
        if (/"(disk|storage)\.changed"/.test(String(payload))) record.diskChanged = true
      })
    })
  }

  static async of(page: Page): Promise<Requests> {
    await page.clock.install()
    return new Requests(page)
  }

  /** Forgets the recorded requests and the socket. */
  clear(): void {
    this.#records.clear()
    this.#pending.clear()
    this.#socketRecord = newSocketRecord()
  }

  /** Resolves once the page's subscriptions are in place and the queries they found stale are loaded. */
  async settled(): Promise<void> {
    await expect
      .poll(() => this.#socketRecord.sent > 0 && this.#socketRecord.sent === this.#socketRecord.acknowledged)
      .toBe(true)
    // Stale keys are collected for a moment.
    await this.#page.clock.runFor(1000)
    await expect.poll(() => this.#pending.size).toBe(0)
  }

  get count(): number {
    return this.#records.size
  }

  /** Returns the addresses that were requested again although nothing had happened. */
  twice(): string[] {
    return [...this.#records]
      .filter(
        ([key, { at, answers }]) =>
          at.length > 1 &&
          !(this.#socketRecord.diskChanged && isOfDisk(key)) &&
          !isNewEachTime(at.length, answers) &&
          !isOldEachTime(at),
      )
      .map(([key, { at, answers }]) => `${at.length} times ${key}, answered at ${answers.join(', ')}`)
  }

  /** Returns the record of an API address, or undefined for other requests. */
  #recordOf(request: Request): RequestRecord | undefined {
    const { pathname, search } = new URL(request.url())
    if (!pathname.startsWith('/api/')) return undefined
    const key = `${request.method()} ${pathname}${search}`
    const record = this.#records.get(key) ?? { at: [], answers: [] }
    this.#records.set(key, record)
    return record
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
const isOfDisk = (key: string): boolean => /\/api\/(storage|retention)/.test(key)
