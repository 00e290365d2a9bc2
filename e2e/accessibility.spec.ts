import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'

import { executedSample } from './support/samples.ts'
import { expect, test } from './support/server.ts'
import { show } from './support/show.ts'
import { showTheme } from './support/theme.ts'

/** Values for the addresses below. */
interface Ids {
  pipeline: string
  execution: string
  plugin: string
}

const PAGES: Record<string, (ids: Ids) => string[]> = {
  'of the fleet and its pipelines': ({ pipeline }) => [
    '/',
    '/?window=custom',
    '/wall',
    '/pipelines',
    '/pipelines?view=table',
    '/pipelines?view=fleet',
    '/pipelines?search=nothing',
    '/pipelines/new',
    '/pipelines/import',
    `/pipelines/${pipeline}`,
    `/pipelines/${pipeline}?tab=timeline`,
    `/pipelines/${pipeline}?tab=state`,
    `/pipelines/${pipeline}/streams`,
    `/pipelines/${pipeline}/edit`,
    '/schedules',
  ],
  'of drawings, flows, templates and dashboards': ({ pipeline }) => [
    '/pipelines/flows',
    `/pipelines/${pipeline}?tab=drawing`,
    `/pipelines/${pipeline}/edit?as=drawing`,
    '/templates',
    '/templates/new',
    '/dashboards',
  ],
  'of executions, plugins, alerts and settings': ({ execution, plugin }) => [
    '/executions',
    '/executions?period=2026',
    '/executions/logs?text=orders',
    '/failures',
    `/executions/${execution}`,
    `/executions/${execution}?tab=state`,
    `/executions/${execution}?tab=compare`,
    `/executions/${execution}?tab=rows`,
    `/executions/${execution}?tab=configuration`,
    `/executions/${execution}?tab=commands`,
    '/plugins',
    '/plugins?tab=catalogue',
    `/plugins/${plugin}`,
    '/plugins/new',
    '/settings/profile',
    '/settings/tokens',
    '/settings/users',
    '/settings/api',
    '/set-password',
    '/settings/meltano',
    '/settings/openlineage',
    '/settings/audit',
    '/settings/storage',
    '/alerts',
    '/alerts?tab=rules',
    '/alerts?tab=channels',
    '/alerts?tab=deliveries',
    '/nowhere',
  ],
}

/** Widths at which no page scrolls sideways; the last is the phone whose pages are analysed. */
const NARROW = [768, 320, 360, 390]

for (const [which, paths] of Object.entries(PAGES)) {
  test(`the pages ${which} pass axe, light and dark, and fit a phone`, async ({ page, server }) => {
    // Many pages, each analysed whole.
    test.setTimeout(480_000)
    const ids = await executedSample(page, server.url)
    // Without motion a change of the theme is there at once.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const path of paths(ids)) {
      await showTheme(page, 'light')
      await show(page, server.url + path)
      expect(await violations(page), `${path} in light`).toEqual([])
      await showTheme(page, 'dark')
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      for (const width of NARROW) {
        await page.setViewportSize({ width, height: 800 })
        // Charts and tables measure their place anew.
        await expect.poll(overflow, `${path} at ${width} px`).toBeLessThanOrEqual(0)
      }
      expect(await violations(page), `${path} in dark, on a phone`).toEqual([])
      await page.setViewportSize({ width: 1440, height: 900 })
    }
  })
}

/** Violations that axe finds, by WCAG 2.2 AA. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() =>
    Promise.allSettled(
      document.getAnimations().flatMap((one) => (one instanceof CSSTransition ? one.finished : [])),
    ),
  )
  const { violations: found } = await new AxeBuilder({ page })
    // No page has frames, so their results need no page of their own to be put together.
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.any[0]?.message ?? ''}`)
}
