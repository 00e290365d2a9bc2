import { expect, type Page } from 'playwright/test'

/** Loads a page and waits until it shows no placeholder. */
export async function show(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'commit' })
  await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty({ timeout: 30_000 })
  await expect(page.locator('#main .skeleton, #main [aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 })
}
