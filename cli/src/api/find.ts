import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { Plugin } from '@flx/shared/plugins/plugin'
import type { TemplateSummary } from '@flx/shared/templates/template'

import { Failure } from '../core/exit.ts'
import { suggestion } from '../core/nearest.ts'
import { answer, ApiFailure, type Api } from './client.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Maximum number of pages searched for a similar name. */
const MAX_PAGES = 10

const isId = (text: string): boolean => UUID.test(text)

/** Finds a pipeline by name or ID. Throws Failure that suggests the nearest name. */
export async function findPipeline(api: Api, nameOrId: string): Promise<PipelineSummary> {
  if (isId(nameOrId)) return answer(api.pipelines[':id'].$get({ param: { id: nameOrId } }))
  for (let cursor: string | undefined, page = 0; page < MAX_PAGES; page++) {
    const query = { search: nameOrId.slice(0, 200), limit: 200, sort: 'name', cursor } as const
    const { items, nextCursor } = await answer(api.pipelines.$get({ query: query }))
    const found = items.find(({ name }) => name === nameOrId)
    if (found !== undefined) return found
    if (nextCursor === null) break
    cursor = nextCursor
  }
  throw notFound('pipeline', nameOrId, await namesOf(api, 'pipelines'))
}

/** Finds a plugin by name or ID. Throws Failure that suggests the nearest name. */
export async function findPlugin(api: Api, nameOrId: string): Promise<Plugin> {
  if (isId(nameOrId)) return answer(api.plugins[':id'].$get({ param: { id: nameOrId } }))
  const { items } = await answer(api.plugins.$get({ query: { search: nameOrId.slice(0, 200), limit: 200 } }))
  const found = items.find(({ name }) => name === nameOrId)
  if (found !== undefined) return found
  throw notFound('plugin', nameOrId, await namesOf(api, 'plugins'))
}

/** Finds a template by name or ID. Throws Failure that suggests the nearest name. */
export async function findTemplate(api: Api, nameOrId: string): Promise<TemplateSummary> {
  const { items } = await answer(api.templates.$get())
  const found = items.find(({ id, name }) => id === nameOrId || name === nameOrId)
  if (found !== undefined) return found
  const names = items.map(({ name }) => name)
  throw notFound('template', nameOrId, names)
}

/** Returns an execution's ID: the given one, or that of a pipeline's last execution. Throws Failure. */
export async function findExecution(api: Api, nameOrId: string): Promise<string> {
  if (isId(nameOrId)) {
    try {
      return (await answer(api.executions[':id'].$get({ param: { id: nameOrId } }))).id
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 404) throw error
      // The ID can also be a pipeline's.
    }
  }
  const { id, name } = await findPipeline(api, nameOrId)
  const { items } = await answer(
    api.executions.$get({ query: { pipelineId: id, limit: 1, sort: '-queuedAt' } }),
  )
  const [last] = items
  if (last === undefined)
    throw new Failure(`Pipeline "${name}" has not been executed yet.`, { code: 'not-found' })
  return last.id
}

/** Returns the names of all pipelines or plugins, of at most `MAX_PAGES` pages. */
export async function namesOf(api: Api, kind: 'pipelines' | 'plugins'): Promise<string[]> {
  const names: string[] = []
  for (let cursor: string | undefined, page = 0; page < MAX_PAGES; page++) {
    const query = { limit: 200, cursor }
    const { items, nextCursor } =
      kind === 'pipelines'
        ? await answer(api.pipelines.$get({ query }))
        : await answer(api.plugins.$get({ query }))
    names.push(...items.map(({ name }) => name))
    if (nextCursor === null) break
    cursor = nextCursor
  }
  return names
}

const notFound = (kind: string, nameOrId: string, names: readonly string[]): Failure =>
  new Failure(`No ${kind} is named "${nameOrId}".${suggestion(nameOrId, names)}`, {
    code: 'not-found',
    details: names.length === 0 ? [`This server has no ${kind}s yet.`] : [],
  })
