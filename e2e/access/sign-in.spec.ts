import { ADMINISTRATOR, expect, test } from '../support/server.ts'

test('a wrong password is refused with a message, the right one leads back to the requested page', async ({
  browser,
  shared,
}) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${shared.url}/executions`)
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email)
  await page.getByLabel('Password', { exact: true }).fill('not this one')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/executions$/)
  await context.close()
})

test('the API and the socket are closed without a session', async ({ request, shared }) => {
  for (const path of ['/api/pipelines', '/api/executions', '/api/plugins', '/api/openapi.json']) {
    expect((await request.get(`${shared.url}${path}`)).status()).toBe(401)
  }
})
