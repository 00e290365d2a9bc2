import { request } from 'node:http'

import { describe, expect, it } from 'vitest'

import type { Answer } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server, editor } = await serverForFile(['editor'])

/** "400 malformed", once the answer has the form of every problem document. */
function problemOf(answer: Answer): string {
  const { type, title, status, detail, code } = answer.body
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(type).toBe(`urn:flx:problem:${code}`)
  expect(title).toMatch(/^[A-Z]/)
  expect(detail).toMatch(/\.$/)
  expect(answer.status).toBe(status)
  return `${status} ${code}`
}

describe('every error is a problem document', () => {
  it('400 for a body that is not JSON, or not declared as JSON', async () => {
    expect(problemOf(await editor.post('/api/pipelines', '{"name": '))).toBe('400 malformed')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(problemOf(await editor.send('POST', '/api/pipelines', 'name=x', form))).toBe('400 malformed')
  })

  it('400 for a cursor that we did not issue', async () => {
    expect(problemOf(await editor.get('/api/pipelines?cursor=nonsense'))).toBe('400 malformed')
  })

  it('404 for an ID that names nothing, malformed or not, and for an unknown route', async () => {
    for (const path of ['pipelines', 'executions', 'plugins']) {
      expect(problemOf(await editor.get(`/api/${path}/018f0000-0000-7000-8000-000000000000`))).toBe(
        '404 not-found',
      )
      expect(problemOf(await editor.get(`/api/${path}/not-an-id`))).toBe('404 not-found')
    }
    expect(problemOf(await editor.get('/api/nothing'))).toBe('404 not-found')
  })

  it('413 for a body over 1 MiB, declared or not', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(1024 * 1024) })
    expect(problemOf(await editor.post('/api/pipelines', large))).toBe('413 too-large')
    expect(await sendChunked(large)).toBe(413)
  })

  it('422 with each invalid field', async () => {
    const answer = await editor.post('/api/pipelines', { name: '', extractor: 7, nam: 'x' })
    expect(problemOf(answer)).toBe('422 invalid')
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { path: 'name', message: 'Enter a name for the pipeline.' },
        { path: 'extractor', message: 'Invalid input: expected string, received number' },
        { path: 'nam', message: 'Unknown field. Did you mean `name`?' },
      ]),
    )
    expect(problemOf(await editor.get('/api/executions?limit=0&status=done'))).toBe('422 invalid')
    expect(problemOf(await editor.post('/api/pipelines', []))).toBe('422 invalid')
  })
})

describe('answers outside the API', () => {
  it('carry the headers that keep other sites out', async () => {
    const { headers } = await server.client().get('/healthz')
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect((await editor.get('/api/pipelines')).headers.get('cache-control')).toBe('no-store')
  })

  it('report that the server is alive and ready', async () => {
    expect((await server.client().get('/healthz')).body.status).toBe('ok')
    expect((await server.client().get('/readyz')).body.status).toBe('ready')
  })

  it('never return HTML for a missing script', async () => {
    const answer = await server.client().get('/assets/gone.js')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })
})

/** A body without a length: it must be counted while it is read. */
function sendChunked(body: string): Promise<number> {
  const { hostname, port, origin } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path: '/api/pipelines',
        method: 'POST',
        headers: {
          cookie: editor.cookie,
          origin,
          'content-type': 'application/json',
          'transfer-encoding': 'chunked',
        },
      },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
