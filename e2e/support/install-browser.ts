import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'

import { findBrowser, NO_BROWSER, PACKAGED_BROWSER, PACKAGED_FONTS } from './browser.ts'

// A headless Chromium in an npm package, available to a machine that has only Node and npm.
const BROWSER_PACKAGE = '@sparticuz/chromium@153.0.0'

if (findBrowser() === undefined) await installFromNpm()
if (findBrowser() === undefined) {
  console.error(NO_BROWSER)
  process.exitCode = 1
}

async function installFromNpm(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return
  console.log('No Chromium on this machine: fetching a headless one from npm (about 60 MB) …')
  const folder = mkdtempSync(join(tmpdir(), 'flx-browser-'))
  try {
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', BROWSER_PACKAGE], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const packageFolder = join(folder, 'node_modules/@sparticuz/chromium/bin')
    mkdirSync(PACKAGED_BROWSER, { recursive: true })
    for (const part of ['al2023', 'fonts']) {
      const archive = join(folder, `${part}.tar`)
      await unpack(join(packageFolder, `${part}.tar.br`), archive)
      execFileSync('tar', ['-xf', archive, '-C', PACKAGED_BROWSER])
    }
    writeFileSync(PACKAGED_FONTS, fontSettings())
    const executable = join(PACKAGED_BROWSER, 'chromium')
    await unpack(join(packageFolder, 'chromium.br'), executable)
    chmodSync(executable, 0o755)
  } catch (error) {
    console.error(
      `Could not fetch a browser from npm: ${error instanceof Error ? error.message : String(error)}`,
    )
    rmSync(PACKAGED_BROWSER, { recursive: true, force: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns font settings that replace the package's own, which look for the fonts in another folder. */
function fontSettings(): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(PACKAGED_BROWSER, 'fonts')}</dir>
  <cachedir>${join(PACKAGED_BROWSER, 'fonts-cache')}</cachedir>
</fontconfig>
`
}

async function unpack(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to))
}
