import { expect, type Page } from 'playwright/test'

/** Shows the page in a theme. With reduced motion colours change at once, so the attribute is enough to wait for. */
export async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
}
