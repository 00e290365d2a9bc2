import type { ProjectProblem } from './parts.ts'
import { PLUGIN_KINDS, type UnreadFile } from './project.ts'

/** Further entries are not listed. */
const MAX_ENTRIES = 500
const SECTIONS: ReadonlySet<string> = new Set([
  ...PLUGIN_KINDS,
  'mappings',
  'environments',
  'jobs',
  'schedules',
])

/** `jobs:` with nothing, a list or a mapping after it; or `name: X` at the start of an entry. */
const KEY_OR_NAME =
  /\b([a-z]+):\s*(?=[[{#]|$)|(?:^\s*-\s+|\{\s*)name:\s*(?:"([^"]+)"|'([^']+)'|([^\s,#}"'][^,#}]*))/g

/** Lists the apparent entries of an invalid YAML file: each `- name:` under the nearest key that lists such entries. */
export function unreadFile(path: string, text: string, problem: ProjectProblem): UnreadFile {
  const entries: UnreadFile['entries'] = []
  let section: string | null = null
  for (const [index, line] of text.split('\n').entries()) {
    for (const { 1: key, 2: inDouble, 3: inSingle, 4: bare } of line.matchAll(KEY_OR_NAME)) {
      if (key !== undefined && SECTIONS.has(key)) section = key
      const name = (inDouble ?? inSingle ?? bare ?? '').trim()
      if (name === '' || section === null || entries.length >= MAX_ENTRIES) continue
      entries.push({ section, name, place: { file: path, line: index + 1 } })
    }
  }
  return { path, problem, entries }
}
