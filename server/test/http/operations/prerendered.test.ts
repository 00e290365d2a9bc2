import { gunzipSync } from 'node:zlib'

import { FIRST_REQUESTS, type FirstAnswers } from '@flx/shared/core/first-answers'
import { LOOK_COOKIE } from '@flx/shared/core/look'
import { Hono } from 'hono'
import { expect, it, vi } from 'vitest'

import { readWebFiles } from '../../../src/adapters/web/read-web-files.ts'
import type { HttpEnvironment } from '../../../src/http/core/environment.ts'
import { webPageRoutes } from '../../../src/http/routes/operations/web-page.ts'

const INDEX = `<!doctype html><head><script  src="/assets/start.js"></script>
<script type="module" crossorigin src="/assets/index-abc.js"></script>
<link rel="modulepreload" crossorigin href="/assets/core-def.js">
<link rel="stylesheet" crossorigin href="/assets/index-ghi.css"></head><body><div id="root"></div></body>`
const COOKIE = `session=s; ${LOOK_COOKIE}=wide:Europe/Berlin`

/** The page with a stub that draws `html`, and an API that answers with `bodies`. */
function page({
  bodies = {},
  draw = async () => '<b>rows</b>',
}: { bodies?: Record<string, string>; draw?: () => Promise<string | undefined> } = {}) {
  const asked: Request[] = []
  const drawn = vi.fn((_answers: FirstAnswers, _zone: string) => draw())
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
          build: async () => null,
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

it('sends the executions page with its rows and the answers they are made from', async () => {
  const { open, asked, drawn } = page()
  const response = await open('/executions')
  const text = await response.text()
  expect(text).toContain(
    '<div id="root" data-main="/assets/index-abc.js" data-code="/assets/core-def.js"><div inert><b>rows</b></div></div>',
  )
  // The page's code starts once this has been painted.
  expect(text).not.toContain('type="module"')
  expect(text).not.toContain('modulepreload')
  const [, data = ''] = /id="flx-answers">(.*?)<\/script><script {2}src/.exec(text) ?? []
  const answers = JSON.parse(data) as FirstAnswers
  expect(Object.keys(answers).toSorted()).toEqual([...FIRST_REQUESTS].toSorted())
  expect(answers['/api/holds']).toEqual({
    body: '{"id":"u1"}',
    headers: { 'content-type': 'application/json', 'x-flx-seq': '41' },
  })
  expect(drawn.mock.calls[0]?.[1]).toBe('Europe/Berlin')
  // Requested like the browser would, and cached by nothing.
  expect(asked.every(({ headers }) => headers.get('cookie') === COOKIE)).toBe(true)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('etag')).toBeNull()
})

it('sends the head before there is a drawing, so that the browser fetches the styles meanwhile', async () => {
  const html = Promise.withResolvers<string>()
  const { open } = page({ draw: () => html.promise })
  const parts = (await open('/executions')).body?.pipeThrough(new TextDecoderStream()).getReader()
  const head = (await parts?.read())?.value
  expect(head).toContain('<link rel="preload" as="script" href="/assets/start.js">')
  expect(head).toContain('<link rel="stylesheet" crossorigin href="/assets/index-ghi.css">')
  expect(head).not.toContain('<script')
  html.resolve('<b>rows</b>')
  const rest = (await parts?.read())?.value
  expect(rest).toContain('<b>rows</b>')
  expect(rest).not.toContain('stylesheet')
  expect((await parts?.read())?.done).toBe(true)
})

it('lets no data break out of its place, and embeds it unchanged', async () => {
  const { open } = page({
    bodies: { '/api/holds': '"</script><script>alert(1)</script>"' },
    draw: async () => "$& $' $1",
  })
  const text = await (await open('/executions')).text()
  expect(text).toContain("<div inert>$& $' $1</div>")
  expect(text.match(/<script/g)).toHaveLength(2)
  expect(text).toContain(String.raw`\u003c/script>`)
})

it('leaves out what the user is not allowed to see', async () => {
  const { open, drawn } = page({ bodies: { '/api/storage/warning': '' } })
  await (await open('/executions')).text()
  expect(drawn.mock.calls[0]?.[0]).not.toHaveProperty(['/api/storage/warning'])
})

it('is compressed if the browser accepts it', async () => {
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

it('is the plain document without a session', async () => {
  const { open } = page({ bodies: { '/api/auth/get-session': 'null' } })
  expect(await (await open('/executions')).text()).toBe(INDEX)
})

it.each([
  ['the list is refused', { bodies: { '/api/executions?sort=-queuedAt': '' } }],
  ['nothing was drawn in time', { draw: async () => undefined }],
  ['drawing failed', { draw: () => Promise.reject(new Error('It is broken.')) }],
])('has no drawing where %s', async (_where, given) => {
  const text = await (await page(given).open('/executions')).text()
  expect(text).toContain('<div id="root"></div>')
  expect(text).toContain('<script type="module" crossorigin src="/assets/index-abc.js"></script>')
  expect(text).toContain('<link rel="modulepreload" crossorigin href="/assets/core-def.js">')
  expect(text).not.toContain('flx-answers')
})
