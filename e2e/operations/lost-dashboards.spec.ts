import type { Page } from 'playwright/test'

import { api, expect, test } from '../support/server.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

async function makeDashboard(page: Page, url: string, given: object = {}): Promise<string> {
  const { id } = await api<{ id: string }>(page, url, 'POST', '/dashboards', {
    name: 'Nights',
    widgets: [
      { id: 'a', kind: 'outcomes', width: 6, height: 2 },
      { id: 'b', kind: 'records', width: 6, height: 2 },
    ],
    ...given,
  })
  return id
}

async function edit(page: Page, url: string, id: string): Promise<void> {
  await page.goto(`${url}/dashboards/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Dashboard name').fill('Nights and days')
  await page.getByRole('button', { name: 'Remove Records' }).click()
}

/** The edit is on the screen, cannot be saved to its dashboard, and is saved as another dashboard. */
async function savesAsNew(page: Page, id: string, why: string): Promise<void> {
  await expect(page.getByRole('alert')).toContainText(why)
  await expect(page.getByRole('button', { name: 'Save dashboard' })).toBeHidden()
  await expect(page.getByLabel('Dashboard name')).toHaveValue('Nights and days')
  await page.getByRole('button', { name: 'Save as a new dashboard' }).click()
  await expect(page.getByRole('link', { name: 'Wall display' })).toBeVisible()
  await expect(heading(page, 'Nights and days')).toBeVisible()
  await expect(page.locator('[data-grid] > [data-widget]')).toHaveCount(1)
  expect(page.url()).not.toContain(id)
}

test('a dashboard whose deletion is undone is back at its old address', async ({ page, shared }) => {
  const id = await makeDashboard(page, shared.url, { name: 'Evenings' })
  await page.goto(`${shared.url}/dashboards/${id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete dashboard' }).click()
  await expect(page).toHaveURL(/\/dashboards$/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'Evenings' }).click()
  await expect(page).toHaveURL(`${shared.url}/dashboards/${id}`)
  await expect(heading(page, 'Evenings')).toBeVisible()
})

test('an edit outlives the deletion of its dashboard', async ({ page, shared }) => {
  const id = await makeDashboard(page, shared.url)
  await edit(page, shared.url, id)
  await page.request.delete(`${shared.url}/api/dashboards/${id}`, { headers: { origin: shared.url } })
  await savesAsNew(page, id, 'This dashboard was deleted')
  // A dashboard that is only viewed also says so.
  await page.goto(`${shared.url}/dashboards/${id}`)
  await expect(page.getByText('Could not load the dashboard')).toBeVisible()
})

test('an edit outlives the permission to make it', async ({ page, shared, browser }) => {
  const grace = { name: 'Grace Hopper', email: 'grace@example.com', password: 'compilers are fun' }
  await api(page, shared.url, 'POST', '/users', { ...grace, role: 'operator' })
  const id = await makeDashboard(page, shared.url, { sharing: 'edit' })
  const context = await browser.newContext()
  const theirs = await context.newPage()
  await theirs.goto(`${shared.url}/sign-in`)
  await theirs.getByLabel('E-mail').fill(grace.email)
  await theirs.getByLabel('Password', { exact: true }).fill(grace.password)
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await edit(theirs, shared.url, id)
  await api(page, shared.url, 'PATCH', `/dashboards/${id}`, { version: 1, sharing: 'read' })
  await expect(theirs.getByRole('alert')).toContainText('You can no longer edit this dashboard')
  // The permission comes back, and ends for good when the dashboard is no longer visible.
  await api(page, shared.url, 'PATCH', `/dashboards/${id}`, { version: 2, sharing: 'edit' })
  await expect(theirs.getByRole('button', { name: 'Save dashboard' })).toBeVisible()
  await api(page, shared.url, 'PATCH', `/dashboards/${id}`, { version: 3, sharing: 'private' })
  await savesAsNew(theirs, id, 'no longer shared with you')
  await context.close()
})
