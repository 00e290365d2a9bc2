import {
  EXECUTION_SORTS,
  EXECUTION_STATUSES,
  EXECUTION_TRIGGERS,
} from '@flx/shared/executions/execution-status'
import { executionListQuerySchema } from '@flx/shared/executions/execution'
import { FRESHNESS_STATES } from '@flx/shared/pipelines/freshness'
import { PIPELINE_TYPES } from '@flx/shared/pipelines/pipeline'
import { PIPELINE_SORTS, pipelineListQuerySchema } from '@flx/shared/pipelines/pipeline-list'

const DAY = 86_400_000
const LATER_PAGE = 100

export interface Page {
  items: { id: string }[]
  nextCursor: string | null
}

type Get = (path: string) => Promise<Page>

/**
 * Returns every list, figure and statistic that pages request, by name: first and later pages, each sort and each
 * single filter.
 */
export async function listRequests(get: Get): Promise<[name: string, path: string][]> {
  const requests: [string, string][] = []
  const addPages = async (name: string, path: string) => {
    requests.push([name, path])
    const cursor = await cursorOfPage(get, path, LATER_PAGE)
    if (cursor !== null) requests.push([`${name}, page ${LATER_PAGE}`, `${path}&cursor=${cursor}`])
  }
  for (const [name, query] of executionQueries(await firstPipeline(get)))
    await addPages(`executions ${name}`, `/executions?${query}`)
  for (const [name, query] of pipelineQueries()) await addPages(`pipelines ${name}`, `/pipelines?${query}`)
  const month = new Date().toISOString().slice(0, 7)
  for (const query of [
    '',
    `period=${month}`,
    `period=${month}&status=failed`,
    `period=${month}&trigger=sample`,
  ])
    requests.push([`calendar ${query}`, `/executions/calendar?timezone=Europe/Zurich&${query}`])
  requests.push(
    ['owners of pipelines', '/pipelines/owners'],
    ['freshness of pipelines', '/pipelines/freshness'],
    ['plugins', '/plugins?limit=20'],
    ['plugins by search', '/plugins?search=csv'],
    ...['/schedules', '/schedules/upcoming', '/alerts/rules'].map((path): [string, string] => [path, path]),
    ...[1, 7, 30, 90, 365].map((days): [string, string] => {
      const from = new Date(Date.now() - days * DAY).toISOString()
      return [`statistics of ${days} days`, `/statistics?from=${from}&timezone=Europe/Zurich`]
    }),
    ['statistics of all time', '/statistics'],
  )
  return requests
}

/** Each sort and each single filter of the list. */
function executionQueries(pipelineId: string): [string, string][] {
  const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString()
  const shape = executionListQuerySchema.shape
  return [
    ...EXECUTION_SORTS.map((sort): [string, string] => [`by ${sort}`, `sort=${sort}`]),
    ...EXECUTION_STATUSES.map((status): [string, string] => [`status ${status}`, `status=${status}`]),
    ...EXECUTION_TRIGGERS.map((trigger): [string, string] => [`trigger ${trigger}`, `trigger=${trigger}`]),
    ['full refreshes', 'fullRefresh=true'],
    ['incremental', 'fullRefresh=false'],
    ['several statuses', 'status=failed&status=cancelled'],
    ['a trigger and a status', 'trigger=sample&status=failed'],
    ['full refreshes that failed', 'fullRefresh=true&status=failed'],
    ['too few records', 'shortfall=empty&shortfall=low'],
    ['of a pipeline by search', `pipelineId=${pipelineId}&search=certificate`],
    ['failed by search', 'search=orders&status=failed'],
    ['of a pipeline', `pipelineId=${pipelineId}`],
    ['of a day', `from=${day(100)}&to=${day(99)}`],
    ['of 90 days', `from=${day(90)}`],
    ['failed in a month', `status=failed&from=${day(60)}&to=${day(30)}`],
    ...searches('search' in shape),
  ]
}

const searches = (exists: boolean): [string, string][] =>
  exists
    ? ['certificate has expired', 'orders', 'nothing has this', 'no', 'tap-crm exited with code 1: 401'].map(
        (text): [string, string] => [`search "${text}"`, `search=${encodeURIComponent(text)}`],
      )
    : []

function pipelineQueries(): [string, string][] {
  const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString()
  const shape = pipelineListQuerySchema.shape
  return [
    ...PIPELINE_SORTS.map((sort): [string, string] => [`by ${sort}`, `sort=${sort}`]),
    ...['active', 'inactive', 'archived'].map((status): [string, string] => [status, `status=${status}`]),
    ...PIPELINE_TYPES.map((type): [string, string] => [`type ${type}`, `type=${type}`]),
    ...EXECUTION_STATUSES.map((status): [string, string] => [`last ${status}`, `lastStatus=${status}`]),
    ['of an extractor', 'extractor=tap-crm'],
    ['of a loader', 'loader=target-jsonl'],
    ['of a tag', 'tag=critical'],
    ['of an owner', 'owner=Mara Keller'],
    ...FRESHNESS_STATES.map((state): [string, string] => [`freshness ${state}`, `freshness=${state}`]),
    ['of the fleet', 'sort=worst&trend=true'],
    ['of the fleet, of an extractor', 'sort=worst&trend=true&extractor=tap-crm'],
    ['of the fleet, past the target', 'sort=worst&trend=true&freshness=past'],
    ...searches('search' in shape),
    ...('createdFrom' in shape ? [['created', `createdFrom=${day(1)}`] as [string, string]] : []),
  ]
}

/** Returns the most recently executed pipeline. */
export async function firstPipeline(get: Get): Promise<string> {
  const { items } = await get('/pipelines?sort=-lastExecutionAt&limit=1')
  return items[0]?.id ?? ''
}

/** Returns the cursor that leads to a page, or null if there are fewer pages. */
async function cursorOfPage(get: Get, path: string, page: number): Promise<string | null> {
  let cursor: string | null = null
  for (let pageNumber = 1; pageNumber < page; pageNumber += 1) {
    const { nextCursor } = await get(cursor === null ? path : `${path}&cursor=${cursor}`)
    if (nextCursor === null) return null
    cursor = nextCursor
  }
  return cursor
}
