import { AxeBuilder } from '@axe-core/playwright'

import { api, expect, test } from './support/server.ts'

interface Items {
  items: { id: string }[]
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page passes axe in ${colorScheme} and fits 390 px`, async ({ page, server }) => {
    // Fourteen pages, each analysed whole.
    test.setTimeout(240_000)
    await page.emulateMedia({ colorScheme })
    const { items } = await api<Items>(page, server.url, 'POST', '/samples', {})
    const id = items[0]?.id ?? ''
    const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
    const plugins = await api<Items>(page, server.url, 'GET', '/plugins')
    await page.goto(`${server.url}/executions/${execution.id}`)
    await expect(page.locator('[data-status="success"]').first()).toBeVisible({ timeout: 45_000 })

    const paths = [
      '/',
      '/?window=custom',
      '/?wall=1',
      '/pipelines',
      '/pipelines?view=table',
      '/pipelines/new',
      `/pipelines/${id}`,
      `/pipelines/${id}/edit`,
    ]
    paths.push('/executions', `/executions/${execution.id}`, `/executions/${execution.id}?tab=state`)
    paths.push('/plugins', `/plugins/${plugins.items[0]?.id ?? ''}`, '/plugins/new')
    paths.push(
      '/settings/profile',
      '/settings/tokens',
      '/settings/people',
      `/pipelines/${id}?tab=timeline`,
      '/settings/audit',
      '/schedules',
      '/alerts',
      '/alerts?tab=rules',
      '/alerts?tab=channels',
    )
    for (const path of paths) {
      await page.goto(server.url + path)
      await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty()
      await page.waitForLoadState('networkidle')
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(
        violations.map(({ id: rule, nodes }) => `${path}: ${rule}: ${nodes[0]?.html}`),
        path,
      ).toEqual([])
      await page.setViewportSize({ width: 390, height: 800 })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow, `${path} at 390 px`).toBeLessThanOrEqual(0)
      await page.setViewportSize({ width: 1440, height: 900 })
    }
  })
}
