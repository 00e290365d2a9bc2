import type { JsonObject } from '@flx/shared/json/json'
import { Document, isMap, isSeq, visit } from 'yaml'

import { EXACT_NUMBER } from '../../core/text/yaml-numbers.ts'
import { escapedControls } from '../../core/text/yaml-texts.ts'
import { PLUGIN_KINDS, type PluginKind } from '../project.ts'
import type { Entry } from './export-plugin.ts'
import type { NeededVariable } from './exported.ts'

interface Parts {
  environment: string
  plugins: ReadonlyMap<PluginKind, readonly Entry[]>
  jobs: readonly Entry[]
  schedules: readonly Entry[]
}

const HEAD = ` A Meltano project, exported by FLX Pipelines. Secrets are references: see .env.example.
 The entries under "annotations: flx:" are for an import there; Meltano ignores them.`

/** Writes a `meltano.yml` with the notes as comments before their entries. */
export function projectYaml({ environment, plugins, jobs, schedules }: Parts): string {
  const kinds = PLUGIN_KINDS.filter((kind) => (plugins.get(kind) ?? []).length > 0)
  const values = (entries: readonly Entry[]): JsonObject[] => entries.map(({ value }) => value)
  const document = new Document(
    {
      default_environment: environment,
      environments: [{ name: environment }],
      ...(kinds.length === 0
        ? {}
        : { plugins: Object.fromEntries(kinds.map((kind) => [kind, values(plugins.get(kind) ?? [])])) }),
      ...(jobs.length === 0 ? {} : { jobs: values(jobs) }),
      ...(schedules.length === 0 ? {} : { schedules: values(schedules) }),
    },
    { customTags: [EXACT_NUMBER], compat: 'yaml-1.1', aliasDuplicateObjects: false },
  )
  document.commentBefore = HEAD
  quoteTabs(document)
  for (const kind of kinds) comment(document, ['plugins', kind], plugins.get(kind) ?? [])
  comment(document, ['jobs'], jobs)
  return escapedControls(document.toString({ lineWidth: 0 }))
}

/** Control characters other than tabs and line ends, which unquoted text cannot hold. */
const NEEDS_ESCAPES = /[^\P{Cc}\n\t]|[\u2028\u2029\uFEFF\uFFFE\uFFFF]/u

/**
 * Quotes texts with tabs or control characters: Meltano's loader accepts no tabs in unquoted text, and no control characters at
 * all.
 */
function quoteTabs(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      const { value } = node
      if (typeof value === 'string' && (NEEDS_ESCAPES.test(value) || /^[^\n]*\t[^\n]*$/.test(value)))
        node.type = 'QUOTE_DOUBLE'
    },
  })
}

function comment(document: Document, path: readonly string[], entries: readonly Entry[]): void {
  const list = document.getIn(path)
  for (const [index, { notes }] of entries.entries()) {
    const node = isSeq(list) ? list.items[index] : undefined
    // A name in a note can contain line ends; keep the comment on one line each.
    if (isMap(node) && notes.length > 0)
      node.commentBefore = notes.map((note) => ` ${oneLine(note)}`).join('\n')
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** Lists the project's variables without their values. */
export function envExample(variables: readonly NeededVariable[]): string {
  const head = '# Copy this file to .env and fill in the values. Keep .env out of git.\n'
  if (variables.length === 0) return `${head}# The project needs no variables.\n`
  return `${head}${variables.map(({ name, usedBy }) => `\n# ${usedBy.map(oneLine).join(', ')}\n${name}=\n`).join('')}`
}
