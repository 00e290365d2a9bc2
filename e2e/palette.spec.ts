import { createPipelines, rows } from './support/samples.ts'
import { expect, test } from './support/server.ts'

test('the command palette finds pipelines, pages and actions by keyboard', async ({ page, server }) => {
  await createPipelines(page, server, 2)
  await page.goto(`${server.url}/executions`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('combobox', { name: 'Search or jump to' })
  await expect(palette).toBeFocused()
  await palette.fill('line 001')
  await expect(page.getByRole('option', { name: 'pipeline 001' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'pipeline 001' })).toBeVisible()

  await page.keyboard.press('Control+k')
  await palette.fill('dark')
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  // Where the page has no filter of its own, the search key opens the palette.
  await page.goto(`${server.url}/settings/profile`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('/')
  await palette.fill('create')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/pipelines\/new/)
  await page.getByRole('button', { name: 'Search or jump to…' }).click()
  await palette.fill('no such thing')
  // The form behind it has its own options.
  await expect(page.getByRole('dialog').getByRole('option')).toHaveText([
    'Search the logs for “no such thing”',
  ])
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()

  await page.goto(`${server.url}/pipelines`)
  await expect(rows(page)).toHaveCount(2)
  await page.keyboard.press('/')
  await expect(page.getByLabel('Filter pipelines')).toBeFocused()
  await page.getByLabel('Filter pipelines').blur()
  await page.keyboard.press('?')
  await expect(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('keeps what is typed into the palette while it loads', async ({ page, server }) => {
  await createPipelines(page, server, 2)
  const { promise: letThrough, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/assets/command-palette-*.js', async (route) => {
    await letThrough
    await route.continue()
  })
  await page.goto(`${server.url}/executions`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('combobox', { name: 'Search or jump to' })
  await expect(palette).toBeFocused()
  await page.keyboard.type('line 0')
  await page.keyboard.press('Enter')
  release()
  await expect(page.getByRole('heading', { level: 1, name: /pipeline 00/ })).toBeVisible()
})

test('a dialog whose code cannot be loaded says so, and loads it on request', async ({ page, server }) => {
  const { promise: letThrough, resolve: release } = Promise.withResolvers<void>()
  let isDown = true
  await page.route('**/assets/shortcuts-dialog-*.js*', async (route) => {
    if (isDown) return route.abort()
    await letThrough
    await route.continue()
  })
  await page.goto(`${server.url}/executions`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(dialog.getByRole('alert')).toContainText('Could not load this')
  await expect(dialog.getByRole('alert')).toContainText('The server did not respond.')
  // It is loaded again on its own as well: no answer comes before the button is pressed.
  isDown = false
  // An Escape between two dialogs would be lost, and the second one would stay open.
  const swaps = await page.evaluateHandle(() => {
    const open: boolean[] = []
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes])
      for (const node of added) if (node instanceof HTMLDialogElement) open.push(node.open)
    }).observe(document.body, { childList: true, subtree: true })
    return open
  })
  await dialog.getByRole('button', { name: 'Try again' }).click()
  release()
  await expect(dialog.getByRole('heading', { name: 'Everywhere' })).toBeVisible()
  expect(await swaps.jsonValue()).toEqual([true])
})

test('a dialog is loaded before its entry is chosen, and opens without the server', async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/pipelines`)
  const loaded = page.waitForResponse(/assets\/import-dialog-.*\.js/)
  await page.getByRole('button', { name: 'Export, import and more' }).hover()
  await (await loaded).finished()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Export, import and more' }).click()
  await page.getByRole('menuitem', { name: /^Import YAML/ }).click()
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeVisible()
})
