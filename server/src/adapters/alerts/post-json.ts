import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

import { formatCount } from '@flx/shared/core/quantities'

import { excerptOf } from '../../domain/core/text/cut-text.ts'
import { publicLookup, refusePrivateHost, type Resolve } from './public-address.ts'

const TIMEOUT_MS = 10_000
const MAX_READ_BYTES = 2000

/** The other side answered with a status other than success. */
export class HttpStatusError extends Error {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/**
 * Posts JSON to an address that a user entered. Follows no redirects, reads at most 2,000 bytes of the answer, and
 * waits at most ten seconds. The error message names the host but not the path, which might be a secret.
 */
export function postJson(
  address: string,
  body: string,
  {
    headers = {},
    allowPrivate,
    resolve: resolver,
  }: { headers?: Record<string, string>; allowPrivate: boolean; resolve?: Resolve },
): Promise<void> {
  const url = new URL(address)
  if (!allowPrivate) refusePrivateHost(url.hostname)
  const startRequest = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = startRequest(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'flx-pipelines',
        ...headers,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      agent: false,
      ...(allowPrivate ? {} : { lookup: publicLookup(resolver) }),
    })
    request.once('error', (error) =>
      reject(
        error.name === 'AbortError' || error.name === 'TimeoutError'
          ? new Error(`${url.host} did not respond within ${formatCount(TIMEOUT_MS / 1000, 'second')}.`)
          : new Error(`${url.host} is not reachable: ${error.message}`),
      ),
    )
    request.once('response', (response) => {
      const status = response.statusCode ?? 0
      let text = ''
      response.on('data', (chunk: Buffer) => {
        if (text.length < MAX_READ_BYTES) text += chunk.toString('utf8')
        else response.destroy()
      })
      response.once('close', () => {
        if (status >= 200 && status < 300) return resolve()
        const excerpt = excerptOf(text.replaceAll(/\s+/g, ' ').trim(), 200)
        const redirectNote = status >= 300 && status < 400 ? ' Redirects are not followed.' : ''
        reject(
          new HttpStatusError(
            `${url.host} responded with status ${status}.${redirectNote}${excerpt === '' ? '' : ` ${excerpt}`}`,
            status,
          ),
        )
      })
      response.on('error', () => undefined)
    })
    request.end(body)
  })
}
