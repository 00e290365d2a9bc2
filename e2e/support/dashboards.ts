import { expect, type Page } from 'playwright/test'

/** The widgets of a dashboard. */
export const kinds = (page: Page) => page.locator('[data-grid] > [data-widget]')
/** What stands for content until it has loaded. */
export const loading = (page: Page) => page.locator('[data-grid] .skeleton')
export const grip = (page: Page, name: string) =>
  page.getByRole('button', { name: `Move ${name}`, exact: true })
export const corner = (page: Page, name: string) =>
  page.getByRole('button', { name: `Resize ${name}`, exact: true })

export async function addWidget(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add widget' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Shows').selectOption({ label: kind })
  await dialog.getByRole('button', { name: 'Add widget' }).click()
  await expect(dialog).toBeHidden()
}
