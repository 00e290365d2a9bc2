import type { Page } from 'playwright/test'

import { overflow, violations } from './support/axe.ts'
import type { Named } from './support/named.ts'
import { Requests } from './support/requests.ts'
import { EVERYTHING, expect, test } from './support/server.ts'
import { show } from './support/show.ts'
import { showTheme } from './support/theme.ts'

test.use({ content: 'names' })

/** Every address for who is signed in, with its tabs, in groups that take about as long. */
const PAGES: Record<string, (ids: Named) => string[]> = {
  'of the dashboard and the lists of pipelines': () => [
    '/',
    '/?window=custom',
    '/wall',
    '/dashboards',
    '/pipelines',
    '/pipelines?view=table',
    '/pipelines?view=fleet',
    '/pipelines?search=nothing',
    '/pipelines/import',
    '/pipelines/flows',
    '/templates',
    '/templates/new',
    '/schedules',
  ],
  'of a pipeline': ({ pipeline }) => [
    '/pipelines/new',
    `/pipelines/${pipeline}`,
    `/pipelines/${pipeline}?tab=timeline`,
    `/pipelines/${pipeline}?tab=state`,
    `/pipelines/${pipeline}?tab=drawing`,
    `/pipelines/${pipeline}/streams`,
    `/pipelines/${pipeline}/edit`,
    `/pipelines/${pipeline}/edit?as=drawing`,
    '/plugins/new',
    '/set-password',
    '/nowhere',
  ],
  'of executions and plugins': ({ execution, plugin }) => [
    '/executions',
    '/executions?period=2026',
    '/executions?status=success',
    '/executions/logs?text=orders',
    '/failures',
    `/executions/${execution}`,
    ...['state', 'compare', 'rows', 'configuration', 'commands'].map(
      (tab) => `/executions/${execution}?tab=${tab}`,
    ),
    '/plugins',
    '/plugins?tab=catalogue',
    `/plugins/${plugin}`,
  ],
  'of alerts and settings': () => [
    ...['', '?tab=rules', '?tab=channels', '?tab=deliveries'].map((tab) => `/alerts${tab}`),
    ...['profile', 'tokens', 'users', 'api', 'meltano', 'openlineage', 'audit', 'storage'].map(
      (part) => `/settings/${part}`,
    ),
  ],
}

/** Widths at which no page scrolls sideways. */
const WIDTHS = [2560, 1440, 768, 320, 390]
/** How each page is analysed. */
const SCREENS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 390 },
] as const

for (const [which, paths] of Object.entries(PAGES)) {
  test(`the pages ${which} make each request once, pass axe and fit each screen, whatever the length of names`, async ({
    page,
    shared,
    named,
  }) => {
    // Many pages, each analysed whole.
    test.setTimeout(480_000)
    const requests = await Requests.of(page)
    await page.setViewportSize({ width: SCREENS[0].width, height: 900 })
    await page.emulateMedia({ colorScheme: SCREENS[0].theme })
    for (const [index, path] of paths(named).entries()) {
      // Loaded on the screen on which the page before ended, which is not drawn once more.
      const [first, second] = index % 2 === 0 ? SCREENS : SCREENS.toReversed()
      requests.clear()
      await show(page, shared.url + path)
      const isSignedIn = path !== '/set-password'
      if (isSignedIn) await requests.settled()
      expect.soft(await violations(page, 'wcag'), `${path} in ${first.theme}`).toEqual([])
      expect.soft(requests.twice(), path).toEqual([])
      expect(requests.count > 0, path).toBe(isSignedIn)
      const others = WIDTHS.filter((width) => width !== first.width && width !== second.width)
      await fits(page, path, [first.width, ...others, second.width])
      await showTheme(page, second.theme)
      expect.soft(await violations(page, 'wcag'), `${path} in ${second.theme}`).toEqual([])
    }
  })
}

/** Where a name is in a place of its own. */
const pagesOfLongNames = ({ long: { pipelines, execution, plugin } }: Named): string[] => [
  `/pipelines/new?from=${pipelines[0]}`,
  ...pipelines.map((id) => `/pipelines/${id}`),
  `/pipelines/${pipelines[0]}?tab=timeline`,
  `/pipelines/${pipelines[0]}/edit`,
  `/executions?pipelineId=${pipelines[0]}`,
  `/executions/${execution}`,
  ...['compare', 'configuration', 'commands'].map((tab) => `/executions/${execution}?tab=${tab}`),
  `/plugins/${plugin}`,
]

test('no name widens its own page, whatever its length and script', async ({ page, shared, named }) => {
  test.setTimeout(300_000)
  const paths = pagesOfLongNames(named)
  // One for each kind of page in every run: pages of a kind share what could grow too wide.
  const kinds = new Set<string>()
  for (const path of paths) {
    const kind = path.replace(/[\da-f-]{36}/, '')
    if (kinds.has(kind) && !EVERYTHING) continue
    kinds.add(kind)
    await show(page, shared.url + path)
    await fits(page, path)
  }
})

/** Expects the page not to scroll sideways at these widths, one after the other. */
async function fits(page: Page, path: string, widths: readonly number[] = WIDTHS): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    // Charts and tables measure their place anew.
    await expect
      .poll(async () => ((await overflow(page)) > 0 ? widest(page) : ''), `${path} at ${width} px`)
      .toBe('')
  }
}

/** What makes the page scroll: the innermost elements that reach over the right edge. */
const widest = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const isOver = (element: Element) => element.getBoundingClientRect().right > innerWidth + 1
    return [...document.querySelectorAll('body *')]
      .filter((element) => isOver(element) && ![...element.children].some(isOver))
      .slice(0, 3)
      .map(
        (element) => `<${element.tagName} class="${element.className}"> ${element.textContent.slice(0, 20)}`,
      )
      .join(' | ')
  })
