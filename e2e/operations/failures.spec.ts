import { expectGoodLooks } from '../support/axe.ts'
import { expect, test } from '../support/server.ts'

test.use({ content: 'demonstration' })

/** Five, minus those whose schedule came due in the meantime. */
const RETRY_ALL = /^Retry all \d$/

test('the red badge leads to the quoted cause, its likely trigger and its retry', async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/pipelines`)
  const main = page.getByRole('navigation', { name: 'Main' }).first()
  await main.getByRole('link', { name: /^Failures.*open cause/ }).click()

  // The first open cause shows all of it at once.
  const cause = page.getByRole('row', { name: /A field that the program expects is missing/ })
  await expect(cause).toContainText('5 pipelines')
  await expect(page.getByRole('figure')).toContainText(/KeyError: 'shipping_address_\d'/)
  const trigger = page.getByRole('region', { name: 'Likely trigger' })
  await expect(trigger).toContainText('Jonas Weber changed tap-shop from version 2.4.0 to 2.5.1')
  await expect(trigger).toContainText('The first failure followed')
  await expect(page.getByRole('region', { name: 'Affected pipelines' }).getByRole('row')).toHaveCount(6)

  await page.getByRole('button', { name: RETRY_ALL }).click()
  // They really run, on the sample data, and the cause recovers on its own.
  await expect(cause.locator('[data-cause-state=recovered]').filter({ visible: true })).toBeVisible({
    timeout: 60_000,
  })
})

test('the same with the keyboard alone', async ({ page, server }) => {
  await page.goto(`${server.url}/pipelines`)
  await expect(page.getByRole('heading', { name: 'Pipelines', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: RETRY_ALL })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByRole('button', { name: /Hide details of “A field that/ })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: RETRY_ALL })).toBeFocused()
  await page.keyboard.press('Enter')
  const cause = page.getByRole('row', { name: /A field that the program expects is missing/ })
  await expect(cause.locator('[data-cause-state=recovered]').filter({ visible: true })).toBeVisible({
    timeout: 60_000,
  })
})

test('failures are the first page while a cause is open, and are handled as a whole', async ({
  page,
  server,
}) => {
  await page.goto(server.url)
  await expect(page).toHaveURL(/\/failures$/)
  // Keys also act on the open cause.
  await expect(page.getByRole('button', { name: 'Acknowledge', exact: true })).toBeVisible()
  await page.keyboard.press('a')
  const cause = page.getByRole('row', { name: /A field that the program expects is missing/ })
  await expect(cause).toContainText('Acknowledged')
  await page.getByRole('button', { name: 'Assign', exact: true }).click()
  await page.getByRole('menuitemradio', { name: 'Administrator' }).click()
  await expect(cause).toContainText('Administrator')
  await page.getByRole('button', { name: 'Comment' }).click()
  await page.getByRole('textbox', { name: 'Comment' }).fill('Waits for 2.5.2')
  await page.getByRole('button', { name: 'Add comment' }).click()
  await expect(page.getByRole('list', { name: 'Comments' }).getByText('Waits for 2.5.2')).toBeVisible()

  await expectGoodLooks(page, [1440, 390])
  // On a phone a cause is a card, and while a cause is open, recovered ones are collapsed.
  await page.getByRole('button', { name: 'Remove acknowledgement' }).click()
  const recovered = page.locator('[data-cause]').filter({ hasText: 'Recovered' })
  await expect(recovered.first()).toBeHidden()
  await page
    .getByRole('button', { name: /^Recovered \d+$/ })
    .filter({ visible: true })
    .last()
    .click()
  await expect(recovered.first()).toBeVisible()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Hold tap-shop…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  // The other places are behind "More".
  const more = page.getByRole('button', { name: /^More(?! actions)/ })
  await more.press('Enter')
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await more.click()
  await page.getByRole('dialog', { name: 'More' }).getByRole('link', { name: 'Schedules' }).click()
  await expect(page.getByRole('heading', { name: 'Schedules', level: 1 })).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(more).toHaveAttribute('aria-current', 'true')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page
    .getByRole('navigation', { name: 'Main' })
    .first()
    .getByRole('link', { name: 'Dashboard' })
    .click()
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
})
