import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { readWebFiles } from '../../../src/adapters/web/read-web-files.ts'

let folder: string
const script = 'export const answer = 42\n'.repeat(100)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-web-'))
  const root = join(folder, 'dist')
  await mkdir(join(root, 'assets'), { recursive: true })
  await writeFile(join(root, 'index.html'), '<!doctype html>')
  await writeFile(join(root, 'assets', 'main-abc.js'), script)
  await writeFile(join(root, '.built'), 'x')
  await writeFile(join(folder, 'secret.txt'), 'x')
  await symlink(join(folder, 'secret.txt'), join(root, 'link.txt'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
const files = () => readWebFiles(join(folder, 'dist'))

it('come in the best encoding that the browser accepts', async () => {
  const web = files()
  const br = await web.find('/assets/main-abc.js', 'gzip, deflate, br')
  const gz = await web.find('/assets/main-abc.js', 'gzip, br;q=0')
  const plain = await web.find('/assets/main-abc.js', '')
  expect(brotliDecompressSync(br?.body ?? '').toString()).toBe(script)
  expect(gunzipSync(gz?.body ?? '').toString()).toBe(script)
  expect(Buffer.from(plain?.body ?? []).toString()).toBe(script)
  expect(new Set([br?.etag, gz?.etag, plain?.etag]).size).toBe(3)
  expect(br?.type).toBe('text/javascript; charset=utf-8')
})

it.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/link.txt',
  '/.built',
  '/assets',
  '/assets/',
  '/nothing.js',
  '/index.html/x',
  '//index.html',
  '/a\0b',
])('never come from outside the root: %s', async (path) => {
  expect(await files().find(path, '')).toBeUndefined()
})

it('are missing, not an error, before the page is built', async () => {
  expect(await readWebFiles(join(folder, 'nowhere')).find('/index.html', '')).toBeUndefined()
})

it('name the build of the page, and of the document that was last sent', async () => {
  const root = await mkdtemp(join(folder, 'built-'))
  const web = readWebFiles(root)
  const built = (build: string) =>
    writeFile(join(root, 'index.html'), `<!doctype html><meta name="flx-build" content="${build}">`)
  expect(await readWebFiles(join(folder, 'nowhere')).build()).toBeNull()
  await built('Gl3_x-1')
  expect(await web.build()).toBe('Gl3_x-1')
  await built('second')
  expect(await web.build()).toBe('Gl3_x-1')
  await web.find('/index.html', '')
  expect(await web.build()).toBe('second')
})
