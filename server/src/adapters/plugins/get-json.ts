import { formatCount } from '@flx/shared/core/quantities'
import type { Json } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { messageOf } from '../../domain/core/errors.ts'

/** The server answered with a status other than 200. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError'
  readonly status: number
  constructor(host: string, status: number) {
    super(`${host} responded with status ${status}.`)
    this.status = status
  }
}

const MAX_REDIRECTS = 3

/** Gets a JSON document of at most `maxBytes`. Follows redirects within the origin. The error message is a sentence. */
export async function getJson(
  address: string,
  options: { headers: Record<string, string>; signal: AbortSignal; maxBytes: number; timeoutMs: number },
): Promise<Json> {
  const { origin, host } = new URL(address)
  let url = address
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const response = await fetch(url, {
        headers: { accept: 'application/json', 'user-agent': 'flx-pipelines', ...options.headers },
        redirect: 'manual',
        signal: options.signal,
      })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || location === null) {
        if (response.status === 200) return parse(host, await readText(host, response, options.maxBytes))
        await response.body?.cancel()
        throw new HttpStatusError(host, response.status)
      }
      await response.body?.cancel()
      const next = new URL(location, url)
      if (next.origin !== origin)
        throw new Error(`${host} redirects to another host (${next.host}), which is not followed.`)
      url = next.href
    }
    throw new Error(`${host} redirects too often.`)
  } catch (error) {
    throw explained(error, host, options)
  }
}

async function readText(host: string, response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const body: AsyncIterable<Uint8Array> = response.body ?? new ReadableStream()
  for await (const chunk of body) {
    bytes += chunk.length
    // Leaving the loop closes the connection.
    if (bytes > maxBytes) throw new Error(`${host} sent more than ${Math.round(maxBytes / 1024 / 1024)} MB.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(host: string, text: string): Json {
  try {
    return parseJson(text)
  } catch {
    throw new Error(`${host} did not send JSON.`)
  }
}

function explained(
  error: unknown,
  host: string,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
) {
  if (signal.aborted)
    return new Error(`${host} did not respond within ${formatCount(timeoutMs / 1000, 'second')}.`)
  // The error of `fetch` has the reason in its cause.
  if (error instanceof TypeError) {
    const reason = error.cause === undefined ? error.message : messageOf(error.cause)
    return new Error(`${host} is not reachable: ${reason.replace(/\.$/, '')}.`)
  }
  return error
}
