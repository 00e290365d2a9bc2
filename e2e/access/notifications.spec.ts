import type { BrowserContext, Page } from 'playwright/test'

import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

/** Stands in for the browser's notifications: headless browsers show none. */
async function stubNotifications(context: BrowserContext, answer: 'granted' | 'denied'): Promise<void> {
  await context.addInitScript((permission) => {
    const shown: string[] = []
    class StubNotification extends EventTarget {
      static permission = localStorage.getItem('stub') ?? 'default'
      static requestPermission = async () => {
        localStorage.setItem('stub', permission)
        localStorage.setItem('asked', String(Number(localStorage.getItem('asked') ?? 0) + 1))
        StubNotification.permission = permission
        return permission
      }
      constructor(title: string) {
        super()
        shown.push(title)
      }
      close() {}
    }
    Object.assign(globalThis, { Notification: StubNotification, shownNotifications: shown })
  }, answer)
}

const notificationsIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { shownNotifications: string[] }).shownNotifications)
const permissionRequests = (page: Page) => page.evaluate(() => localStorage.getItem('asked'))
const choice = (page: Page) => page.getByRole('checkbox', { name: /^Notify me on this desktop/ })

test('once turned on, one tab notifies on the desktop when an execution of this user ends', async ({
  page,
  context,
  server,
}) => {
  await stubNotifications(context, 'granted')
  await addTestTap(page, server.url)
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Orders',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { records: 5 } },
  })
  const execute = () => api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})

  await page.goto(`${server.url}/settings/profile`)
  await expect(choice(page)).not.toBeChecked()
  expect(await permissionRequests(page)).toBeNull()
  await choice(page).check()
  expect(await permissionRequests(page)).toBe('1')

  const other = await context.newPage()
  await other.goto(`${server.url}/executions`)
  await execute()
  await expect(other.locator('[data-execution] [data-status="success"]')).toHaveCount(1, { timeout: 45_000 })
  await expect
    .poll(async () => [...(await notificationsIn(page)), ...(await notificationsIn(other))])
    .toEqual(['Orders: success'])

  // Another tab takes over.
  await page.close()
  await expect
    .poll(() => other.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name)))
    .toContain('flx.notifications')
  const before = (await notificationsIn(other)).length
  await api(other, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await expect.poll(async () => (await notificationsIn(other)).length, { timeout: 45_000 }).toBe(before + 1)

  // Once turned off, no notification is shown.
  await other.goto(`${server.url}/settings/profile`)
  await choice(other).uncheck()
  await api(other, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await other.goto(`${server.url}/executions`)
  await expect(other.locator('[data-execution] [data-status="success"]')).toHaveCount(3, { timeout: 45_000 })
  expect(await notificationsIn(other)).toEqual([])
})

test('a page reports that the browser blocks notifications or has none', async ({
  page,
  context,
  shared,
}) => {
  await stubNotifications(context, 'denied')
  await page.goto(`${shared.url}/settings/profile`)
  await choice(page).click()
  await expect(page.getByText('This browser blocks notifications from this site.')).toBeVisible()
  await expect(choice(page)).toBeDisabled()
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'Notification'))
  await page.reload()
  await expect(page.getByText('This browser cannot show notifications.')).toBeVisible()
})
