import type { Page, Route } from 'playwright/test'

import { api, expect, test } from './support/server.ts'

test.use({ content: 'demonstration' })

/** Holds the answers to matching requests until the returned function is called. */
async function hold(page: Page, pattern: RegExp): Promise<() => void> {
  const { promise: letThrough, resolve: release } = Promise.withResolvers<void>()
  await page.route(pattern, async (route) => {
    await letThrough
    await route.continue()
  })
  return release
}

const failure = {
  status: 500,
  contentType: 'application/problem+json',
  json: { type: 'about:blank', title: 'Failed', status: 500, code: 'internal', detail: 'It failed.' },
}

test('a filter opened while its choices load offers them once they are there', async ({ page, shared }) => {
  const release = await hold(page, /\/api\/pipelines\/tags/)
  await page.goto(`${shared.url}/pipelines`)
  await page.getByRole('button', { name: 'Filter by tag' }).click()
  const menu = page.getByRole('menu', { name: 'Filter by tag' })
  await expect(menu.getByRole('status')).toHaveText('Loading…')
  release()
  await expect(menu.getByRole('menuitemradio').first()).toBeFocused()
})

test('a pipeline typed by name counts even if the list of names comes later', async ({ page, shared }) => {
  const { items } = await api<{ items: { id: string; name: string }[] }>(
    page,
    shared.url,
    'GET',
    '/pipelines?limit=1',
  )
  const [other = { id: '', name: '' }] = items
  await page.goto(`${shared.url}/pipelines/new`)
  await page.getByRole('textbox', { name: /^Name/ }).fill('Afterwards')
  await page.getByRole('combobox', { name: /^Extractor/ }).selectOption('tap-csv')
  await page.getByRole('combobox', { name: /^Loader/ }).selectOption('target-jsonl')
  const release = await hold(page, /\/api\/pipelines\?.*search=/)
  const after = page.getByRole('combobox', { name: 'After pipeline' })
  await after.fill(other.name)
  await page.route('**/api/pipelines', (route) => route.fulfill(failure))
  const create = page.getByRole('button', { name: 'Create pipeline' })
  // Not saved without it.
  await create.click()
  const problem = page.getByText('Choose a pipeline from the list.')
  await expect(problem).toBeVisible()
  release()
  await expect(problem).toHaveCount(0)
  const created = page.waitForRequest((request) => request.method() === 'POST')
  await create.click()
  expect((await created).postDataJSON()).toMatchObject({ after: other.id })
})

test('an error that cannot be looked up says so', async ({ page, shared }) => {
  const { items } = await api<{ items: { id: string }[] }>(
    page,
    shared.url,
    'GET',
    '/executions?status=failed&limit=1',
  )
  await page.goto(`${shared.url}/executions/${items[0]?.id}`)
  const first = page.getByRole('button', { name: 'First error' })
  await expect(first).toBeEnabled()
  await page.route(/\/log\?.*level=error/, (route) => route.fulfill(failure))
  await first.click()
  await expect(page.getByRole('alert')).toContainText('Could not search the log. It failed.')
})

test('the reason why a long dialog was refused is in sight', async ({ page, shared }) => {
  await page.setViewportSize({ width: 390, height: 600 })
  await page.goto(`${shared.url}/alerts?tab=rules`)
  await page.getByRole('button', { name: 'Create rule' }).click()
  const dialog = page.getByRole('dialog')
  let refusal: Parameters<Route['fulfill']>[0] = failure
  await page.route('**/api/alerts/rules', (route) =>
    route.request().method() === 'POST' ? route.fulfill(refusal) : route.continue(),
  )
  await dialog.getByRole('textbox', { name: /^Name/ }).fill('Nights')
  const save = dialog.getByRole('button', { name: 'Save rule' })
  await expect(save).toBeInViewport({ ratio: 1 })
  await dialog.getByRole('switch', { name: 'Active' }).scrollIntoViewIfNeeded()
  await save.click()
  await expect(dialog.getByRole('alert')).toBeInViewport({ ratio: 1 })
  // A refused field takes the focus.
  const errors = [{ path: 'name', message: 'Taken.' }]
  refusal = { ...failure, status: 422, json: { ...failure.json, status: 422, code: 'invalid', errors } }
  await save.click()
  await expect(dialog.getByRole('textbox', { name: /^Name/ })).toBeFocused()
})
