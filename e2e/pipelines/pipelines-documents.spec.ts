import { readFile } from 'node:fs/promises'

import { createPipelines, rows } from '../support/samples.ts'
import { expect, test } from '../support/server.ts'

test('pipelines are exported as a document, and a document is checked before it is imported', async ({
  page,
  server,
}) => {
  await createPipelines(page, server, 2)
  await page.goto(`${server.url}/pipelines?search=001`)
  await expect(rows(page)).toHaveCount(1)
  const menu = page.getByRole('button', { name: 'Export, import and more' })
  await menu.click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export these as YAML' }).click()
  const yaml = await readFile(await (await downloading).path(), 'utf8')
  expect(yaml).toContain('- name: pipeline 001')
  expect(yaml).not.toContain('pipeline 000')

  await menu.click()
  await page.getByRole('menuitem', { name: 'Import YAML…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import a YAML document' })
  await dialog.getByLabel('Document').fill('pipelines: [')
  await dialog.getByRole('button', { name: 'Check' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Line 1, column 13')

  const changedYaml = `${yaml.replace('description: ""', 'description: From git')}- name: brought\n  extractor: tap-test\n  loader: target-jsonl\n- name: wrong\n  extractor: tap-nothing\n  loader: target-jsonl\n`
  await dialog
    .getByLabel('File')
    .setInputFiles({ name: 'p.yaml', mimeType: 'application/yaml', buffer: Buffer.from(changedYaml) })
  await expect(dialog.getByLabel('Document')).toHaveValue(changedYaml)
  await dialog.getByRole('button', { name: 'Check' }).click()
  await expect(dialog.getByRole('status')).toHaveText(
    'Error: 1 · Create: 1 · Change: 1 · Unchanged: 0. Entries with errors stay unchanged.',
  )
  await expect(dialog.getByRole('row', { name: /wrong/ })).toContainText(
    'No extractor is named "tap-nothing".',
  )
  await expect(dialog.getByRole('row', { name: /pipeline 001/ })).toContainText('From git')
  await dialog.getByRole('button', { name: 'Import 2 pipelines' }).click()
  await expect(dialog.getByRole('status')).toContainText('Created: 1 · Changed: 1')
  // It is done: nothing is left to cancel.
  await expect(dialog.getByText('Close', { exact: true })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
  await page.goto(`${server.url}/pipelines?search=brought`)
  await expect(rows(page)).toHaveCount(1)
})

test('ticked pipelines are exported as a Meltano project', async ({ page, server }) => {
  await createPipelines(page, server, 3)
  await page.goto(`${server.url}/pipelines?search=00`)
  await expect(rows(page)).toHaveCount(3)
  await rows(page).filter({ hasText: 'pipeline 001' }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Export, import and more' }).click()
  await page.getByRole('menuitem', { name: 'Export 1 pipeline to Meltano…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export to Meltano' })
  await dialog.getByLabel('Environment').fill('dev')
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog.getByRole('region', { name: 'Content of meltano.yml' })).toContainText('pipeline-001')
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save meltano.yml' }).click()
  const yaml = await readFile(await (await downloading).path(), 'utf8')
  expect(yaml).toContain('default_environment: dev')
  expect(yaml).not.toContain('pipeline-000')
})
