import { Hono } from 'hono'
import { expect, it } from 'vitest'

import type { HttpEnvironment } from '../../../src/http/core/environment.ts'
import { stateBuild } from '../../../src/http/guards/build.ts'

function app(build: string | null) {
  const made = new Hono<HttpEnvironment>()
  made.onError((_error, c) => c.json({}, 500))
  return made
    .use(stateBuild({ build: async () => build }))
    .get('/healthz', (c) => c.json({}))
    .get('/api/broken', () => {
      throw new Error('broken')
    })
}

it.each(['/healthz', '/api/broken', '/api/unknown'])(
  'every answer names the build of the page: %s',
  async (path) => {
    const { headers } = await app('abc').request(path)
    expect(headers.get('x-flx-build')).toBe('abc')
  },
)

it('an answer names no build before the page is built', async () => {
  const { headers } = await app(null).request('/healthz')
  expect(headers.has('x-flx-build')).toBe(false)
})
