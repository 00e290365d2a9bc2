import { Hono } from 'hono'

import { AppError } from '../../../domain/core/errors.ts'
import type { WebFile } from '../../../domain/core/web-files.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { prerender, type RequestHandler } from './prerender.ts'

/** Serves the built page. Paths without a file are routes of the page and get its index. */
export function webPageRoutes(
  parts: Pick<HttpDependencies, 'webFiles' | 'prerenderer'>,
  handle: RequestHandler,
) {
  const { webFiles } = parts
  return new Hono<HttpEnvironment>().get('*', async (c) => {
    const { path } = c.req
    const accept = c.req.header('accept-encoding') ?? ''
    // A missing script must not return HTML.
    if (path === '/api' || path.startsWith('/api/') || path.startsWith('/socket.io')) throw notFoundAt(path)
    const file = path === '/' ? undefined : await webFiles.find(path, accept)
    if (file !== undefined) return answer(c, file, path.startsWith('/assets/'))
    if (path.startsWith('/assets/') || /\.[a-z0-9]{1,5}$/i.test(path)) throw notFoundAt(path)
    const index = await webFiles.find('/index.html', accept)
    if (index === undefined) {
      throw new AppError('not-found', 'The page has not been built yet. Start the server with npm start.')
    }
    return (await prerender(c, parts, handle)) ?? answer(c, index, false)
  })
}

/**
 * Answers with a file. Asset names change with their content, so they can be cached forever; everything else
 * is revalidated.
 */
function answer(c: HttpContext, file: WebFile, immutable: boolean): Response {
  c.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  c.header('etag', file.etag)
  c.header('vary', 'accept-encoding')
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
  if (file.encoding !== null) c.header('content-encoding', file.encoding)
  c.header('content-type', file.type)
  return c.body(file.body)
}

const notFoundAt = (path: string) => new AppError('not-found', `Nothing at ${path}.`)
