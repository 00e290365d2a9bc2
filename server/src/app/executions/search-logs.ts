import type { ExecutionFilter } from '@flx/shared/executions/execution'
import type { LogMatch, LogMatches, LogSearchQuery } from '@flx/shared/logs/log-search'

import { AppError, conflict, unknownCursor } from '../../domain/core/errors.ts'
import type { ExecutionHeadline } from '../../domain/core/records.ts'
import type { FoundLine } from '../../domain/executions/execution-store.ts'
import { plainText } from '../../domain/singer/log/terminal-text.ts'
import type { Actor, AppContext } from '../core/context.ts'

/** Searches the logs of many executions. */
export interface LogSearches {
  /**
   * Searches a bounded stretch, newest executions first; the cursor continues it. A user has one running
   * search: a newer one ends it with AppError `conflict`. Aborting `signal` ends it too.
   */
  search(query: LogSearchQuery, actor: Actor, signal: AbortSignal): Promise<LogMatches>
}

type Context = Pick<AppContext, 'executions' | 'logs' | 'clock'>

/** Bytes of text that one request searches at most. */
const MAX_BYTES = 32 * 1024 * 1024
/**
 * Number of executions whose logs are searched together, and the maximum number of such pages per request.
 */
const PAGE = 100
const MAX_PAGES = 10
/** Maximum number of characters of a matching line in the answer. */
const MAX_CHARACTERS = 600
/** Characters of it shown before the match. */
const LEAD = 120

export function createLogSearches(context: Context): LogSearches {
  const running = new Map<string, AbortController>()
  return {
    async search(query, actor, signal) {
      running.get(actor.id)?.abort()
      const controller = new AbortController()
      running.set(actor.id, controller)
      try {
        return await searchStretch(context, query, AbortSignal.any([controller.signal, signal]))
      } catch (error) {
        if (controller.signal.aborted)
          throw conflict('You started another log search, which stopped this one.')
        if (signal.aborted) throw new AppError('unavailable', 'The search was stopped.')
        throw error
      } finally {
        if (running.get(actor.id) === controller) running.delete(actor.id)
      }
    },
  }
}

async function searchStretch(
  context: Context,
  { text, level, cursor, limit, ...filter }: LogSearchQuery,
  signal: AbortSignal,
): Promise<LogMatches> {
  // Fix the end of the range, so that newer executions do not shift the pages.
  let position = cursor === undefined ? startOf(context, filter) : parseCursor(cursor)
  const matches: LogMatches = { items: [], executions: 0, bytes: 0, searchedTo: null, nextCursor: null }
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    signal.throwIfAborted()
    const { until, page, from, before } = position
    const { items: all, nextCursor } = await context.executions.list({
      ...filter,
      to: until,
      sort: '-queuedAt',
      limit: PAGE,
      ...(page !== '' && { cursor: page }),
    })
    const items = from === null ? all : all.filter((item) => !isNewer(item, from))
    const result = await context.logs.find(
      items.map(({ id }) => id),
      {
        ...{ search: text, level, limit: limit - matches.items.length, bytes: MAX_BYTES - matches.bytes },
        before: items[0]?.id === from?.id && Number.isFinite(before) ? before : undefined,
      },
      signal,
    )
    const byId = new Map(items.map((item) => [item.id, item]))
    matches.items.push(...result.found.flatMap((line) => matchOf(line, byId.get(line.executionId), text)))
    matches.bytes += result.bytes
    const stoppedAt = result.at === null ? undefined : byId.get(result.at.executionId)
    const last = stoppedAt ?? items.at(-1)
    matches.executions += stoppedAt === undefined ? items.length : items.indexOf(stoppedAt)
    matches.searchedTo = last?.queuedAt ?? matches.searchedTo
    if (stoppedAt !== undefined && result.at !== null) {
      const next = {
        until,
        page,
        from: { at: stoppedAt.queuedAt, id: stoppedAt.id },
        before: result.at.before,
      }
      return { ...matches, nextCursor: formatCursor(next) }
    }
    if (nextCursor === null) return matches
    position = { until, page: nextCursor, from: null, before: Infinity }
    if (matches.items.length >= limit || matches.bytes >= MAX_BYTES) break
  }
  return { ...matches, nextCursor: formatCursor(position) }
}

/**
 * The position where a search continues: a page of the list, an execution on it, and the line to search
 * below.
 */
interface Position {
  until: string
  page: string
  from: { at: string; id: string } | null
  before: number
}

const startOf = ({ clock }: Context, { to }: ExecutionFilter): Position => {
  const now = new Date(clock.now().getTime() + 1).toISOString()
  return {
    until: to === undefined || Date.parse(to) > Date.parse(now) ? now : to,
    page: '',
    from: null,
    before: Infinity,
  }
}

const formatCursor = ({ until, page, from, before }: Position): string =>
  [until, page, from?.at ?? '', from?.id ?? '', Number.isFinite(before) ? before : ''].join('~')

function parseCursor(cursor: string): Position {
  const [until = '', page = '', at = '', id = '', before = '', ...rest] = cursor.split('~')
  const isWhole = rest.length === 0 && !Number.isNaN(Date.parse(until)) && /^\d{0,15}$/.test(before)
  if (!isWhole || (at === '') !== (id === ''))
    throw unknownCursor(new Error('It is not a position in a log search.'))
  return {
    until,
    page,
    from: at === '' ? null : { at, id },
    before: before === '' ? Infinity : Number(before),
  }
}

const isNewer = (item: ExecutionHeadline, from: { at: string; id: string }): boolean =>
  item.queuedAt === from.at ? item.id > from.id : item.queuedAt > from.at

function matchOf(
  { executionId, ...line }: FoundLine,
  execution: ExecutionHeadline | undefined,
  text: string,
): LogMatch[] {
  if (execution === undefined) return []
  const { pipelineId, pipelineName, status, queuedAt } = execution
  const shown = excerpt(plainText(line.text), text)
  return [{ ...line, text: shown, executionId, pipelineId, pipelineName, status, queuedAt }]
}

/** Returns the part of a long line around the match. */
function excerpt(line: string, text: string): string {
  if (line.length <= MAX_CHARACTERS) return line
  const start = Math.max(0, line.toLowerCase().indexOf(text.toLowerCase()) - LEAD)
  const part = line.slice(start, start + MAX_CHARACTERS).toWellFormed()
  return `${start > 0 ? '… ' : ''}${part}${start + MAX_CHARACTERS < line.length ? ' …' : ''}`
}
