import { expectGoodLooks, violations } from '../support/axe.ts'
import { api, expect, test } from '../support/server.ts'
import { addWidget, corner, grip, kinds, loading } from '../support/dashboards.ts'

test.use({ content: 'demonstration' })

test('a dashboard is created and arranged by mouse, and shown on a wall', async ({ page, shared }) => {
  await page.goto(`${shared.url}/dashboards`)
  await page.getByRole('button', { name: 'Create dashboard' }).click()
  await page.getByLabel('Name').fill('Nights')
  await page.getByRole('dialog').getByRole('button', { name: 'Create dashboard' }).click()
  await addWidget(page, 'Outcomes')
  await addWidget(page, 'Records')
  await addWidget(page, 'Error budgets')
  await expect(kinds(page)).toHaveCount(3)
  await expect(loading(page)).toHaveCount(0)

  const from = (await grip(page, 'Error budgets').boundingBox())!
  const to = (await kinds(page).first().boundingBox())!
  await page.mouse.move(from.x + 8, from.y + 8)
  await page.mouse.down()
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 })
  await page.mouse.up()
  await expect(kinds(page).first()).toContainText('Error budgets')

  const handle = (await corner(page, 'Error budgets').boundingBox())!
  const before = (await kinds(page).first().boundingBox())!
  await page.mouse.move(handle.x + 8, handle.y + 8)
  await page.mouse.down()
  await page.mouse.move(handle.x + 8 + before.width, handle.y + 8, { steps: 8 })
  await page.mouse.up()
  await expect
    .poll(async () => (await kinds(page).first().boundingBox())!.width)
    .toBeGreaterThan(before.width * 1.5)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await kinds(page).first().boundingBox())!.width).toBe(before.width)

  await page.getByRole('button', { name: 'Remove Records' }).click()
  await expect(kinds(page)).toHaveCount(2)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Save dashboard' }).click()
  // The editor has the same heading: wait for something that appears only afterwards.
  await expect(page.getByRole('link', { name: 'Wall display' })).toBeVisible()
  await page.reload()
  await expect(kinds(page)).toHaveCount(2)
  await expect(kinds(page).first()).toContainText('Error budgets')
  await expectGoodLooks(page, [1440])
  await page.getByRole('link', { name: 'Wall display' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Nights' })).toBeVisible()
  await expect(page.getByText('Live')).toBeVisible()
})

test('widgets take no more room when their figures arrive', async ({ page, shared }) => {
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/dashboards', {
    name: 'Still',
    widgets: ['figures', 'outcomes', 'records', 'duration', 'top', 'slowest', 'upcoming', 'text'].map(
      (kind) => ({ id: kind, kind, width: 6, height: 2 }),
    ),
  })
  for (const [width, edit] of [
    [1440, '?edit=on'],
    [1440, ''],
    [2560, '?edit=on'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/api/{statistics,schedules}*', async (route) => {
      await released
      await route.continue()
    })
    await page.goto(`${shared.url}/dashboards/${id}${edit}`)
    await expect(kinds(page)).toHaveCount(8)
    await expect(kinds(page).getByRole('region', { name: 'Outcomes' })).toBeVisible()
    const tops = () =>
      kinds(page).evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)))
    const before = await tops()
    release()
    await expect(loading(page)).toHaveCount(0)
    await expect(kinds(page).getByRole('region', { name: 'Outcomes per day' })).toBeVisible()
    expect(await tops()).toEqual(before)
    await page.unroute('**/api/{statistics,schedules}*')
  }
})

test('durations of a tag are shown, or why there are none', async ({ page, shared }) => {
  const { slowest } = await api<{ slowest: { id: string }[] }>(page, shared.url, 'GET', '/statistics')
  const { items } = await api<{ items: { id: string; tags: string[] }[] }>(
    page,
    shared.url,
    'GET',
    '/pipelines?limit=100',
  )
  const tag = items.find(
    ({ id: pipelineId, tags }) => tags.length > 0 && slowest.some((pipeline) => pipeline.id === pipelineId),
  )?.tags[0]
  expect(tag).toBeDefined()
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/dashboards', {
    name: 'Durations of a tag',
    widgets: [{ id: 'a', kind: 'duration', width: 6, height: 2, tag }],
  })
  await page.goto(`${shared.url}/dashboards/${id}`)
  await kinds(page).getByText('Table', { exact: true }).click()
  await expect(kinds(page).getByRole('table')).toContainText(/\d[smh]/)
  await kinds(page).getByText('Chart', { exact: true }).click()
  await expectGoodLooks(page, [390, 1440])

  const problem = 'More than 500 pipelines have this tag.'
  await page.route('**/api/statistics/tagged?*', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...(await answer.json()), percentilesProblem: problem } })
  })
  await page.reload()
  await expect(kinds(page)).toContainText(problem)
  await expectGoodLooks(page, [390, 1440])
})

test('a dashboard is arranged by keyboard alone, and a conflict loses nothing', async ({ page, shared }) => {
  const widget = (id: string, kind: string) => ({ id, kind, width: 6, height: 2 })
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/dashboards', {
    name: 'Keys',
    widgets: [widget('a', 'outcomes'), widget('b', 'records')],
  })
  await page.goto(`${shared.url}/dashboards/${id}`)
  await expect(kinds(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Edit', exact: true }).focus()
  await page.keyboard.press('Enter')
  await grip(page, 'Outcomes').focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('status').filter({ hasText: 'Outcomes: place 2 of 2' })).toBeAttached()
  await expect(kinds(page).first()).toContainText('Records')
  // The key that moved it still has the focus.
  await expect(grip(page, 'Outcomes')).toBeFocused()
  await corner(page, 'Outcomes').focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('status').filter({ hasText: '7 of 12 columns' })).toBeAttached()

  await api(page, shared.url, 'PATCH', `/dashboards/${id}`, { version: 1, name: 'Theirs' })
  await page.getByRole('button', { name: 'Save dashboard' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'This dashboard has changed' })
  await dialog.getByRole('button', { name: 'Overwrite with mine' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible()
  const saved = await api<{ widgets: { id: string; width: number }[] }>(
    page,
    shared.url,
    'GET',
    `/dashboards/${id}`,
  )
  expect(saved.widgets.map(({ id: name, width }) => [name, width])).toEqual([
    ['b', 6],
    ['a', 7],
  ])
})

test('changes by others to a dashboard arrive live, and leaving an edited one asks first', async ({
  page,
  shared,
}) => {
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/dashboards', {
    name: 'Before',
    widgets: [{ id: 'a', kind: 'outcomes', width: 6, height: 2 }],
  })
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  await page.goto(`${shared.url}/dashboards/${id}`)
  await expect(heading('Before')).toBeVisible()
  await api(page, shared.url, 'PATCH', `/dashboards/${id}`, { version: 1, name: 'Meanwhile' })
  await expect(heading('Meanwhile')).toBeVisible()

  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('button', { name: 'Remove Outcomes' }).click()
  await page.getByRole('link', { name: 'Schedules', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
  await dialog.getByRole('button', { name: 'Keep editing' }).click()
  await expect(page.getByRole('button', { name: 'Save dashboard' })).toBeVisible()
  await expect(kinds(page)).toHaveCount(0)
  await page.getByRole('link', { name: 'Schedules', exact: true }).click()
  await dialog.getByRole('button', { name: 'Discard changes' }).click()
  await expect(page).toHaveURL(/\/schedules$/)
})

test('objectives appear on the pipeline page and in the fleet, and usual ranges in the charts', async ({
  page,
  shared,
}) => {
  const { items } = await api<{ items: { id: string; version: number }[] }>(
    page,
    shared.url,
    'GET',
    '/pipelines?sort=-lastExecutionAt&limit=1',
  )
  const [pipeline] = items
  await page.goto(`${shared.url}/pipelines/${pipeline?.id}/edit`)
  await page.getByLabel('Success objective (%)').fill('99.5')
  await page.getByLabel('Objectives over (days)').fill('14')
  await page.getByRole('button', { name: /^Save/ }).first().click()
  const card = page.getByRole('region', { name: 'Objectives', exact: true })
  await expect(card.getByRole('heading', { name: 'Success 99.5% over 14 days' })).toBeVisible()
  await expect(card.getByRole('table', { name: 'Burn rates: Success' }).getByRole('row')).toHaveCount(4)
  await expect(page.getByLabel('Usual range')).toBeChecked()
  expect(await violations(page)).toEqual([])

  await page.goto(`${shared.url}/pipelines?view=fleet`)
  await page.getByLabel('Error budgets').check()
  await expect(page.getByRole('columnheader', { name: 'Error budget' })).toBeVisible()
  await expect(page.getByText(/of the error budget left/).first()).toBeAttached()
})
