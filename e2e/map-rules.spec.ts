import { api, expect, test } from './support/server.ts'

interface Samples {
  items: { id: string; name: string; mappers: string[] }[]
}

test('the rules of the mapper are entered as rows, and as JSON', async ({ page, server }) => {
  const { items } = await api<Samples>(page, server.url, 'POST', '/samples', {})
  const id = items.find(({ mappers }) => mappers.length > 0)?.id ?? ''
  await page.goto(`${server.url}/pipelines/${id}/edit`)
  const rules = page.getByRole('group', { name: 'customers' })
  await expect(rules.getByRole('listitem')).toHaveCount(2)
  await rules.getByRole('button', { name: 'Add a rule for customers' }).click()
  const row = rules.getByRole('listitem').last()
  await row.getByRole('combobox', { name: 'Rule' }).selectOption('Keep records where')
  await row.getByRole('textbox', { name: 'Field' }).fill('country')
  await row.getByRole('combobox', { name: 'Comparison' }).selectOption('is one of')
  await row.getByRole('textbox', { name: 'Value' }).fill('CH, DE')
  await page.getByRole('button', { name: 'JSON', exact: true }).click()
  await expect(page.getByRole('textbox', { name: /^Streams/ })).toHaveValue(/"op": "in"/)
  await page.getByRole('button', { name: 'Rules', exact: true }).click()
  await page.screenshot({ path: test.info().outputPath('rules.png'), fullPage: true })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(new RegExp(`/pipelines/${id}$`))
  const saved = await api<{ config: Record<string, unknown> }>(page, server.url, 'GET', `/pipelines/${id}`)
  expect(saved.config['map-fields']).toEqual({
    streams: {
      customers: {
        hash: ['email'],
        drop: ['phone'],
        filter: [{ field: 'country', op: 'in', value: ['CH', 'DE'] }],
      },
    },
  })
})
