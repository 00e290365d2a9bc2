import { expect, test } from '../support/server.ts'

test('the first steps lead to an execution to watch and cancel, and to a failure with an incident', async ({
  page,
  server,
}) => {
  await page.goto(server.url)
  const steps = page.getByRole('region', { name: 'Get started in four steps' })
  await steps.getByRole('button', { name: 'Run the slow sample' }).click()
  await expect(page.getByRole('heading', { name: 'Sample: slow load' })).toBeVisible()
  // It runs long enough to be seen and cancelled.
  await expect(page.getByTestId('records')).toHaveText(/[1-9]/, { timeout: 30_000 })
  await page.keyboard.press('c')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel execution' }).click()
  await expect(page.locator('header [data-status="cancelled"]')).toBeVisible({ timeout: 20_000 })

  await page.goto(server.url)
  await expect(steps).toBeVisible()
  // Where its data went: what the loader kept until the cancel.
  await steps.getByRole('link', { name: 'Show the loaded rows' }).click()
  await expect(page.getByTestId('loaded-place')).toHaveText('orders')
  await expect(page.getByRole('table', { name: 'orders' }).getByRole('row')).not.toHaveCount(1)
  await page.goto(server.url)
  await steps.getByRole('button', { name: 'Run the failing sample' }).click()
  await expect(page.locator('header [data-status="failed"]')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/key column .customer_no. of stream/).first()).toBeVisible()
  await page.goto(`${server.url}/alerts`)
  await expect(page.getByRole('row', { name: /failing load/ })).toContainText('Any failure')

  await page
    .getByRole('navigation', { name: 'Main' })
    .first()
    .getByRole('link', { name: 'Dashboard' })
    .click()
  await steps.getByRole('button', { name: 'Hide these steps' }).click()
  await expect(steps).toBeHidden()
})
