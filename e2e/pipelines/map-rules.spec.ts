import type { Page } from 'playwright/test'

import { api, expect, test } from '../support/server.ts'

test.use({ content: 'names' })

interface Samples {
  items: { id: string; name: string; mappers: string[] }[]
}

/** Adds a rule to a stream that has `before` rules, and returns its row. */
async function newRule(page: Page, stream: string, before: number) {
  const rules = page.getByRole('group', { name: stream })
  await expect(rules.getByRole('listitem')).toHaveCount(before)
  await rules.getByRole('button', { name: `Add rule for ${stream}` }).click()
  return rules.getByRole('listitem').last()
}

test('the rules of the mapper are entered as rows, and as JSON', async ({ page, shared }) => {
  const { items } = await api<Samples>(page, shared.url, 'GET', '/pipelines?search=Sample')
  const id = items.find(({ mappers }) => mappers.length > 0)?.id ?? ''
  await page.goto(`${shared.url}/pipelines/${id}/edit`)
  const row = await newRule(page, 'customers', 2)
  await row.getByRole('combobox', { name: 'Rule' }).selectOption('Keep records where')
  await row.getByRole('textbox', { name: 'Field' }).fill('country')
  await row.getByRole('combobox', { name: 'Comparison' }).selectOption('is one of')
  await row.getByRole('textbox', { name: 'Value' }).fill('CH, DE')
  await page.getByRole('button', { name: 'JSON', exact: true }).click()
  await expect(page.getByRole('textbox', { name: /^Streams/ })).toHaveValue(/"op": "in"/)
  await page.getByRole('button', { name: 'Rules', exact: true }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(new RegExp(`/pipelines/${id}$`))
  const saved = await api<{ config: Record<string, unknown> }>(page, shared.url, 'GET', `/pipelines/${id}`)
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

test('stream maps are entered as rows, and keep what the form does not know', async ({ page, shared }) => {
  const plugins = [
    { name: 'tap-maps', type: 'extractor' },
    { name: 'sdk-mapper', type: 'transformer', mode: 'in-flight' },
    { name: 'target-maps', type: 'loader' },
  ]
  for (const plugin of plugins) {
    const settingDefinitions = plugin.name === 'sdk-mapper' ? [{ name: 'stream_maps', kind: 'object' }] : []
    await api(page, shared.url, 'POST', '/plugins', { ...plugin, command: ['true'], settingDefinitions })
  }
  const maps = { users: { email: null, __new__: { a: 1 }, name: 'full_name', full_name: null } }
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/pipelines', {
    ...{ name: 'maps', extractor: 'tap-maps', loader: 'target-maps', mappers: ['sdk-mapper'] },
    config: { 'sdk-mapper': { stream_maps: maps } },
  })
  await page.goto(`${shared.url}/pipelines/${id}/edit`)
  const row = await newRule(page, 'users', 3)
  await row.getByRole('combobox', { name: 'Rule' }).selectOption('Set the field to')
  await row.getByRole('textbox', { name: 'Field' }).fill('hash')
  await row.getByRole('textbox', { name: 'Expression' }).fill('md5(email)')
  await page.getByRole('button', { name: 'Drop all other streams' }).click()
  await page.getByRole('button', { name: 'JSON', exact: true }).click()
  const json = page.getByRole('textbox', { name: /^stream_maps/ })
  await expect(json).toHaveValue(/"__else__": null/)
  await json.fill((await json.inputValue()).replace('md5(email)', 'sha256(email)'))
  await page.getByRole('button', { name: 'Rules', exact: true }).click()
  await expect(row.getByRole('textbox', { name: 'Expression' })).toHaveValue('sha256(email)')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(new RegExp(`/pipelines/${id}$`))
  const saved = await api<{ config: Record<string, unknown> }>(page, shared.url, 'GET', `/pipelines/${id}`)
  expect(saved.config['sdk-mapper']).toEqual({
    stream_maps: { users: { ...maps.users, hash: 'sha256(email)' }, __else__: null },
  })
})
