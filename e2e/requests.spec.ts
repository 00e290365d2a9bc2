import type { Page, Request } from 'playwright/test'

import { executedSample } from './support/samples.ts'
import { expect, test } from './support/server.ts'
import { show } from './support/show.ts'

/** Every page; `:pipeline`, `:execution` and `:plugin` are filled in. */
const PAGES = {
  'of the fleet and its pipelines': [
    '/',
    '/wall',
    '/pipelines',
    '/pipelines?view=table',
    '/pipelines?view=fleet',
    '/pipelines/new',
    '/pipelines/:pipeline',
    '/pipelines/:pipeline?tab=timeline',
    '/pipelines/:pipeline/edit',
  ],
  'of executions, schedules and plugins': [
    '/executions',
    '/executions?status=success',
    '/failures',
    '/executions/:execution',
    '/executions/:execution?tab=compare',
    '/schedules',
    '/plugins',
    '/plugins?tab=catalogue',
    '/plugins/:plugin',
    '/plugins/new',
  ],
  'of alerts and settings': [
    '/alerts',
    '/alerts?tab=rules',
    '/alerts?tab=channels',
    '/alerts?tab=deliveries',
    '/settings/profile',
    '/settings/users',
    '/settings/tokens',
    '/settings/api',
    '/settings/audit',
    '/settings/storage',
  ],
}

for (const [which, paths] of Object.entries(PAGES)) {
  test(`each page ${which} makes each request once`, async ({ page, server }) => {
    // Many pages, each loaded whole.
    test.setTimeout(240_000)
    const { pipeline, execution, plugin } = await executedSample(page, server.url)

    const requests = countRequests(page)
    const socket = watchSocket(page)
    await page.clock.install()
    for (const path of paths) {
      const address = path
        .replace(':pipeline', pipeline)
        .replace(':execution', execution)
        .replace(':plugin', plugin)
      requests.clear()
      await show(page, server.url + address)
      await settled(page, socket)
      const twice = [...requests].filter(
        ([what, { times, answers }]) =>
          times > 1 && !(socket.diskChanged && isOfDisk(what)) && !isNewEachTime(times, answers),
      )
      expect.soft(twice, path).toEqual([])
      expect(requests.size, path).toBeGreaterThan(0)
    }
  })
}

interface Asked {
  times: number
  /** How new each answer was: the number of the last event before it. */
  answers: number[]
}

/** How often the page asked for each address of the API. */
function countRequests(page: Page): Map<string, Asked> {
  const asked = new Map<string, Asked>()
  const of = (request: Request): Asked | undefined => {
    const { pathname, search } = new URL(request.url())
    if (!pathname.startsWith('/api/')) return undefined
    const what = `${request.method()} ${pathname}${search}`
    const known = asked.get(what) ?? { times: 0, answers: [] }
    asked.set(what, known)
    return known
  }
  page.on('request', (request) => {
    const known = of(request)
    if (known !== undefined) known.times += 1
  })
  page.on('response', (response) => {
    of(response.request())?.answers.push(Number(response.headers()['x-flx-seq']))
  })
  return asked
}

/** Something happened between the answers: the page was right to ask again. */
const isNewEachTime = (times: number, answers: readonly number[]): boolean =>
  answers.length === times && answers.every((seq, index) => index === 0 || seq > (answers[index - 1] ?? seq))

/** The server measures the disk when it likes: what that changed is loaded again. */
const isOfDisk = (what: string): boolean => /\/api\/(storage|retention)/.test(what)

interface Heard {
  /** Subscriptions that the page's socket sent, and those that were acknowledged. */
  sent: number
  acknowledged: number
  diskChanged: boolean
}

function watchSocket(page: Page): Heard {
  const heard: Heard = { sent: 0, acknowledged: 0, diskChanged: false }
  page.on('websocket', (socket) => {
    Object.assign(heard, { sent: 0, acknowledged: 0, diskChanged: false })
    socket.on('framesent', ({ payload }) => {
      if (/^42\d+\["subscribe"/.test(String(payload))) heard.sent += 1
    })
    socket.on('framereceived', ({ payload }) => {
      if (/^43\d+/.test(String(payload))) heard.acknowledged += 1
      if (String(payload).includes('"disk.changed"')) heard.diskChanged = true
    })
  })
  return heard
}

/** Until the page's subscriptions stand and what they found stale is being loaded. */
async function settled(page: Page, socket: Heard): Promise<void> {
  await expect.poll(() => socket.sent > 0 && socket.sent === socket.acknowledged).toBe(true)
  // Stale keys are collected for a moment.
  await page.clock.runFor(1000)
  await page.waitForLoadState('networkidle')
}
