import { sql, type SqlBool } from 'kysely'

import type { LogLine } from '@flx/shared/logs/log'
import { LOG_LEVELS } from '@flx/shared/executions/execution-status'

import type {
  FoundLine,
  LogFindQuery,
  LogPlace,
  LogStore,
} from '../../../domain/executions/execution-store.ts'
import type { Reader } from '../core/reader.ts'
import { parseChunk } from './log-chunks.ts'
import { bodyHas, maskOf, matcher, plainPart, searchLog } from './log-search.ts'

/** How much text one read compares: small logs are read together, larger ones separately. */
const READ_BYTES = 1024 * 1024
/** How many logs are read together. */
const READ_LOGS = 50
/** How much text of one large log is searched between two checks of `signal`. */
const SLICE_BYTES = 8 * 1024 * 1024

interface Size {
  id: string
  bytes: number
}

/** Searches logs for `LogStore.find`: the database compares in its own thread, one read after the other. */
export async function searchLogs(
  reader: Reader,
  dialect: 'sqlite' | 'postgres',
  executionIds: readonly string[],
  query: LogFindQuery,
  signal: AbortSignal,
): ReturnType<LogStore['find']> {
  const found: FoundLine[] = []
  let bytes = 0
  const belowOf = (id: string) => (id === executionIds[0] ? query.before : undefined)
  const sizes = await sizesOf(reader, executionIds)
  for (const group of groupsOf(sizes)) {
    signal.throwIfAborted()
    const [first] = group
    if (first === undefined) break
    if (found.length >= query.limit || bytes >= query.bytes)
      return { found, bytes, at: { executionId: first.id, before: belowOf(first.id) ?? Infinity } }
    const room = { limit: query.limit - found.length, bytes: query.bytes - bytes }
    const searched =
      first.bytes > READ_BYTES
        ? await searchLarge(reader, dialect, first, { ...query, ...room, before: belowOf(first.id) }, signal)
        : await searchSmall(reader, dialect, group, { ...query, ...room }, belowOf)
    found.push(...searched.found)
    bytes += searched.bytes
    if (searched.at !== null) return { found, bytes, at: searched.at }
  }
  return { found, bytes, at: null }
}

/** Returns the sizes of the logs that exist, in the order of the executions. */
async function sizesOf(reader: Reader, ids: readonly string[]): Promise<Size[]> {
  if (ids.length === 0) return []
  const rows = await reader.read(
    reader.db
      .selectFrom('log_chunk')
      .select(['execution_id as id', ({ fn }) => fn.sum<number | string>('size').as('bytes')])
      .where('execution_id', 'in', ids)
      .groupBy('execution_id')
      .compile(),
  )
  const sizes = new Map(rows.map(({ id, bytes }) => [id, Number(bytes)]))
  return ids.flatMap((id) => (sizes.has(id) ? [{ id, bytes: sizes.get(id) ?? 0 }] : []))
}

/** Groups consecutive small logs, up to one read; a large log stays alone. */
function groupsOf(sizes: readonly Size[]): Size[][] {
  const groups: Size[][] = []
  let room = 0
  for (const size of sizes) {
    const group = groups.at(-1)
    if (group === undefined || size.bytes > room || group.length >= READ_LOGS) {
      groups.push([size])
      room = READ_BYTES
    } else group.push(size)
    room -= size.bytes
  }
  return groups
}

interface Searched {
  found: FoundLine[]
  bytes: number
  at: LogPlace | null
}

async function searchSmall(
  { db, read }: Reader,
  dialect: 'sqlite' | 'postgres',
  group: readonly Size[],
  query: LogFindQuery,
  belowOf: (id: string) => number | undefined,
): Promise<Searched> {
  const ids = group.map(({ id }) => id)
  const text = plainPart(query.search)
  let chunks = db
    .selectFrom('log_chunk')
    .select(['execution_id', 'first_line', 'last_line', 'body'])
    .where('execution_id', 'in', ids)
    .where(sql<SqlBool>`level_mask & ${maskOf(LOG_LEVELS, query.level)} <> 0`)
  if (text !== null) chunks = chunks.where(bodyHas(text, dialect))
  const isMatch = matcher(query)
  const byId = new Map<string, LogLine[]>()
  for (const chunk of await read(chunks.compile())) {
    const below = belowOf(chunk.execution_id) ?? Infinity
    const lines = parseChunk(chunk).filter((line) => isMatch(line) && line.line < below)
    byId.set(chunk.execution_id, [...(byId.get(chunk.execution_id) ?? []), ...lines])
  }
  const found = ids.flatMap((executionId) =>
    (byId.get(executionId) ?? [])
      .toSorted((a, b) => b.line - a.line)
      .map((line) => ({ ...line, executionId })),
  )
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  const isCut = found.length > shown.length && last !== undefined
  return {
    found: shown,
    bytes: group.reduce((sum, size) => sum + size.bytes, 0),
    at: isCut ? { executionId: last.executionId, before: last.line } : null,
  }
}

async function searchLarge(
  reader: Reader,
  dialect: 'sqlite' | 'postgres',
  { id, bytes: size }: Size,
  { search, level, before, limit, bytes: maxBytes }: LogFindQuery,
  signal: AbortSignal,
): Promise<Searched> {
  const found: FoundLine[] = []
  let bytes = 0
  for (let below = before; ;) {
    signal.throwIfAborted()
    const slice = Math.min(SLICE_BYTES, maxBytes)
    const page = await searchLog(
      reader,
      dialect,
      id,
      { search, level, before: below, limit: limit - found.length },
      slice,
    )
    found.push(...page.lines.toReversed().map((line) => ({ ...line, executionId: id })))
    bytes += Math.min(slice, size)
    below = page.searchedTo ?? undefined
    if (below === undefined) return { found, bytes, at: null }
    if (found.length >= limit || bytes >= maxBytes)
      return { found, bytes, at: { executionId: id, before: below } }
  }
}
