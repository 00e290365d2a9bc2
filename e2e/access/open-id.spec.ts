import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { CLIENT, TestProvider } from '../../server/test/support/stubs/open-id-provider.ts'
import { ADMINISTRATOR, expect, test as base, type ProductServer } from '../support/server.ts'

/** A real provider beside the server; `browser` contexts start signed out. */
const test = base.extend<{ provider: TestProvider; serverEnvironment: Record<string, string> }>({
  // oxlint-disable-next-line no-empty-pattern
  provider: async ({}, use) => {
    await using provider = await TestProvider.start()
    await use(provider)
  },
  serverEnvironment: async ({ provider }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'flx-e2e-openid-'))
    const file = join(folder, 'client.secret')
    await writeFile(file, CLIENT.secret)
    await use({
      FLX_OIDC_ISSUER: provider.issuer,
      FLX_OIDC_CLIENT_ID: CLIENT.id,
      FLX_OIDC_CLIENT_SECRET_FILE: file,
      FLX_OIDC_LABEL: 'Example Works',
    })
    await rm(folder, { recursive: true })
  },
})

const serve = (provider: TestProvider, { url }: ProductServer): void =>
  provider.serve(`${url}/api/auth/openid/callback`)

test('a user signs in at the provider and reaches the requested page', async ({
  provider,
  server,
  browser,
}) => {
  serve(provider, server)
  provider.person = {
    sub: 'ada-1',
    email: ADMINISTRATOR.email,
    email_verified: true,
    name: ADMINISTRATOR.name,
  }
  await using context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${server.url}/executions`)
  await page.getByRole('link', { name: 'Sign in with Example Works' }).click()
  await expect(page).toHaveURL(`${server.url}/executions`)
  await expect(page.getByRole('heading', { name: 'Executions', exact: true })).toBeVisible()
  await page.goto(`${server.url}/settings/profile`)
  await expect(page.getByRole('main')).toContainText(ADMINISTRATOR.email)
})

test('a user who turns back, or has no account here, sees why and can sign in another way', async ({
  provider,
  server,
  browser,
}) => {
  serve(provider, server)
  await using context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${server.url}/sign-in`)
  await page.getByRole('link', { name: 'Sign in with Example Works' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in/)
  provider.person = { sub: 'eve-1', email: 'eve@example.com', email_verified: true, name: 'Eve' }
  await page.getByRole('link', { name: 'Sign in with Example Works' }).click()
  await expect(page.getByRole('alert')).toContainText(/account|invite/i)
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page).not.toHaveURL(/sign-in/)
})
