import type { Page } from 'playwright/test'

import { ADMINISTRATOR, api, expect, test } from './support/server.ts'

/** Refuses what the page sends: one value has a field on the form, and another has none. */
const refuse = (page: Page, path: RegExp, field: string) =>
  page.route(path, (route) =>
    route.request().method() === 'GET'
      ? route.fallback()
      : route.fulfill({
          status: 422,
          contentType: 'application/problem+json',
          json: {
            ...{ type: 'about:blank', title: 'Invalid', status: 422, code: 'invalid' },
            detail: `The request was refused: ${field}: Too odd.`,
            errors: [
              { path: field, message: 'Too odd.' },
              { path: 'hidden', message: 'Has no field.' },
            ],
          },
        }),
  )

const expectBoth = async (page: Page) => {
  await expect(page.getByText('Too odd.', { exact: true })).toBeVisible()
  await expect(page.getByText(/Has no field\./)).toBeVisible()
}

test('a refused set-up says also what none of its fields shows', async ({ page, fresh }) => {
  await refuse(page, /\/api\/setup$/, 'email')
  await page.goto(`${fresh.url}/setup`)
  await page.getByLabel('Name').fill(ADMINISTRATOR.name)
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: /create/i }).click()
  await expectBoth(page)
})

test('a refused form of a plugin, pipeline or template says also what none of its fields shows', async ({
  page,
  server,
}) => {
  await refuse(page, /\/api\/plugins$/, 'name')
  await page.goto(`${server.url}/plugins/new`)
  await page.getByLabel('Name').fill('tap-odd')
  await page.getByLabel('pip URL').fill('tap-odd')
  await page.getByRole('button', { name: 'Add and install' }).click()
  await expectBoth(page)

  const body = { name: 'Odd', extractor: 'tap-csv', loader: 'target-jsonl' }
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', body)
  await refuse(page, /\/api\/templates$/, 'naming')
  await page.goto(`${server.url}/templates/new?from=${id}`)
  await page.getByRole('button', { name: 'Save template' }).click()
  await expectBoth(page)

  await refuse(page, /\/api\/pipelines\/[^/]+$/, 'description')
  await page.goto(`${server.url}/pipelines/${id}/edit`)
  await page.getByLabel('Description').fill('Odder')
  await page.getByRole('button', { name: 'Save' }).click()
  await expectBoth(page)

  const { items } = await api<{ items: { id: string; name: string }[] }>(page, server.url, 'GET', '/plugins')
  const loader = items.find(({ name }) => name === 'target-jsonl')
  await refuse(page, /\/api\/plugins\/[^/]+$/, 'settings')
  await page.goto(`${server.url}/plugins/${loader?.id}`)
  await page.getByRole('button', { name: 'Add unlisted settings' }).click()
  await page.locator('[data-rest]').fill('{ "odd": 1 }')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expectBoth(page)
})
