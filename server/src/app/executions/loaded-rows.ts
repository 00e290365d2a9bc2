import { isFinished } from '@flx/shared/executions/execution-status'
import {
  loadedRowsSchema,
  PLACE_SETTINGS,
  type LoadedRows,
  type LoadedRowsRequest,
} from '@flx/shared/executions/loaded-rows'
import type { JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import * as z from 'zod'

import { AppError, conflict, invalid } from '../../domain/core/errors.ts'
import type { Masker } from '../../domain/core/ports.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import { createMasker, MASK } from '../../domain/settings/secrets/masker.ts'
import { plainText } from '../../domain/singer/log/terminal-text.ts'
import { openRunFolder } from '../../engine/limited-run.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { resolveExecution, type PlannedProcess } from '../../engine/resolve-execution.ts'
import type { Actor, AppContext } from '../core/context.ts'
import { findExecution } from './show-execution.ts'

/** Rows as loaders answer, and as nodes of neighbouring versions pass them to each other. */
const readRowsSchema = loadedRowsSchema
  .omit({ hasMore: true, omittedColumns: true })
  .extend({ more: z.boolean(), leftOut: z.number() })
type ReadRows = z.infer<typeof readRowsSchema>

/** Returns the rows in the form of the API. */
export const presentRows = ({ more, leftOut, ...rows }: ReadRows): LoadedRows => ({
  ...rows,
  hasMore: more,
  omittedColumns: leftOut,
})

/** Reads rows that executions loaded. */
export interface LoadedRowsReader extends AsyncDisposable {
  /**
   * Returns the first rows of one stream as the bundled loader finds them where the execution wrote.
   * Read-only. Throws AppError `conflict` for another loader, and `invalid` if the rows cannot be read.
   */
  show(id: string, request: LoadedRowsRequest, actor: Actor, signal: AbortSignal): Promise<ReadRows>
}

type Context = EngineContext & Pick<AppContext, 'audit'>

/** Maximum number of programs that read at once. */
const LIMIT = 4
const LIMIT_MS = 10_000
/** Enough for 20 rows of 200 cells of 8000 characters. */
const MAX_OUTPUT = 64 * 1024 * 1024
const MAX_CELL_CHARACTERS = 500

export function createLoadedRowsReader(context: Context): LoadedRowsReader {
  const inProgress = new Set<Promise<ReadRows>>()
  const stop = new AbortController()
  return {
    async show(id, request, actor, signal) {
      if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
      if (inProgress.size >= LIMIT)
        throw new AppError(
          'too-many-requests',
          `Rows are already being read for ${LIMIT} requests. Try again soon.`,
        )
      const reading = readRows(context, id, request, actor, AbortSignal.any([stop.signal, signal]))
      inProgress.add(reading)
      try {
        return await reading
      } finally {
        inProgress.delete(reading)
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(inProgress)
    },
  }
}

async function readRows(
  context: Context,
  executionId: string,
  { stream }: LoadedRowsRequest,
  actor: Actor,
  signal: AbortSignal,
): Promise<ReadRows> {
  const execution = await findExecution(context, executionId)
  if (!execution.streams.some((count) => count.stream === stream))
    throw invalid(`This execution loaded no stream "${stream}".`, 'stream')
  const pipeline = await context.pipelines.find(execution.pipelineId)
  if (pipeline === undefined || pipeline.archivedAt !== null) {
    throw conflict('The pipeline is archived: without its secrets, rows cannot be masked. Restore it first.')
  }
  const { loader, secrets } = await resolveExecution(context, execution)
  refuseOtherLoader(execution, loader)
  const masker = createMasker(secrets)
  await context.audit.record({
    actor,
    action: 'view-rows',
    entityType: 'execution',
    entityId: execution.id,
    entityName: execution.pipelineName,
    changes: [{ path: 'stream', after: masker.line(stream) }],
  })
  const answer = await askLoader(context, execution, loader, { stream, signal, masker })
  return maskAnswer(answer, stream, masker)
}

/** Throws for other loaders: only bundled programs answer this query and protect their own files. */
function refuseOtherLoader({ steps }: ExecutionRecord, { plugin }: PlannedProcess): void {
  const step = steps.find(({ kind }) => kind === 'load')
  if (step !== undefined && (step.plugin !== plugin.name || (step.variant ?? 'bundled') !== plugin.variant))
    throw conflict('The pipeline now has a different loader. Rows of this execution cannot be shown.')
  if (!plugin.bundled) {
    throw conflict(`Rows can only be shown for bundled loaders. Look for them where ${plugin.name} writes.`)
  }
}

async function askLoader(
  context: Context,
  execution: ExecutionRecord,
  loader: PlannedProcess,
  { stream, signal, masker }: { stream: string; signal: AbortSignal; masker: Masker },
): Promise<unknown> {
  const id = context.newId()
  await using folder = await openRunFolder(context, id)
  const output: Buffer[] = []
  const lines: string[] = []
  let length = 0
  const now = context.clock.now().toISOString()
  const question = {
    stream,
    from: execution.startedAt ?? execution.queuedAt,
    to: isFinished(execution.status) ? (execution.finishedAt ?? now) : now,
  }
  const config = await folder.write('config.json', JSON.stringify(settingsOf(execution, loader)))
  const rows = await folder.write('question.json', JSON.stringify(question))
  const end = await context.starter.start(
    {
      command: [...loader.command, '--config', config, '--rows', rows],
      cwd: context.filesFolder,
      env: loader.env,
    },
    {
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
      forceSignal: new AbortController().signal,
      graceMs: 0,
      executionId: id,
      onStdout(chunk) {
        length += chunk.length
        if (length <= MAX_OUTPUT) output.push(Buffer.from(chunk))
      },
      onStderrLine: (text) => void (lines.length < 20 && lines.push(text)),
    },
  )
  if (end.outcome === 'timed-out')
    throw new AppError('unavailable', `Reading the rows took longer than ${LIMIT_MS / 1000} s.`)
  if (end.outcome === 'cancelled') throw new AppError('unavailable', 'Reading the rows was stopped.')
  const answer = tryParseJson(Buffer.concat(output).toString('utf8'))
  if (end.exitCode === 0 && answer !== undefined) return answer
  const reason = lines.at(-1)?.replace(/^[A-Z]+ /, '') ?? `${loader.plugin.name} ended without a response.`
  throw new AppError('invalid', masker.line(plainText(reason)))
}

/**
 * Returns the loader's settings with the destination that the execution used: the pipeline might point
 * elsewhere by now.
 */
function settingsOf({ resolvedConfig }: ExecutionRecord, { plugin, resolved }: PlannedProcess): JsonObject {
  const usedConfig = resolvedConfig?.[plugin.name]
  if (usedConfig === undefined) return resolved.config
  const settings = { ...resolved.config }
  for (const name of PLACE_SETTINGS) {
    const value = usedConfig[name]
    if (value === undefined) delete settings[name]
    // For a masked value only the current setting is known.
    else if (typeof value === 'boolean' || (typeof value === 'string' && !value.includes(MASK)))
      settings[name] = value
  }
  return settings
}

function maskAnswer(answer: unknown, stream: string, masker: Masker): ReadRows {
  const { place, columns, rows, ...rest } = readRowsSchema.parse({ ...(answer as object), stream })
  const mask = (text: string): string => masker.line(plainText(text))
  return {
    ...rest,
    stream: masker.line(stream),
    place:
      place.kind === 'file'
        ? { kind: 'file', path: mask(place.path) }
        : { kind: 'table', database: mask(place.database), table: mask(place.table) },
    columns: columns.map(mask),
    rows: rows.map((row) => row.map((cell) => (cell === null ? null : cut(masker.line(cell))))),
  }
}

const cut = (cell: string): string =>
  cell.length > MAX_CELL_CHARACTERS ? `${cell.slice(0, MAX_CELL_CHARACTERS).toWellFormed()}…` : cell
