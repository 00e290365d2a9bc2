import axe from 'axe-core'
import type { Page } from 'playwright/test'

import { EVERYTHING, expect } from './server.ts'
import { showTheme } from './theme.ts'

const RULES = {
  /** Everything axe checks, best practices included. */
  all: null,
  /** The WCAG 2.2 rules up to AA. */
  wcag: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
  /** The rules whose result can differ between themes. The others check structure, words and sizes. */
  colours: ['color-contrast', 'link-in-text-block'],
}

/** Returns the violations that axe finds on the page as shown. */
export async function violations(page: Page, rules: keyof typeof RULES = 'all'): Promise<string[]> {
  // Once per document: loading axe takes as long as checking a page.
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(axe.source)
  return page.evaluate(async (runOnly) => {
    // No page has frames, and passed rules are not reported.
    const options = { iframes: false, resultTypes: ['violations' as const] }
    const { violations: found } = await axe.run(document, {
      ...options,
      ...(runOnly !== null && { runOnly }),
    })
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.any[0]?.message ?? ''}`)
  }, RULES[rules])
}

/**
 * Expects the page to pass axe in both themes at the last of these widths, and not to scroll sideways at any of them.
 * Leaves it at the last one. `waitUntilDrawn` waits for what the page shows at a width.
 */
export async function expectGoodLooks(
  page: Page,
  widths: readonly number[] = [390, 1440],
  waitUntilDrawn: (width: number) => Promise<void> = async () => {},
): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme)
    // Colours do not depend on the width.
    for (const width of theme === 'light' ? widths : widths.slice(-1)) {
      await page.setViewportSize({ width, height: 900 })
      await waitUntilDrawn(width)
      // pages.spec.ts analyses every page on a phone, too; the nightly run also what a journey shows there.
      if (width === widths.at(-1) || EVERYTHING) {
        const found = await violations(page, theme === 'light' ? 'all' : 'colours')
        expect(found, `${theme}, ${width} px`).toEqual([])
      }
      if (theme === 'light') await expect.poll(() => overflow(page), `${width} px`).toBeLessThanOrEqual(0)
    }
  }
}

/** Returns by how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
