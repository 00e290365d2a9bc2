import {
  FIRST_REQUESTS,
  NEEDED_REQUESTS,
  type FirstAnswers,
  type GivenAnswer,
} from '@flx/shared/core/first-answers'
import { LOOK_COOKIE, lookOf } from '@flx/shared/core/look'
import { getCookie } from 'hono/cookie'

import type { StreamedFile } from '../../../domain/core/web-files.ts'
import type { HttpContext, HttpDependencies } from '../../core/environment.ts'

/** Answers a request as if the browser had sent it: with its session, rights and limits. */
export type RequestHandler = (request: Request, bindings: HttpContext['env']) => Response | Promise<Response>

const PAGE = '/executions'
const [SESSION, LIST] = NEEDED_REQUESTS
/** Headers of an answer that the page uses. */
const KEPT_HEADERS = ['content-type', 'x-flx-seq']
const ROOT = '<div id="root"></div>'
const CODE = /<link rel="modulepreload"[^>]*href="([^"]+)"[^>]*>\s*/g
const START = /(?<=src=")[^"]+/
/** Resources that the browser can fetch while the page is rendered. */
const HOISTED = /<link rel="(?:stylesheet|preload)"[^>]*>\s*/g
const MAIN = /<script type="module" crossorigin src="(\/assets\/[\w.-]+)"><\/script>/

/**
 * Returns the document of the executions page with its first rows, and the responses they were rendered from,
 * so that the page does not request them again (decision 264). The head is sent before rendering, so that the
 * browser fetches styles and code meanwhile. Undefined if the plain document is just as good: for another
 * page, a phone, a first visit, or without a session.
 */
export async function prerender(
  c: HttpContext,
  { webFiles, prerenderer }: Pick<HttpDependencies, 'webFiles' | 'prerenderer'>,
  handle: RequestHandler,
): Promise<Response | undefined> {
  const look = lookOf(getCookie(c, LOOK_COOKIE) ?? '')
  const { pathname, search } = new URL(c.req.url)
  if (pathname !== PAGE || search !== '' || look === undefined || look.phone) return undefined
  const session = await answerTo(c, handle, SESSION)
  const file = await webFiles.find('/index.html', '')
  if (session === undefined || session.body === 'null' || file === undefined) return undefined
  const index = new TextDecoder().decode(file.body)
  const answers: FirstAnswers = { [SESSION]: session }
  const draw = () =>
    prerenderer.draw(async () => {
      const addresses = FIRST_REQUESTS.filter((address) => address !== SESSION)
      const responses = await Promise.all(addresses.map((address) => answerTo(c, handle, address)))
      for (const [index, answer] of responses.entries())
        if (answer !== undefined) answers[addresses[index] ?? ''] = answer
      return answers
    }, look)
  return answer(c, webFiles.document(parts(index, draw, answers), c.req.header('accept-encoding') ?? ''))
}

/** Yields the plain document in two pieces, the second with the rendered page if there is one. */
async function* parts(
  index: string,
  draw: () => Promise<string | undefined>,
  answers: FirstAnswers,
): AsyncGenerator<string> {
  const start = index.indexOf('<script')
  const rest = index.slice(start)
  const [script = ''] = START.exec(rest) ?? []
  const hoisted = [...rest.matchAll(HOISTED)].map(([tag]) => tag).join('')
  yield `${index.slice(0, start)}<link rel="preload" as="script" href="${script}">${hoisted}`
  // The head has been sent: if rendering fails, the browser renders the page.
  const html = await draw().catch(() => undefined)
  const body = rest.replaceAll(HOISTED, '')
  yield html === undefined || answers[LIST] === undefined ? body : withDrawing(body, html, answers)
}

async function answerTo(
  c: HttpContext,
  handle: RequestHandler,
  address: string,
): Promise<GivenAnswer | undefined> {
  const headers = new Headers(c.req.raw.headers)
  headers.set('accept', 'application/json')
  for (const name of ['accept-encoding', 'if-none-match']) headers.delete(name)
  const response = await handle(new Request(new URL(address, c.req.url), { headers }), c.env)
  if (response.status !== 200) return undefined
  const entries = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return { body: await response.text(), headers: Object.fromEntries(entries) as Record<string, string> }
}

/**
 * Inserts the rendered page. The page's code starts after the first paint (`start.js`) and replaces it; until
 * then it is inert.
 */
function withDrawing(index: string, html: string, answers: FirstAnswers): string {
  const [tag = '', main = ''] = MAIN.exec(index) ?? []
  const code = [...index.matchAll(CODE)].map(([, address]) => address).join(' ')
  const data = JSON.stringify(answers).replaceAll('<', String.raw`\u003c`)
  return index
    .replace(tag, '')
    .replaceAll(CODE, '')
    .replace('<script', () => `<script type="application/json" id="flx-answers">${data}</script><script`)
    .replace(
      ROOT,
      () => `<div id="root" data-main="${main}" data-code="${code}"><div inert>${html}</div></div>`,
    )
}

/** Not cacheable: it shows what one user can see at this moment. */
function answer(c: HttpContext, { body, type, encoding }: StreamedFile): Response {
  c.header('cache-control', 'no-store')
  c.header('content-type', type)
  if (encoding !== null) c.header('content-encoding', encoding)
  return c.body(body)
}
