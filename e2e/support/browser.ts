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

/** Where `install-browser.ts` unpacks the Chromium that comes from npm. */
export const PACKAGED_BROWSER = join(import.meta.dirname, '../../node_modules/.flx-browser')

/** Settings of the fonts that come with it, for machines without any. */
export const PACKAGED_FONTS = join(PACKAGED_BROWSER, 'fonts.conf')

export interface Browser {
  executablePath: string
  args: string[]
  env: Record<string, string>
}

/**
 * The Chromium to drive: `FLX_TEST_BROWSER`, the one Playwright installed, the system's, or the one from npm.
 * Undefined when there is none.
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
  // Chromium's sandbox refuses to start for root, as in most containers; the packaged one has no setuid helper.
  const sandboxless = process.getuid?.() === 0 || executablePath === packaged
  return {
    executablePath,
    args: [
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

/** The libraries beside the packaged browser serve only where the system lacks them. */
function packagedLibraries(executablePath: string): Record<string, string> {
  const folder = join(PACKAGED_BROWSER, 'lib')
  if (!existsSync(folder)) return {}
  const listed = execFileSync('ldd', [executablePath], { encoding: 'utf8' })
  return listed.includes('not found') ? { LD_LIBRARY_PATH: folder } : {}
}

/** A page cannot be drawn without a font: Chromium ends. */
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
