import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** The folder with OpenLineage.json and the schemas of the facets; undefined if it is absent. */
export const schemasFolder = process.env['FLX_OPENLINEAGE_SCHEMAS']

const CORE = 'https://openlineage.io/spec/2-0-2/OpenLineage.json'

interface Schemas {
  /** Violations in an event, or in one of its facets, by path; empty when there are none. */
  problemsOf(event: unknown): string[]
  /** Facets whose version is not the one in the folder: `KIND 1-0-1 (has 1-0-0)`. */
  otherVersions(): string[]
}

/** Reads the JSON schemas of OpenLineage in a folder. */
export function readSchemas(folder: string): Schemas {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  /** `$id` of each facet's schema. */
  const facets = new Map<string, string>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!path.endsWith('.json')) continue
    // Older facets name the older cores that they came with: one is enough, as each contains its predecessors.
    const text = readFileSync(join(folder, path), 'utf8').replaceAll(
      /spec\/[\d-]+\/OpenLineage\.json/g,
      CORE_END,
    )
    const schema = JSON.parse(text) as { $id: string }
    ajv.addSchema(schema)
    if (schema.$id !== CORE)
      facets.set(`${basename(schema.$id, '.json')} ${versionIn(schema.$id)}`, schema.$id)
  }
  const others = new Set<string>()
  const validators = new Map<string, ValidateFunction | string>()

  function validatorOf(schemaUrl: string): ValidateFunction | string {
    const found = validators.get(schemaUrl) ?? compile(schemaUrl)
    validators.set(schemaUrl, found)
    return found
  }

  function compile(schemaUrl: string): ValidateFunction | string {
    const kind = schemaUrl.split('/').at(-1) ?? ''
    const version = versionIn(schemaUrl)
    const last = [...facets.keys()].findLast((name) => name.startsWith(`${kind} `))
    if (last === undefined) return `no schema of ${kind}`
    const exact = facets.get(`${kind} ${version}`)
    if (exact === undefined) others.add(`${kind} ${version} (has ${last.split(' ')[1]})`)
    return ajv.compile({ $ref: `${exact ?? facets.get(last)}#/$defs/${kind}` })
  }

  const run = ajv.compile({ $ref: `${CORE}#/$defs/RunEvent` })
  return {
    problemsOf: (event) => [
      ...problems(run, event, ''),
      ...facetsIn(event).flatMap(({ path, facet }) => {
        const validator = validatorOf(facet._schemaURL)
        return typeof validator === 'string' ? [`${path}: ${validator}`] : problems(validator, facet, path)
      }),
    ],
    otherVersions: () => [...others].toSorted(),
  }
}

const CORE_END = CORE.slice(CORE.indexOf('spec/'))
const versionIn = (address: string): string => /\/(\d+-\d+-\d+)\//.exec(address)?.[1] ?? ''

const problems = (validate: ValidateFunction, value: unknown, path: string): string[] =>
  validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${path}${instancePath}: ${message}`)

/** Every facet of an event, wherever it is, with its path. */
function facetsIn(value: unknown, path = ''): { path: string; facet: { _schemaURL: string } }[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([key, inner]) => facetsIn(inner, `${path}/${key}`))
  const isFacet = '_schemaURL' in value && typeof value._schemaURL === 'string'
  return isFacet ? [{ path, facet: value as { _schemaURL: string } }, ...inside] : inside
}
