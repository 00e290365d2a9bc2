import { readFile } from 'node:fs/promises'

import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'
import { showTheme } from '../support/theme.ts'

test('the dashboard follows an execution without polling, and every figure opens its list', async ({
  page,
  server,
}) => {
  await addTestTap(page, server.url)
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { records: 1_000_000, pause_ms: 5 } },
  })
  await page.goto(server.url)
  const figures = page.locator('dl[aria-label="Figures"] > div')
  const running = page.getByRole('region', { name: 'Running now' })
  await expect(figures.filter({ hasText: 'Pipelines' })).toContainText('1 active')
  await expect(running).toContainText('Nothing is running.')

  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await expect(running.getByRole('link', { name: /Numbers/ })).toBeVisible()
  await expect(figures.filter({ hasText: 'Running now' })).toContainText('1')
  await api(page, server.url, 'POST', `/executions/${execution.id}/cancel`, {})
  await expect(running).toContainText('Nothing is running.', { timeout: 20_000 })

  const outcomes = page.getByRole('region', { name: 'Outcomes per day', exact: true })
  await outcomes.getByRole('button', { name: 'Table' }).click()
  await expect(outcomes.getByRole('row')).toHaveCount(31)
  await expect(outcomes.getByRole('row').nth(1)).toContainText('0.0%')
  const saved = page.waitForEvent('download')
  await outcomes.getByRole('button', { name: /CSV/ }).click()
  const rows = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n')
  expect(rows[0]).toBe('From,To,Success,Failed,Cancelled,Success rate')
  expect(rows.at(-1)).toMatch(/,0,0,1,0$/)

  await page.getByRole('button', { name: '24h' }).click()
  await expect(page).toHaveURL(/window=24h/)
  await expect(page.getByRole('heading', { name: 'Outcomes per hour' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: '24h', pressed: true })).toBeVisible()
  await figures.filter({ hasText: 'Executions' }).getByRole('link').click()
  await expect(page).toHaveURL(/\/executions\?from=/)
})

/** A wall with more of everything than fits, and names of the maximum length. */
function crowdedWall(now: number) {
  const time = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  const rows = <Row>(row: (index: number) => Row): Row[] =>
    Array.from({ length: 12 }, (_, index) => row(index))
  const name = (index: number) =>
    `${index} ${'warehouse-of-everything '.repeat(index % 3 === 0 ? 4 : 1)}`.trim()
  const id = (index: number) => `00000000-0000-4000-8000-0000000000${index + 10}`
  return {
    at: time(0),
    health: { at: time(0), healthy: 9_132, total: 9_999 },
    healthBefore: Array.from({ length: 25 }, (_, hour) => {
      return { at: time((hour - 24) * 60), healthy: 9_500 - hour, total: 9_999 }
    }),
    since: { from: time(-600), executions: 1_234_567, failed: 98_765 },
    failing: {
      total: 47,
      items: rows((index) => ({
        ...{
          id: id(index),
          title: `The field ${name(index)} is missing`,
          plugin: `tap-${'x'.repeat(index * 6)}`,
        },
        ...{ version: '2.5.1', pipelines: index + 1, isAcknowledged: index === 2 },
        assignee: index === 1 ? 'Wilhelmina Featherstonehaugh-Cholmondeley' : null,
      })),
    },
    stale: {
      ...{ total: 4_321, targets: 9_000 },
      items: rows((index) => ({
        ...{ pipelineId: id(index), pipelineName: name(index), targetSeconds: 14_400 },
        loadedAt: index === 0 ? null : time(-5000),
      })),
    },
    running: {
      ...{ total: 64, waiting: 12_345 },
      items: rows((index) => ({
        ...{ id: id(index), pipelineName: name(index), startedAt: time(-index), isCancelling: index === 1 },
        usualSeconds: index % 2 === 0 ? 100 : null,
      })),
    },
    late: {
      total: { atLeast: 12 },
      items: rows((index) => ({ pipelineId: id(index), pipelineName: name(index), dueAt: time(-9) })),
    },
    nextHour: {
      ...{ total: 240, peak: 37 },
      items: Array.from({ length: 240 }, (_, index) => ({
        ...{ pipelineId: id(index % 12), pipelineName: name(index % 12), dueAt: time(index / 4) },
        usualSeconds: index % 5 === 0 ? null : (index % 7) * 60,
      })),
    },
    ...{ pause: null, hold: null },
  }
}

test('the wall fits each display without scrolling, and nothing on it overlaps', async ({ page, shared }) => {
  await page.route('**/api/wall*', (route) => route.fulfill({ json: crowdedWall(Date.now()) }))
  await page.goto(`${shared.url}/wall`)
  const panels = page.locator('main section')
  await expect(panels).toHaveCount(6)
  for (const [width, height, theme] of SCREENS) {
    await showTheme(page, theme)
    await page.setViewportSize({ width, height })
    await expect(page.getByRole('region', { name: 'Failure causes' })).toContainText(/and \d+ more/)
    // The panels measure themselves again after the display changes.
    await expect.poll(() => page.evaluate(faultsOfLayout), `${width} × ${height}`).toEqual([])
  }
})

const SCREENS = [
  [1280, 720, 'light'],
  [1920, 1080, 'dark'],
  [3840, 2160, 'light'],
] as const

/** Elements that scroll, overflow their panel, or cover another name. */
function faultsOfLayout(): string[] {
  const root = document.documentElement
  const faults: string[] = []
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) faults.push('the page scrolls')
  const inside = (box: DOMRect, outer: DOMRect) =>
    box.left >= outer.left - 1 &&
    box.right <= outer.right + 1 &&
    box.top >= outer.top - 1 &&
    box.bottom <= outer.bottom + 1
  for (const panel of document.querySelectorAll('main section')) {
    const outer = panel.getBoundingClientRect()
    if (!inside(outer, new DOMRect(0, 0, innerWidth, innerHeight)))
      faults.push(`${panel.ariaLabel} is outside`)
    for (const part of panel.querySelectorAll('h2, p, [data-row], [data-row] span, [data-run]')) {
      const box = part.getBoundingClientRect()
      if (!inside(box, outer)) faults.push(`outside: ${part.textContent}`)
    }
  }
  const overlaps = (selector: string) => {
    const boxes = [...document.querySelectorAll(selector)].map((element) => element.getBoundingClientRect())
    boxes.forEach((a, index) => {
      const touches = boxes.slice(index + 1).some((b) => {
        return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
      })
      if (touches) faults.push(`${selector} ${index} covers another`)
    })
  }
  for (const selector of ['main section', '[data-row]', '[data-run]', 'header > *']) overlaps(selector)
  return faults
}

test('the wall is live, says when it is not, and is left with Escape or a link the pointer reveals', async ({
  page,
  server,
}) => {
  await page.clock.install()
  await page.goto(server.url)
  await page.getByRole('link', { name: 'Wall display' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
  for (const words of [
    'Nothing is failing',
    'Nothing is running',
    'No schedule is late',
    'No runs in the next hour',
  ]) {
    await expect(page.getByText(words)).toBeVisible()
  }
  const liveStatus = page.locator('[data-connection]')
  await expect(liveStatus).toHaveText('Live')

  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Every five minutes',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    schedule: '*/5 * * * *',
  })
  const nextHour = page.getByRole('region', { name: 'Next hour' })
  await expect(nextHour.getByText('Every five minutes').first()).toBeVisible()
  await api(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await expect(page.getByRole('region', { name: 'Failure causes' }).getByText('1 pipeline')).toBeVisible({
    timeout: 30_000,
  })

  await page.context().setOffline(true)
  await page.clock.fastForward('02:00')
  await expect(liveStatus).toContainText(/^Not live since \d\d:\d\d:\d\d \(\d min\)$/)
  await page.context().setOffline(false)
  await page.clock.fastForward('00:35')
  await expect(liveStatus).toHaveText('Live', { timeout: 20_000 })

  const leave = page.getByRole('link', { name: 'Exit' })
  await expect(leave).toHaveCSS('opacity', '0')
  await page.mouse.move(200, 200)
  await page.mouse.move(240, 240)
  await expect(leave).toHaveCSS('opacity', '1')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('navigation', { name: 'Main' }).first()).toBeVisible()
})
