import { expect, type Page } from 'playwright/test'

/** Shows the page in a theme. With reduced motion no colour moves: the change is done once the page has heard of it. */
export async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
}
