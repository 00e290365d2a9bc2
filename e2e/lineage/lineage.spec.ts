import { expectGoodLooks } from '../support/axe.ts'
import { expect, nightly, test } from '../support/server.ts'

test.use({ content: 'demonstration' })

test('a search leads to the picture, to what is late, and along a column', async ({ page, shared }) => {
  await page.goto(`${shared.url}/pipelines`)
  await page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name: 'Lineage' }).click()
  await page.getByRole('searchbox', { name: 'Search lineage' }).fill('WAREHOUSE.db')
  await expect(page).toHaveURL(/search=/)
  await page.getByRole('button', { name: 'Filter by source' }).click()
  await page.getByRole('menuitemradio', { name: /^sqlite:.*warehouse\.db$/ }).click()
  await expect(page).toHaveURL(/source=sqlite/)
  await page.getByRole('button', { name: 'Filter by tag' }).click()
  await page.getByRole('menuitemradio', { name: 'crm', exact: true }).click()
  await expect(page.getByRole('row', { name: /^daily_revenue/ })).toBeHidden()
  await page
    .getByRole('row', { name: /^crm_customers/ })
    .getByRole('link')
    .click()

  const picture = page.getByRole('region', { name: 'Lineage of crm_customers' })
  const node = (name: string) => picture.getByRole('button', { name: new RegExp(`^${name}`) })
  await expect(node('daily_revenue')).toBeVisible()
  await expect(node('audiences')).toBeVisible()
  await expect(node('tap-crm')).toContainText('Source system')
  for (const name of ['tap-crm', 'customers', 'crm_customers', 'daily_revenue'])
    await expect(node(name)).toContainText(/Success|Failed/)
  await page.getByRole('button', { name: 'Clear filter Tag: crm' }).click()
  const panel = page.getByRole('complementary', { name: 'About crm_customers' })
  const impact = panel.getByRole('region', { name: 'Downstream impact' })
  // Which of them loaded first depends on the time of day.
  await expect(impact.getByRole('link')).toHaveCount(2)
  for (const name of ['ads: orders to warehouse', 'billing: orders to warehouse'])
    await expect(impact.getByRole('link', { name })).toBeVisible()
  await expect(panel.getByRole('region', { name: 'Upstream sources' })).toContainText(
    'crm: orders to warehouse',
  )

  // A column under all its names.
  await panel.getByRole('button', { name: 'email_hash' }).click()
  const columnPath = panel.getByRole('region', { name: 'Where email_hash comes from and goes to' })
  await expect(columnPath).toContainText('customers.email → crm_customers.email_hash')
  await expect(columnPath).toContainText('audiences.email_hash → best_customers.email_hash')
  await expect(node('customer_value')).toContainText('email_hash')

  // Another dataset of the picture, and the status of its pipelines.
  await node('daily_revenue').click()
  const other = page.getByRole('complementary', { name: 'About daily_revenue' })
  await other.getByRole('link', { name: 'Start from here' }).click()
  await page.getByRole('button', { name: 'Pipelines', exact: true }).click()
  const lineageRegion = page.getByRole('region', { name: 'Lineage of daily_revenue' })
  await expect(lineageRegion.getByRole('button', { name: /^billing: orders to warehouse/ })).toBeVisible()

  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  const list = page.getByRole('table', { name: 'Datasets in data flow order' })
  await expectGoodLooks(page, [1440, 390], (width) =>
    expect(width < 640 ? list : lineageRegion.getByRole('button', { name: /^audiences/ })).toBeVisible(),
  )
})

// In every run builder.spec.ts proves the keys of diagrams, and keyboard.spec.ts those of lists.
nightly('the same with the keyboard alone', async ({ page, shared }) => {
  const tabTo = async (isThere: () => Promise<boolean>) => {
    for (let step = 0; step < 60 && !(await isThere()); step += 1) await page.keyboard.press('Tab')
    expect(await isThere()).toBe(true)
  }
  const focused = (selector: string) => () =>
    page.evaluate((target) => document.activeElement?.matches(target) ?? false, selector)
  await page.goto(`${shared.url}/pipelines`)
  await expect(page.getByRole('heading', { name: 'Pipelines', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await expect(page.getByRole('heading', { name: 'Lineage', level: 1 })).toBeVisible()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await tabTo(focused('[aria-label="Filter by tag"]'))
  await page.keyboard.press('Enter')
  const tag = page.getByRole('menuitemradio', { name: 'crm', exact: true })
  const role = () => page.evaluate(() => document.activeElement?.getAttribute('role'))
  await expect.poll(role).toBe('menuitemradio')
  const isFocused = () => tag.evaluate((item) => item === document.activeElement)
  for (let step = 0; step < 30 && !(await isFocused()); step += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/tag=crm/)
  for (let step = 0; step < 9 && !(await focused('[aria-label="Search lineage"]')()); step += 1)
    await page.keyboard.press('Shift+Tab')
  await page.keyboard.type('crm_customers')
  await expect(page.getByRole('row')).toHaveCount(2)
  await tabTo(focused('[data-item-link]'))
  await page.keyboard.press('Enter')

  const picture = page.getByRole('region', { name: 'Lineage of crm_customers' })
  await expect(picture.getByRole('button', { name: /^daily_revenue/ })).toBeVisible()
  await tabTo(focused('.react-flow__node'))
  await expect(picture.getByRole('button', { name: /^crm_customers/ })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const next = page.getByRole('complementary', { name: /About (daily_revenue|customer_value)/ })
  await expect(next.getByRole('region', { name: 'Upstream sources' })).toContainText(
    'crm: orders to warehouse',
  )

  // The list also contains all of it.
  const isPressed = (text: string) => () =>
    page.evaluate((expected) => document.activeElement?.textContent === expected, text)
  await page.keyboard.press('Escape')
  await expect(next).toBeHidden()
  for (let step = 0; step < 30 && !(await isPressed('List')()); step += 1)
    await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  const row = page.getByRole('row', { name: /^crm_customers/ })
  await expect(row).toContainText('crm: orders to warehouse')
  // The list reacts to keys from its first frame on.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
  await page.keyboard.press('j')
  await expect.poll(isPressed('customers')).toBe(true)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: /^About / })).toBeVisible()
})
