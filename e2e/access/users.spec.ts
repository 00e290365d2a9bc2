import type { Page } from 'playwright/test'

import { ADMINISTRATOR, expect, test } from '../support/server.ts'

/** The dialog for a new user, with name and e-mail filled in. */
async function newUser(page: Page, url: string, name: string, email: string) {
  await page.goto(`${url}/settings/users`)
  await page.getByRole('button', { name: 'Add user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('E-mail').fill(email)
  return dialog
}

test('an administrator invites a user, who sets a password and reads how the API works', async ({
  page,
  server,
  browser,
}) => {
  const dialog = await newUser(page, server.url, 'Ada Lovelace', 'lovelace@example.com')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const link = (await dialog.getByRole('region', { name: 'Password link' }).innerText()).trim()
  expect(link).toContain(`${server.url}/set-password#`)
  await dialog.getByRole('button', { name: 'Done' }).click()

  const context = await browser.newContext()
  const theirs = await context.newPage()
  await theirs.goto(link)
  await expect(theirs.getByText('Welcome, Ada Lovelace.')).toBeVisible()
  await theirs.getByLabel('New password').fill('short')
  await theirs.keyboard.press('Enter')
  await expect(theirs.getByText('Use at least 10 characters.').first()).toBeVisible()
  await theirs.getByLabel('New password').fill('notes on the engine')
  await theirs.getByRole('button', { name: 'Set password and sign in' }).click()
  await theirs.waitForURL(`${server.url}/`)

  await theirs.goto(`${server.url}/settings/api`)
  await theirs.getByLabel('Search the API').fill('execute')
  await theirs.getByText('Queues an execution').click()
  const example = theirs.getByRole('region', { name: 'Example' })
  await expect(example).toContainText(`curl -X POST '${server.url}/api/pipelines/ID/execute'`)
  await expect(theirs.getByRole('region', { name: 'Response 202' })).toContainText('pipelineName: string')
  await expect(theirs).toHaveURL(/search=execute/)
  await page.goto(link)
  await expect(page.getByText('was already used')).toBeVisible()
  await context.close()
})

test('an administrator adds a viewer, who can only look, and creates a token', async ({
  page,
  server,
  browser,
}) => {
  const dialog = await newUser(page, server.url, 'Grace Hopper', 'grace@example.com')
  await dialog.getByLabel('First password').fill('short')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Use at least 10 characters.')).toBeVisible()
  await dialog.getByLabel('First password').fill('compilers are fun')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /Grace Hopper/ })).toContainText('viewer')

  await page
    .getByRole('button', { name: `Edit ${ADMINISTRATOR.name}` })
    .or(page.getByRole('button', { name: 'Edit Administrator' }))
    .first()
    .click()
  await dialog.getByLabel('Role').selectOption('viewer')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('is the last administrator')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  const context = await browser.newContext()
  const theirs = await context.newPage()
  await theirs.goto(`${server.url}/sign-in`)
  await theirs.getByLabel('E-mail').fill('grace@example.com')
  await theirs.getByLabel('Password', { exact: true }).fill('compilers are fun')
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await theirs.goto(`${server.url}/settings/users`)
  await expect(theirs.getByText('This needs the admin role.')).toBeVisible()
  await theirs.goto(`${server.url}/settings/tokens`)
  await theirs.getByRole('button', { name: 'Create token' }).first().click()
  await theirs.getByRole('dialog').getByLabel('Name').fill('dashboard')
  await theirs.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  const value = await theirs.getByRole('region', { name: 'Token', exact: true }).innerText()
  expect(value).toMatch(/^flx_/)
  await theirs.getByRole('button', { name: 'Done' }).click()
  await expect(theirs.getByText(value)).toBeHidden()
  const answer = await page.request.get(`${server.url}/api/pipelines`, {
    headers: { authorization: `Bearer ${value.trim()}`, cookie: '' },
  })
  expect(answer.status()).toBe(200)
  await context.close()
})
