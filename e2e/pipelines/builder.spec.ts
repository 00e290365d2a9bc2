import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { expectGoodLooks } from '../support/axe.ts'
import { api, expect, test } from '../support/server.ts'

const SAMPLES = join(import.meta.dirname, '../../server/src/connectors/samples')
const FILES = JSON.stringify([{ entity: 'customers', path: join(SAMPLES, 'customers.csv'), keys: ['id'] }])

const rail = (page: Page) => page.getByRole('navigation', { name: 'Plugins' })
const board = (page: Page) => page.locator('.flx-graph')
const node = (page: Page, name: string) =>
  board(page).getByRole('button', { name: new RegExp(`^\\w+ ${name}`) })
const panel = (page: Page, name: string) => page.getByRole('complementary', { name: `About ${name}` })

async function expectSuccess(page: Page): Promise<void> {
  await expect(page.locator('header [data-status="success"]')).toBeVisible({ timeout: 60_000 })
}

test('a pipeline is drawn with the mouse on an empty installation, saved and executed', async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/pipelines`)
  const began = Date.now()
  await page.getByRole('link', { name: 'Create pipeline' }).first().click()
  await page.getByRole('button', { name: 'Diagram' }).click()
  await expect(rail(page)).toBeVisible()
  await page.getByRole('textbox', { name: 'Name' }).fill('drawn with the mouse')

  const emptyHint = page.getByText('Click a plugin, or drag it here.')
  await rail(page).getByRole('button', { name: 'Add tap-csv' }).dragTo(emptyHint)
  await expect(node(page, 'tap-csv')).toBeVisible()
  await panel(page, 'tap-csv')
    .getByRole('textbox', { name: /^Files/ })
    .fill(FILES)
  await rail(page).getByRole('button', { name: 'Add target-jsonl' }).click()
  await rail(page).getByRole('button', { name: 'Add map-fields' }).dragTo(board(page))
  await expect(node(page, 'map-fields')).toContainText('Needs a value: Streams.')

  // There is no room for a second extractor; the reason is shown, and nothing changes.
  await rail(page).getByRole('button', { name: 'Add tap-csv' }).click()
  await expect(page.getByText('A pipeline has only one extractor. Remove tap-csv first.')).toBeVisible()

  // From the list of problems to the field.
  await page.getByRole('button', { name: '1 problem', exact: true }).click()
  await page.getByRole('list', { name: 'Problems' }).getByRole('button').click()
  const rules = panel(page, 'map-fields')
  await expect(rules.getByText('Needs a value: Streams.')).toBeVisible()
  await rules.getByText('Add stream').click()
  await rules.getByRole('textbox', { name: 'Stream or pattern' }).fill('customers')
  await rules.getByRole('textbox', { name: 'Field' }).fill('phone')
  await expect(page.getByRole('button', { name: 'No problems', exact: true })).toBeVisible()
  await expectGoodLooks(page, [1440])

  await page.getByRole('button', { name: 'Create pipeline' }).click()
  await expect(page).toHaveURL(/\/pipelines\/[0-9a-f-]{36}$/)
  await page.getByRole('button', { name: 'Execute', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Execute' }).click()
  await expectSuccess(page)
  expect(Date.now() - began).toBeLessThan(120_000)
})

test('a pipeline is drawn by keyboard alone', async ({ page, server }) => {
  await page.goto(`${server.url}/pipelines/new?as=drawing`)
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** Presses Tab until the focus is there. */
  const tabTo = async (locator: ReturnType<Page['getByRole']>, key = 'Tab') => {
    for (let step = 0; step < 80; step++) {
      await page.keyboard.press(key)
      if (await locator.evaluate((element) => element === document.activeElement)) return
    }
    throw new Error('The focus does not get there.')
  }
  await expect(rail(page)).toBeVisible()
  await tabTo(rail(page).getByRole('searchbox', { name: 'Search plugins' }))
  await page.keyboard.insertText('csv')
  await tabTo(rail(page).getByRole('button', { name: 'Add tap-csv' }))
  await press('Enter')
  await expect(node(page, 'tap-csv')).toBeVisible()
  await tabTo(rail(page).getByRole('searchbox', { name: 'Search plugins' }), 'Shift+Tab')
  await press('ControlOrMeta+a', 'Delete')
  await tabTo(rail(page).getByRole('button', { name: 'Add map-fields' }))
  await press('Enter')
  await tabTo(rail(page).getByRole('button', { name: 'Add target-jsonl' }))
  await press('Enter')
  await expect(node(page, 'target-jsonl')).toBeVisible()

  // To the drawing: along the lines to the mapper, which is deleted and restored.
  await tabTo(board(page).locator('.react-flow__node[tabindex="0"]'))
  await press('Home', 'ArrowRight')
  await expect(node(page, 'map-fields')).toBeFocused()
  await press('Delete')
  await expect(node(page, 'map-fields')).toBeHidden()
  await expect(node(page, 'tap-csv')).toBeFocused()
  await press('ControlOrMeta+z')
  await expect(node(page, 'map-fields')).toBeVisible()
  await press('ControlOrMeta+Shift+z')
  await expect(node(page, 'map-fields')).toBeHidden()

  // Its form, and back with Escape.
  await press('Home', 'Enter')
  await expect(panel(page, 'tap-csv').getByRole('heading', { name: 'tap-csv' })).toBeFocused()
  await tabTo(panel(page, 'tap-csv').getByRole('textbox', { name: /^Files/ }))
  await page.keyboard.insertText(FILES)
  await press('Escape')
  await expect(node(page, 'tap-csv')).toBeFocused()
  await tabTo(page.getByRole('textbox', { name: 'Name' }))
  await page.keyboard.insertText('drawn by keys')

  // A reload loses nothing.
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(page.getByText('Restored your unsaved changes')).toBeVisible()
  await expect(node(page, 'tap-csv')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('drawn by keys')

  await tabTo(page.getByRole('button', { name: 'Create pipeline' }))
  await press('Enter')
  await expect(page).toHaveURL(/\/pipelines\/[0-9a-f-]{36}$/)
  // Keys act on a pipeline once it has loaded.
  await expect(page.getByRole('button', { name: 'Execute', exact: true })).toBeVisible()
  await expect(page.getByText('No executions yet')).toBeVisible()
  await press('e')
  await expect(page.getByRole('dialog')).toBeVisible()
  await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Execute' }))
  await press('Enter')
  await expectSuccess(page)
})

test('steps are copied and reordered, and a field that an earlier mapper renames is found', async ({
  page,
  shared,
}) => {
  const mapper = {
    ...{ type: 'transformer', mode: 'in-flight', command: ['true'] },
    settingDefinitions: [{ name: 'stream_maps', kind: 'object' }],
  }
  for (const name of ['map-a', 'map-b']) await api(page, shared.url, 'POST', '/plugins', { name, ...mapper })
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/pipelines', {
    ...{ name: 'maps', extractor: 'tap-csv', loader: 'target-jsonl', mappers: ['map-a', 'map-b'] },
    config: {
      'tap-csv': { files: JSON.parse(FILES) as unknown },
      'map-a': { stream_maps: { customers: { ref: 'customer_no', customer_no: null } } },
      'map-b': { stream_maps: { customers: { email: null } } },
    },
  })
  await page.goto(`${shared.url}/pipelines/${id}/edit?as=drawing`)
  await node(page, 'map-b').click()
  const rules = panel(page, 'map-b').getByRole('group', { name: 'customers' })
  await rules.getByRole('textbox', { name: 'Field' }).fill('customer_no')
  const problem = 'map-b reads customer_no of customers, which map-a renames to ref.'
  await expect(node(page, 'map-b')).toContainText(problem)
  await expect(panel(page, 'map-b').getByText(problem)).toBeVisible()

  // In the other order it reads the field before the rename.
  await node(page, 'map-b').focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(node(page, 'map-b')).not.toContainText(problem)
  await expect(node(page, 'map-b')).toBeFocused()
  const left = async (name: string) => (await node(page, name).boundingBox())?.x ?? 0
  // The graph is laid out after the steps changed.
  await expect.poll(async () => (await left('map-a')) - (await left('map-b'))).toBeGreaterThan(0)

  // Dragged to the other side, it trades places again.
  await node(page, 'map-a').dragTo(node(page, 'tap-csv'), { steps: 5 })
  await expect(node(page, 'map-b')).toContainText(problem)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(node(page, 'map-b')).not.toContainText(problem)

  // An impossible line shows the reason.
  const end = (name: string, side: 'source' | 'target') =>
    node(page, name).locator(`.react-flow__handle.${side}`)
  await end('target-jsonl', 'source').dragTo(end('map-a', 'target'), { steps: 5 })
  await expect(page.getByText('A mapper changes records before they are loaded.')).toBeVisible()

  // The form is the same document.
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await expect(page.getByRole('combobox', { name: 'Mapper 1' })).toHaveValue('map-b')
  await page.getByRole('button', { name: 'Diagram', exact: true }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page).toHaveURL(new RegExp(`/pipelines/${id}$`))
  const saved = await api<{ mappers: string[] }>(page, shared.url, 'GET', `/pipelines/${id}`)
  expect(saved.mappers).toEqual(['map-b', 'map-a'])
})
