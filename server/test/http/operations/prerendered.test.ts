import { gunzipSync } from 'node:zlib'

import { FIRST_REQUESTS, type FirstAnswers } from '@flx/shared/core/first-answers'
import { LOOK_COOKIE } from '@flx/shared/core/look'
import { Hono } from 'hono'
import { expect, it, vi } from 'vitest'

import { readWebFiles } from '../../../src/adapters/web/read-web-files.ts'
import type { HttpEnvironment } from '../../../src/http/core/environment.ts'
import { webPageRoutes } from '../../../src/http/routes/operations/web-page.ts'

const INDEX = `<!doctype html><head><script  src="/assets/start.js"></script>
<script type="module" crossorigin src="/assets/index-abc.js"></script></head><body><div id="root"></div></body>`
const COOKIE = `session=s; ${LOOK_COOKIE}=wide:Europe/Berlin`

/** The page with a stub that draws `html`, and an API that answers what `bodies` says. */
function page({
  bodies = {},
  html = '<b>rows</b>',
}: { bodies?: Record<string, string>; html?: string } = {}) {
  const asked: Request[] = []
  const drawn = vi.fn((_answers: FirstAnswers, _zone: string) => html)
  const app = new Hono<HttpEnvironment>().route(
    '/',
    webPageRoutes(
      {
        webFiles: {
          find: async (path) =>
            path === '/index.html'
              ? { body: new TextEncoder().encode(INDEX), type: 'text/html', encoding: null, etag: '"1"' }
              : undefined,
          document: readWebFiles('').document,
        },
        prerenderer: { draw: async (answers, look) => drawn(await answers(), look.zone) },
      },
      (request) => {
        asked.push(request)
        const { pathname, search } = new URL(request.url)
        const body = bodies[pathname + search] ?? '{"id":"u1"}'
        return new Response(body, {
          status: body === '' ? 403 : 200,
          headers: { 'content-type': 'application/json', 'x-flx-seq': '41' },
        })
      },
    ),
  )
  const open = (path: string, headers: Record<string, string> = { cookie: COOKIE }) =>
    app.request(path, { headers })
  return { open, asked, drawn }
}

it('gives the executions page with its rows and the answers that they are made from', async () => {
  const { open, asked, drawn } = page()
  const response = await open('/executions')
  const text = await response.text()
  expect(text).toContain('<div id="root" data-main="/assets/index-abc.js"><div inert><b>rows</b></div></div>')
  expect(text).toContain('<link rel="modulepreload" crossorigin href="/assets/index-abc.js">')
  expect(text).not.toContain('type="module"')
  const [, data = ''] = /id="flx-answers">(.*?)<\/script><script {2}src/.exec(text) ?? []
  const answers = JSON.parse(data) as FirstAnswers
  expect(Object.keys(answers).toSorted()).toEqual([...FIRST_REQUESTS].toSorted())
  expect(answers['/api/holds']).toEqual({
    body: '{"id":"u1"}',
    headers: { 'content-type': 'application/json', 'x-flx-seq': '41' },
  })
  expect(drawn.mock.calls[0]?.[1]).toBe('Europe/Berlin')
  // Asked as the browser would, and kept by nothing.
  expect(asked.every(({ headers }) => headers.get('cookie') === COOKIE)).toBe(true)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('etag')).toBeNull()
})

it('lets nothing out of the data, and puts it in as it stands', async () => {
  const { open } = page({
    bodies: { '/api/holds': '"</script><script>alert(1)</script>"' },
    html: "$& $' $1",
  })
  const text = await (await open('/executions')).text()
  expect(text).toContain("<div inert>$& $' $1</div>")
  expect(text.match(/<script/g)).toHaveLength(2)
  expect(text).toContain(String.raw`\u003c/script>`)
})

it('leaves out what the person may not see', async () => {
  const { open, drawn } = page({ bodies: { '/api/storage/warning': '' } })
  await open('/executions')
  expect(drawn.mock.calls[0]?.[0]).not.toHaveProperty(['/api/storage/warning'])
})

it('comes compressed where the browser takes it', async () => {
  const { open } = page()
  const response = await open('/executions', { cookie: COOKIE, 'accept-encoding': 'gzip, br' })
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect(gunzipSync(await response.arrayBuffer()).toString()).toContain('<b>rows</b>')
})

it.each([
  ['another page', '/pipelines', COOKIE],
  ['a list that is filtered', '/executions?status=failed', COOKIE],
  ['a browser that was not here before', '/executions', 'session=s'],
  ['a phone', '/executions', `session=s; ${LOOK_COOKIE}=phone:UTC`],
  ['a zone that is none', '/executions', `session=s; ${LOOK_COOKIE}=wide:Atlantis/Deep`],
])('is the plain document for %s', async (_for, path, cookie) => {
  const { open, asked } = page()
  expect(await (await open(path, { cookie })).text()).toBe(INDEX)
  expect(asked).toEqual([])
})

it.each([
  ['without a session', { '/api/auth/get-session': 'null' }],
  ['where the list is refused', { '/api/executions?sort=-queuedAt': '' }],
])('is the plain document %s', async (_where, bodies) => {
  const { open } = page({ bodies })
  expect(await (await open('/executions')).text()).toBe(INDEX)
})
