import { accessSync, constants } from 'node:fs'

import { chromium } from 'playwright'

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/**
 * The Chromium to drive: the one Playwright installed, else the system's. Throws one sentence that says what
 * to install when there is neither. `FLX_TEST_BROWSER` names another one.
 */
export function findBrowser(): { executablePath: string; args: string[] } {
  const candidates = [process.env['FLX_TEST_BROWSER'], chromium.executablePath(), ...SYSTEM_BROWSERS]
  const executablePath = candidates.find((path) => path !== undefined && path !== '' && isExecutable(path))
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium found for the browser tests: install one with "npx playwright install chromium" or your system\'s package "chromium", or name it in FLX_TEST_BROWSER.',
    )
  }
  // Chromium's sandbox refuses to start for root, as in most containers.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return {
    executablePath,
    args: [...args, '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
