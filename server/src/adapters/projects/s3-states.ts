import type { StateBackend } from '@flx/shared/projects/state-backend'
import { AwsClient } from 'aws4fetch'

import { AppError, invalid } from '../../domain/core/errors.ts'
import type { Clock } from '../../domain/core/ports.ts'
import {
  isLockHeld,
  MAX_CHARACTERS_OF_ALL,
  MAX_STATE_CHARACTERS,
  NOT_A_BACKEND,
  type KeptState,
  type ProjectStates,
} from '../../domain/projects/state/project-states.ts'
import { isStateFile, writeLocked, type StateFiles, type Wait } from './locked-documents.ts'

type S3Backend = Extract<StateBackend, { kind: 's3' }>

const MAX_MS = 10_000
/** How many objects are fetched at once. */
const AT_ONCE = 8
/** Pages of a bucket's list: each state has at most two objects. */
const MAX_PAGES = 20

/** Opens states in an S3-compatible bucket, as `state_backend.uri: s3://bucket/prefix` stores them. */
export function openS3States(backend: S3Backend, clock: Clock, wait: Wait): ProjectStates {
  const client = new AwsClient({
    accessKeyId: backend.accessKeyId,
    secretAccessKey: backend.secretAccessKey,
    region: backend.region,
    service: 's3',
    retries: 2,
  })
  const server = backend.endpoint ?? `https://s3.${backend.region}.amazonaws.com`
  const bucket = `${server.replace(/\/+$/, '')}/${backend.bucket}`
  const prefix = backend.prefix.replaceAll(/^\/+|\/+$/g, '')
  const keyOf = (stateId: string, file: string) =>
    [prefix, stateId, file].filter((part) => part !== '').join('/')
  const urlOf = (key: string) => `${bucket}/${key.split('/').map(encodeKey).join('/')}`

  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    let response: Response
    try {
      // Redirects are refused: they would lead the request to another host.
      response = await client.fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(MAX_MS) })
    } catch (error) {
      throw new AppError('unavailable', NOT_A_BACKEND, { cause: error })
    }
    if (response.ok || response.status === 404) return response
    await response.body?.cancel()
    throw new AppError('unavailable', `${NOT_A_BACKEND.slice(0, -1)} (${response.status}).`)
  }
  async function get(key: string): Promise<{ text: string | null; updatedAt: string | null } | undefined> {
    const response = await send(urlOf(key))
    if (response.status === 404) {
      await response.body?.cancel()
      return undefined
    }
    const modified = new Date(response.headers.get('last-modified') ?? '')
    const updatedAt = Number.isNaN(modified.getTime()) ? null : modified.toISOString()
    return { text: await shortText(response), updatedAt }
  }
  const files: StateFiles = {
    read: async (stateId, file) => (await get(keyOf(stateId, file)))?.text ?? undefined,
    async write(stateId, file, text) {
      const headers = { 'content-type': file === 'lock' ? 'text/plain' : 'application/json' }
      const { status } = await send(urlOf(keyOf(stateId, file)), { method: 'PUT', body: text, headers })
      if (status === 404) throw new AppError('unavailable', NOT_A_BACKEND)
    },
    async removeLock(stateId) {
      await send(urlOf(keyOf(stateId, 'lock')), { method: 'DELETE' })
    },
  }

  async function ids(limit: number): Promise<string[]> {
    const found = new Set<string>()
    let next: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = new URLSearchParams({
        'list-type': '2',
        'encoding-type': 'url',
        prefix: prefix === '' ? '' : `${prefix}/`,
      })
      if (next !== undefined) query.set('continuation-token', next)
      const response = await send(`${bucket}?${query.toString()}`)
      const xml = response.status === 404 ? null : await shortText(response)
      if (xml === null || !xml.includes('<ListBucketResult')) throw new AppError('unavailable', NOT_A_BACKEND)
      for (const [, key = ''] of xml.matchAll(/<Key>([^<]*)<\/Key>/g)) {
        const [stateId, file, ...rest] = decodeURIComponent(key.replaceAll('+', ' '))
          .slice(prefix === '' ? 0 : prefix.length + 1)
          .split('/')
        if (stateId !== undefined && file === 'state.json' && rest.length === 0) found.add(stateId)
      }
      if (found.size > limit) break
      next = textIn(xml, 'NextContinuationToken')
      if (next === undefined) return [...found].toSorted()
    }
    throw invalid('There are too many states, or they are too large to read.')
  }
  async function readState(stateId: string): Promise<KeptState | undefined> {
    const file = await get(keyOf(stateId, 'state.json'))
    if (file === undefined) return undefined
    const lock = (await get(keyOf(stateId, 'lock')))?.text ?? null
    return {
      stateId,
      text: file.text !== null && isStateFile(file.text) ? file.text : null,
      updatedAt: file.updatedAt,
      isRunning: lock !== null && isLockHeld(lock, clock.now()),
    }
  }
  return {
    async list(limit) {
      const stateIds = await ids(limit)
      const states: KeptState[] = []
      let characters = 0
      for (let at = 0; at < stateIds.length; at += AT_ONCE) {
        const found = await Promise.all(stateIds.slice(at, at + AT_ONCE).map(readState))
        states.push(...found.filter((state) => state !== undefined))
        characters += found.reduce((sum, state) => sum + (state?.text?.length ?? 0), 0)
        if (characters > MAX_CHARACTERS_OF_ALL) {
          throw invalid('There are too many states, or they are too large to read.')
        }
      }
      return states
    },
    read: async (stateId) => await readState(objectName(stateId)),
    write: async (stateId, text, before) =>
      await writeLocked(files, clock, { stateId: objectName(stateId), text, before }, wait),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** Checks a state id. Throws AppError `invalid` for an id that names another object. */
function objectName(stateId: string): string {
  if (/[/\0]/.test(stateId) || stateId === '.' || stateId === '..') {
    throw invalid('A state ID in a bucket must not contain a slash.', 'stateId')
  }
  return stateId
}

const encodeKey = (part: string): string =>
  encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const textIn = (xml: string, name: string): string | undefined => {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? []
  return text
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** Returns the body of a response; null if it is longer than a state can be. */
async function shortText(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    const bytes: Uint8Array = part
    length += bytes.byteLength
    if (length > MAX_STATE_CHARACTERS) return null
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}
