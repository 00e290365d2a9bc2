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
  await expect(dialog.locator('form').getByText('It failed.')).toHaveCount(0)
  // A refused value that has no field of its own is said above them.
  const hidden = [...errors, { path: 'isActive', message: 'Not now.' }]
  refusal = {
    ...failure,
    status: 422,
    json: { ...failure.json, status: 422, code: 'invalid', errors: hidden },
  }
  await save.click()
  await expect(dialog.getByRole('alert').getByText('isActive: Not now.')).toBeVisible()
})

test('a busy dialog is sent once and stays open for its answer, but not for ever', async ({
  page,
  shared,
}) => {
  await page.clock.install()
  await page.goto(`${shared.url}/alerts?tab=rules`)
  let sent = 0
  let answer = Promise.withResolvers<void>()
  await page.route('**/api/alerts/rules', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    sent += 1
    await answer.promise
    await route.fulfill(failure)
  })
  const open = page.getByRole('button', { name: 'Create rule' })
  await open.click()
  const dialog = page.getByRole('dialog')
  const name = dialog.getByRole('textbox', { name: /^Name/ })
  const save = dialog.getByRole('button', { name: 'Save rule' })
  const cancel = dialog.getByRole('button', { name: 'Cancel' })
  await name.fill('Nights')
  await name.press('Enter')
  await expect(save).toHaveAttribute('aria-busy', 'true')
  await name.press('Enter')
  await save.dblclick({ force: true })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await cancel.click({ force: true })
  await dialog.getByRole('button', { name: 'Close' }).click({ force: true })
  await expect(cancel).toHaveAttribute('title', 'Wait for the server to respond.')
  answer.resolve()
  await expect(dialog.getByRole('alert')).toContainText('It failed.')
  await expect(name).toHaveValue('Nights')
  expect(sent).toBe(1)

  answer = Promise.withResolvers<void>()
  await save.click()
  await expect(cancel).toHaveAttribute('aria-disabled', 'true')
  await page.clock.runFor(10_000)
  await expect(dialog.getByText('The server has not responded yet.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(open).toBeFocused()
  expect(sent).toBe(2)
  answer.resolve()
})

test('trying again in a dialog keeps its size and does not lose the focus', async ({ page, shared }) => {
  const { items } = await api<{ items: { id: string }[] }>(
    page,
    shared.url,
    'GET',
    '/plugins?search=tap-csv&limit=1',
  )
  let isDown = true
  await page.route(/\/variants\/[^/]+$/, (route) => (isDown ? route.fulfill(failure) : route.fallback()))
  await page.goto(`${shared.url}/plugins/${items[0]?.id}`)
  await page.getByRole('button', { name: 'Change definition' }).click()
  await page.getByRole('menuitem', { name: 'Change variant…' }).click()
  const dialog = page.getByRole('dialog')
  const variant = dialog.getByRole('combobox')
  await expect(variant).toBeFocused()
  const loadingHeight = (await dialog.boundingBox())?.height
  await expect(dialog.getByRole('alert')).toContainText('Could not check its settings', { timeout: 10_000 })
  expect((await dialog.boundingBox())?.height).toBe(loadingHeight)
  isDown = false
  await dialog.getByRole('button', { name: 'Try again' }).press('Enter')
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await expect(dialog.getByRole('button', { name: 'Change variant' })).toBeEnabled()
  await expect(variant).toBeFocused()
})

test('a merged pipeline that cannot be saved says why where both versions are compared', async ({
  page,
  shared,
}) => {
  const { items } = await api<{ items: { id: string; version: number }[] }>(
    page,
    shared.url,
    'GET',
    '/pipelines?limit=1',
  )
  const id = items[0]?.id
  const { version } = await api<{ version: number }>(page, shared.url, 'GET', `/pipelines/${id}`)
  await page.goto(`${shared.url}/pipelines/${id}/edit`)
  await page.getByRole('textbox', { name: /^Description/ }).fill('Mine')
  await api(page, shared.url, 'PATCH', `/pipelines/${id}`, { version, description: 'Theirs' })
  await page.getByRole('button', { name: 'Save changes' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Keep mine' }).check()
  const pattern = `**/api/pipelines/${id}`
  await page.route(pattern, (route) =>
    route.request().method() === 'PATCH' ? route.fulfill(failure) : route.fallback(),
  )
  const save = dialog.getByRole('button', { name: 'Save with these choices' })
  await save.click()
  await expect(dialog.getByRole('alert')).toContainText('It failed.')
  await page.unroute(pattern)
  await save.click()
  await expect(page.getByText('Saved', { exact: false }).first()).toBeVisible()
  expect(await api(page, shared.url, 'GET', `/pipelines/${id}`)).toMatchObject({ description: 'Mine' })
})

test('the keyboard continues in the page when what opened a dialog is deleted with it', async ({
  page,
  shared,
}) => {
  const { items } = await api<{ items: { id: string }[] }>(
    page,
    shared.url,
    'GET',
    '/executions?status=success&limit=1',
  )
  const path = `/executions/${items[0]?.id}`
  await api(page, shared.url, 'POST', `${path}/notes`, { body: 'The source was late.' })
  await page.goto(`${shared.url}${path}`)
  await page
    .getByRole('listitem')
    .filter({ hasText: 'The source was late.' })
    .getByLabel('Delete note')
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete note' }).click()
  await expect(page.getByText('The source was late.')).toHaveCount(0)
  await expect(page.locator('main')).toBeFocused()
})
