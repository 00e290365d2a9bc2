import type { Json, JsonObject } from '@flx/shared/json/json'

/** A plugin as described in `meltano.yml`; both sides are set up from it. */
export interface CasePlugin {
  capabilities?: readonly string[]
  settings?: readonly {
    name: string
    kind?: string
    value?: Json
    env?: string
    sensitive?: boolean
    options?: Json
  }[]
  config?: JsonObject
  env?: Record<string, string>
  /** Meltano's extras, without their underscore. */
  extras?: JsonObject
}

export interface Case {
  name: string
  title: string
  tap: CasePlugin
  target: CasePlugin
  /** An extractor that inherits from the tap, and is the one that is executed. */
  heir?: CasePlugin
  /** A mapper in between, with this configuration. */
  mapper?: JsonObject
  discovered: string
  discoveryExit: number
  messages: readonly string[]
  tapExit: number
  targetExit: number
  targetLines: readonly string[]
  /** One after the other; `full` is a full refresh. */
  executions: readonly ('incremental' | 'full')[]
  /** In a separate Meltano invocation, because it might fail there, which ends the invocation. */
  alone: boolean
  /** IDs of `docs/meltano-differences.md` that appear here. */
  differs: readonly string[]
}

const PEOPLE = {
  tap_stream_id: 'people',
  stream: 'people',
  schema: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: ['string', 'null'] },
      note: { anyOf: [{ type: 'object', properties: { text: { type: 'string' } } }, { type: 'null' }] },
      address: {
        type: 'object',
        properties: {
          street: { type: 'string' },
          geo: { type: 'object', properties: { lat: { type: 'number' }, lon: { type: 'number' } } },
        },
      },
      tags: { type: 'array', items: { type: 'object', properties: { label: { type: 'string' } } } },
      raw: { type: 'string' },
      usual: { type: 'string' },
    },
  },
  metadata: [
    { breadcrumb: [], metadata: { inclusion: 'available', 'table-key-properties': ['id'] } },
    { breadcrumb: ['properties', 'id'], metadata: { inclusion: 'automatic' } },
    { breadcrumb: ['properties', 'name'], metadata: { inclusion: 'available' } },
    { breadcrumb: ['properties', 'tags'], metadata: { inclusion: 'available' } },
    {
      breadcrumb: ['properties', 'tags', 'items', 'properties', 'label'],
      metadata: { inclusion: 'available' },
    },
    {
      breadcrumb: ['properties', 'note', 'anyOf', '0', 'properties', 'text'],
      metadata: { inclusion: 'available' },
    },
    { breadcrumb: ['properties', 'raw'], metadata: { inclusion: 'unsupported' } },
    {
      breadcrumb: ['properties', 'usual'],
      metadata: { inclusion: 'available', 'selected-by-default': true },
    },
  ],
}
const ORDERS = {
  tap_stream_id: 'orders',
  stream: 'orders',
  schema: {
    type: 'object',
    properties: { id: { type: 'integer' }, total: { type: 'number', multipleOf: 0.01 } },
  },
}
const DOTTED = {
  tap_stream_id: 'public.things',
  stream: 'things',
  schema: { type: 'object', properties: { id: { type: 'integer' } } },
  metadata: [{ breadcrumb: [], metadata: { inclusion: 'available', selected: true } }],
}
export const CATALOG = { streams: [PEOPLE, ORDERS, DOTTED] }

export const record = (id: number | string): string =>
  `{"type":"RECORD","stream":"people","record":{"id":${id}}}`
export const SCHEMA =
  '{"type":"SCHEMA","stream":"people","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}'
export const state = (value: string): string => `{"type":"STATE","value":${value}}`

const CAPABILITIES = ['catalog', 'discover', 'state']

/** Selects all, succeeds, and confirms one bookmark by default. */
export function makeCase(title: string, given: Partial<Omit<Case, 'name' | 'title'>>): Omit<Case, 'name'> {
  return {
    discovered: JSON.stringify(CATALOG),
    discoveryExit: 0,
    messages: [SCHEMA, record(1), state('{"bookmarks":{"people":{"id":1}}}')],
    tapExit: 0,
    targetExit: 0,
    targetLines: [],
    executions: ['incremental'],
    differs: [],
    alone: false,
    ...given,
    title,
    tap: { capabilities: CAPABILITIES, ...given.tap },
    target: { ...given.target },
  }
}

/** With extras of the extractor. */
export const extras = (
  title: string,
  given: JsonObject,
  more: Partial<Omit<Case, 'name' | 'title'>> = {},
): Omit<Case, 'name'> => makeCase(title, { ...more, tap: { ...more.tap, extras: given } })
