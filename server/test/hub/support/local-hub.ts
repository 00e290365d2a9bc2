import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

const FOLDER = new URL('../../../../../shared/hub/', import.meta.url)

/** Whether the snapshot of the real hub is beside the repository. */
export const hasHubData = existsSync(new URL('plugins.jsonl', FOLDER))

/** A definition of the hub as it is served. */
export type RawDefinition = JsonObject & {
  plugin_type: string
  is_default: boolean
  name: string
  variant: string
}

/** Every definition of the snapshot; none if it is absent. */
export function hubDefinitions(): RawDefinition[] {
  if (!hasHubData) return []
  const text = readFileSync(new URL('plugins.jsonl', FOLDER), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RawDefinition)
}

/** A few definitions in the form of the hub, with oddities of some of the real ones. */
export const FIXTURES: RawDefinition[] = [
  {
    plugin_type: 'extractors',
    is_default: true,
    name: 'tap-shop',
    variant: 'acme',
    label: 'Shop',
    namespace: 'tap_shop',
    pip_url: ' tap-shop==1.0\n',
    executable: 'tap-shop-cli',
    docs: 'https://hub.example.com/extractors/tap-shop--acme',
    capabilities: ['catalog', 'discover', 'state'],
    select: ['orders.*'],
    metadata: { '*': { 'replication-method': 'FULL_TABLE' } },
    settings: [
      { name: 'account', kind: 'string', label: 'Account' },
      { name: 'auth.user' },
      { name: 'auth.password', kind: 'password', sensitive: true },
      { name: 'auth.token', kind: 'password', sensitive: true },
      { name: 'flag', kind: 'string', value: false },
      { name: 'page_size', kind: 'integer', value: 1.5 },
      { name: 'zone', kind: 'options', options: [{ label: 'Europe', value: 'eu' }], value: 'eu' },
      { name: 'odd', kind: 'colour', description: null },
      { name: 'account', kind: 'integer' },
      { label: 'without a name' },
    ],
    settings_group_validation: [
      ['account', 'auth.user', 'auth.password'],
      ['account', 'auth.token'],
    ],
  },
  {
    plugin_type: 'extractors',
    is_default: false,
    name: 'tap-shop',
    variant: 'other-maker',
    pip_url: 'git+https://example.com/tap-shop.git',
    settings: [
      { name: 'account', kind: 'integer' },
      { name: 'start_date', kind: 'date_iso8601' },
    ],
  },
  { plugin_type: 'loaders', is_default: true, name: 'target-lake', variant: 'acme', pip_url: 'target-lake' },
  { plugin_type: 'mappers', is_default: true, name: 'map-x', variant: 'acme', pip_url: 'map-x' },
  { plugin_type: 'transformers', is_default: true, name: 'dbt-lake', variant: 'acme', pip_url: 'dbt-lake' },
  { plugin_type: 'utilities', is_default: true, name: 'a-container', variant: 'acme' },
  { plugin_type: 'files', is_default: true, name: 'files-x', variant: 'acme', pip_url: 'files-x' },
]

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface LocalHub extends AsyncDisposable {
  url: string
  /** Requested paths, in order. */
  asked: string[]
  /** Overrides every answer; undefined = as a hub again. */
  answer: Answer | undefined
  /** Stops listening. */
  close(): Promise<void>
}

/** A hub in the form of MeltanoHub's API (SINGER.md §1.4) that serves some definitions on this machine. */
export async function startLocalHub(
  definitions: readonly RawDefinition[] = FIXTURES,
  ref: (path: string, url: string) => string = (path, url) => `${url}${path}`,
): Promise<LocalHub> {
  const documents = new Map<string, Json>()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    hub.asked.push(path)
    if (hub.answer !== undefined) return hub.answer(request, response)
    const document = documents.get(path)
    response.setHeader('content-type', 'application/json')
    if (document === undefined) response.statusCode = 404
    response.end(JSON.stringify(document ?? { message: 'Not Found' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const close = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  const hub: LocalHub = { url, asked: [], answer: undefined, close, [Symbol.asyncDispose]: close }
  for (const definition of definitions) {
    const { plugin_type: type, is_default: isDefault, name, variant } = definition
    const path = `/meltano/api/v1/plugins/${type}/${name}--${variant}`
    documents.set(path, definition)
    const index = documents.get(`/meltano/api/v1/plugins/${type}/index`) ?? {}
    documents.set(`/meltano/api/v1/plugins/${type}/index`, index)
    if (!isJsonObject(index)) continue
    const entry = (index[name] ??= { default_variant: '', logo_url: null, variants: {} })
    if (!isJsonObject(entry) || !isJsonObject(entry['variants'])) continue
    if (isDefault) entry['default_variant'] = variant
    entry['variants'][variant] = { ref: ref(path, url) }
  }
  return hub
}
