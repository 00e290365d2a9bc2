import { ADMINISTRATOR, expect, test } from './support/server.ts'

test('an administrator adds a viewer, who may look and nothing more, and makes a token', async ({
  page,
  server,
  browser,
}) => {
  await page.goto(`${server.url}/settings/people`)
  await page.getByRole('button', { name: 'Add person' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Grace Hopper')
  await dialog.getByLabel('E-mail').fill('grace@example.com')
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
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const context = await browser.newContext()
  const theirs = await context.newPage()
  await theirs.goto(`${server.url}/sign-in`)
  await theirs.getByLabel('E-mail').fill('grace@example.com')
  await theirs.getByLabel('Password', { exact: true }).fill('compilers are fun')
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await theirs.goto(`${server.url}/settings/people`)
  await expect(theirs.getByText('This needs the role admin.')).toBeVisible()
  await theirs.goto(`${server.url}/settings/tokens`)
  await theirs.getByRole('button', { name: 'Create token' }).first().click()
  await theirs.getByRole('dialog').getByLabel('Name').fill('dashboard')
  await theirs.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  const value = await theirs.getByRole('region', { name: 'The token' }).innerText()
  expect(value).toMatch(/^flx_/)
  await theirs.getByRole('button', { name: 'Done' }).click()
  await expect(theirs.getByText(value)).toBeHidden()
  const answer = await page.request.get(`${server.url}/api/pipelines`, {
    headers: { authorization: `Bearer ${value.trim()}`, cookie: '' },
  })
  expect(answer.status()).toBe(200)
  await context.close()
})
