import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'

import { chromium } from 'playwright'

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** The folder where `install-browser.ts` unpacks the Chromium from npm. */
export const PACKAGED_BROWSER = join(import.meta.dirname, '../../node_modules/.flx-browser')

/** Font settings that come with it, for machines without any. */
export const PACKAGED_FONTS = join(PACKAGED_BROWSER, 'fonts.conf')

export interface Browser {
  executablePath: string
  args: string[]
  env: Record<string, string>
}

/**
 * Finds the Chromium to drive: `FLX_TEST_BROWSER`, Playwright's, the system's, or the one from npm. Returns
 * undefined if there is none.
 */
export function findBrowser(): Browser | undefined {
  const packaged = join(PACKAGED_BROWSER, 'chromium')
  const candidates = [
    process.env['FLX_TEST_BROWSER'],
    chromium.executablePath(),
    ...SYSTEM_BROWSERS,
    packaged,
  ]
  const executablePath = candidates.find((path) => path !== undefined && path !== '' && isExecutable(path))
  if (executablePath === undefined) return undefined
  // Chromium's sandbox refuses to start for root, as in most containers. The packaged one has no setuid
  // helper.
  const sandboxless = process.getuid?.() === 0 || executablePath === packaged
  return {
    executablePath,
    args: [
      '--disable-gpu',
      ...(sandboxless ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: executablePath === packaged ? { ...packagedLibraries(packaged), ...packagedFonts() } : {},
  }
}

export const NO_BROWSER =
  'No Chromium found for the browser tests: install one with "npx playwright install chromium" or your system\'s package "chromium", or name it in FLX_TEST_BROWSER.'

/** Returns the settings for the packaged libraries, which are used only if the system lacks them. */
function packagedLibraries(executablePath: string): Record<string, string> {
  const folder = join(PACKAGED_BROWSER, 'lib')
  if (!existsSync(folder)) return {}
  const libraries = execFileSync('ldd', [executablePath], { encoding: 'utf8' })
  return libraries.includes('not found') ? { LD_LIBRARY_PATH: folder } : {}
}

/** Returns the settings for the packaged fonts. Without any font Chromium exits. */
const packagedFonts = (): Record<string, string> =>
  existsSync('/etc/fonts/fonts.conf') || !existsSync(PACKAGED_FONTS)
    ? {}
    : { FONTCONFIG_FILE: PACKAGED_FONTS }

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
