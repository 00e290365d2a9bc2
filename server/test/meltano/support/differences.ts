import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

/** A connector's notes of one start. */
export interface Note {
  args: string[]
  config: string
  catalog: string | null
  state: string | null
  log: string | null
  pipelineWise: boolean
  env: Record<string, string>
  input: string[]
}

/** Everything one side did in one case. */
export interface Outcome {
  /** By execution. */
  statuses: ('success' | 'failed')[]
  discoveries: Note[]
  tap: Note[]
  mapper: Note[]
  target: Note[]
  /** The state from which the next execution would continue. */
  state: Json
}

export interface Difference {
  path: string
  meltano: string
  ours: string
}

/** The variables that are compared: the machine and the runner have others. */
const COMPARED = /^(TAP_C\d|TARGET_C\d|MELTANO_(EXTRACT|LOAD|MAP)|DIFF_NAMED|OWN_|MELTANO_PROJECT_ROOT)/

/** Everything in which two outcomes differ. */
export function differences(meltano: Outcome, ours: Outcome): Difference[] {
  const found: Difference[] = []
  compare('', readable(meltano), readable(ours), found)
  return found
}

function readable(outcome: Outcome): JsonObject {
  return {
    statuses: outcome.statuses,
    discoveries: outcome.discoveries.length,
    discovery: outcome.discoveries.slice(0, 1).map(readNote),
    tap: outcome.tap.map(readNote),
    mapper: outcome.mapper.map(readNote),
    target: outcome.target.map(readNote),
    state: outcome.state,
  }
}

function readNote(note: Note): JsonObject {
  const root = note.env['MELTANO_PROJECT_ROOT'] ?? ''
  const env = Object.entries(note.env).filter(([name]) => COMPARED.test(name))
  return {
    args: note.args,
    config: json(note.config),
    catalog: note.catalog === null ? null : byBreadcrumb(json(note.catalog)),
    state: note.state === null ? null : json(note.state),
    log: note.log === null ? null : json(note.log),
    pipelineWise: note.pipelineWise,
    env: Object.fromEntries(
      env.map(([name, value]) => [name, json(value === root ? '<project>' : value)] as const),
    ),
    input: note.input,
  }
}

const json = (text: string): Json => tryParseJson(text) ?? text

/** The order of metadata has no meaning. */
function byBreadcrumb(catalog: Json): Json {
  const streams = isJsonObject(catalog) && Array.isArray(catalog['streams']) ? catalog['streams'] : []
  return streams.filter(isJsonObject).map((stream) => {
    const list = Array.isArray(stream['metadata']) ? stream['metadata'].filter(isJsonObject) : []
    const metadata = list.map(
      (entry) => [JSON.stringify(entry['breadcrumb']), entry['metadata'] ?? null] as const,
    )
    return { ...stream, metadata: Object.fromEntries(metadata) }
  })
}

function compare(path: string, meltano: Json | undefined, ours: Json | undefined, found: Difference[]): void {
  if (isJsonObject(meltano) && isJsonObject(ours)) {
    for (const key of new Set([...Object.keys(meltano), ...Object.keys(ours)])) {
      compare(path === '' ? key : `${path}.${key}`, meltano[key], ours[key], found)
    }
    return
  }
  if (Array.isArray(meltano) && Array.isArray(ours) && meltano.length === ours.length) {
    for (const [index, item] of meltano.entries()) compare(`${path}[${index}]`, item, ours[index], found)
    return
  }
  const [one, other] = [meltano, ours].map((value) =>
    value === undefined ? 'nothing' : JSON.stringify(value),
  )
  if (one !== other) found.push({ path, meltano: one ?? '', ours: other ?? '' })
}
