import type { HubType } from '@flx/shared/plugins/hub'
import type { Json } from '@flx/shared/json/json'

import { messageOf } from '../../domain/core/errors.ts'
import {
  HubError,
  type HubAnswer,
  type HubClient,
  type HubDocument,
  type HubDocuments,
} from '../../domain/plugins/hub.ts'
import { readHubIndex } from '../../domain/plugins/hub-index.ts'
import type { Log } from '../../domain/core/log.ts'
import type { Clock } from '../../domain/core/ports.ts'
import { getJson, HttpStatusError } from './get-json.ts'

interface HubOptions {
  /** As in FLX_HUB_URL: an origin, or the root of the API. */
  url: string
  documents: HubDocuments
  clock: Clock
  log: Log
  timeoutMs?: number
  /** How long a request waits for a new response if an older one is available. */
  patienceMs?: number
}

const MAX_INDEX_BYTES = 8 * 1024 * 1024
const MAX_DEFINITION_BYTES = 1024 * 1024
const FRESH_MS = 12 * 3_600_000
/** After a failure, the hub is not asked again for this long. */
const BACK_OFF_MS = 60_000

/** Fetches from the hub and stores its responses: an old one is served as long as the hub gives no new one. */
export function createHubClient(options: HubOptions): HubClient {
  const { documents, clock, log, timeoutMs = 10_000, patienceMs = 2000 } = options
  const { root, headers } = apiRoot(options.url)
  const cache = new Map<string, HubDocument>()
  const failures = new Map<string, { until: number; message: string }>()
  const requests = new Map<string, Promise<HubDocument>>()
  const stop = new AbortController()
  const now = (): number => clock.now().getTime()

  /** Makes one request per address at a time; its response is stored if `accept` approves it. */
  function fetchOnce(url: string, limit: number, accept: (body: Json) => boolean): Promise<HubDocument> {
    const pending = requests.get(url)
    if (pending !== undefined) return pending
    const request = (async () => {
      try {
        const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutMs)])
        const body = await getJson(url, { headers, signal, maxBytes: limit, timeoutMs })
        if (!accept(body)) throw new Error(`${root.host} sent an unexpected response.`)
        const document = { body, fetchedAt: clock.now().toISOString() }
        cache.set(url, document)
        failures.delete(url)
        await documents.put(url, document)
        return document
      } catch (error) {
        failures.set(url, { until: now() + BACK_OFF_MS, message: messageOf(error) })
        if (!stop.signal.aborted) log.warn({ url, error: messageOf(error) }, 'The hub did not respond')
        throw error
      } finally {
        requests.delete(url)
      }
    })()
    requests.set(url, request)
    return request
  }

  async function get(
    url: string,
    limit: number,
    accept: (body: Json) => boolean,
    refresh: boolean,
  ): Promise<HubAnswer> {
    const old = cache.get(url) ?? (await documents.get(url))
    if (old !== undefined) cache.set(url, old)
    const failed = refresh ? undefined : failures.get(url)
    if (old !== undefined && !refresh && now() - Date.parse(old.fetchedAt) < FRESH_MS) {
      return { ...old, problem: null }
    }
    if (failed !== undefined && failed.until > now()) {
      if (old === undefined) throw new HubError(failed.message)
      return { ...old, problem: failed.message }
    }
    try {
      const request = fetchOnce(url, limit, accept)
      if (old === undefined) return { ...(await request), problem: null }
      const fresh = await withinTime(request, patienceMs)
      return fresh === undefined
        ? { ...old, problem: `${root.host} is slow to respond.` }
        : { ...fresh, problem: null }
    } catch (error) {
      if (old === undefined) throw new HubError(messageOf(error), { cause: error })
      return { ...old, problem: messageOf(error) }
    }
  }

  return {
    host: root.host,
    async index(type: HubType, { refresh }) {
      const url = `${root.href}/plugins/${type}/index`
      try {
        return await get(url, MAX_INDEX_BYTES, (body) => readHubIndex(body) !== undefined, refresh)
      } catch (error) {
        // A hub need not have every type.
        if (!(error instanceof HubError && error.cause instanceof HttpStatusError)) throw error
        if (error.cause.status !== 404) throw error
        failures.delete(url)
        return { body: {}, fetchedAt: clock.now().toISOString(), problem: null }
      }
    },
    async definition(ref) {
      return get(ownAddress(root, ref), MAX_DEFINITION_BYTES, (body) => typeof body === 'object', false)
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(requests.values())
    },
  }
}

/** Returns the root of the API without a trailing slash, and the headers for credentials in the URL. */
function apiRoot(url: string): { root: URL; headers: Record<string, string> } {
  const root = new URL(url)
  const { username, password } = root
  root.username = ''
  root.password = ''
  root.search = ''
  root.hash = ''
  const path = root.pathname.replace(/\/+$/, '')
  root.pathname = /\/api\/v\d+$/.test(path) ? path : `${path}/meltano/api/v1`
  const basic = btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  return { root, headers: username === '' ? {} : { authorization: `Basic ${basic}` } }
}

/** Resolves an address from an index: only those of the hub itself are followed. Throws HubError. */
function ownAddress(root: URL, ref: string): string {
  const address = URL.canParse(ref, root.href) ? new URL(ref, root.href) : undefined
  if (address === undefined || address.origin !== root.origin) {
    throw new HubError(
      `The index of ${root.host} points elsewhere for this definition (${ref.slice(0, 200)}), which is not followed.`,
    )
  }
  address.username = ''
  address.password = ''
  return address.href
}

/** Returns undefined after `milliseconds`; the request continues, and its failure is ignored. */
async function withinTime<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  promise.catch(() => undefined)
  try {
    return await Promise.race([promise, timeout])
  } finally {
    clearTimeout(timer)
  }
}
