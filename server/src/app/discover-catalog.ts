import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

import type { SelectionRules } from '../domain/catalog-selection.ts'
import { AppError } from '../domain/errors.ts'
import { errorMessage } from '../domain/error-summary.ts'
import { createMasker, maskJson } from '../domain/masker.ts'
import type { ProcessEnd, StopOptions } from '../domain/processes.ts'
import type { EngineContext } from './engine-context.ts'
import type { ExecutionLog } from './execution-log.ts'
import type { PlannedProcess } from './resolve-execution.ts'

/** A catalogue larger than this is a mistake of the connector. */
const MAX_CATALOG_BYTES = 256 * 1024 * 1024

export type Discovery =
  | { outcome: 'found'; catalog: JsonObject; cached: boolean }
  /** The extractor does not discover: it is started without a catalogue. `message` = what it did instead. */
  | { outcome: 'none'; message: string | null }
  | { outcome: 'failed'; end: ProcessEnd; message: string }

/**
 * The catalogue of an extractor, from the cache unless a full refresh asks for a new one. The cache key holds what the
 * catalogue depends on: plugin, version, command and configuration. An extractor whose capabilities nobody stated is
 * asked as well; if it does not answer with a catalogue it works without one.
 */
export async function discoverCatalog(
  context: Pick<EngineContext, 'catalogs' | 'starter' | 'clock' | 'hash' | 'filesFolder'>,
  options: {
    executionId: string
    extractor: PlannedProcess
    configPath: string
    fresh: boolean
    log: Pick<ExecutionLog, 'process' | 'recent'>
    stop: StopOptions
    onSpawn: (pid: number) => void
    onEnd: (end: ProcessEnd, ok: boolean) => void
  },
): Promise<Discovery> {
  const { extractor } = options
  if (!discovers(extractor)) return { outcome: 'none', message: null }
  const key = catalogKey(context, extractor)
  const stored = options.fresh ? undefined : await context.catalogs.get(key)
  if (stored !== undefined) return { outcome: 'found', catalog: stored, cached: true }

  const chunks: Buffer[] = []
  let bytes = 0
  const messages = new AbortController()
  const end = await context.starter.start(
    {
      command: [...extractor.command, '--config', options.configPath, '--discover'],
      cwd: context.filesFolder,
      env: extractor.env,
    },
    {
      ...options.stop,
      signal: AbortSignal.any([options.stop.signal, messages.signal]),
      executionId: options.executionId,
      onStdout(chunk) {
        // A program that does not know --discover extracts: that need not be waited for.
        if (bytes === 0 && startsWithMessage(chunk)) messages.abort()
        bytes += chunk.length
        if (bytes <= MAX_CATALOG_BYTES) chunks.push(Buffer.from(chunk))
      },
      onStderrLine: (line) => options.log.process('discover', 'discover', line),
      onSpawn: options.onSpawn,
    },
  )
  const catalog = end.outcome === 'exited' && end.exitCode === 0 ? parseCatalog(chunks, bytes) : undefined
  options.onEnd(end, catalog !== undefined)
  if (catalog === undefined) {
    const message = whyNot(extractor, end, messages.signal.aborted, options.log)
    const unknown = extractor.capabilities.length === 0 && !options.stop.signal.aborted
    if (unknown && end.outcome !== 'spawn-failed') return { outcome: 'none', message }
    return { outcome: 'failed', end, message }
  }
  // One that repeats a secret is asked for anew each time: it would lie in the database as it is.
  if (maskJson(catalog, createMasker(extractor.resolved.secrets)) === catalog) {
    await context.catalogs.put(key, extractor.plugin.name, catalog, context.clock.now().toISOString())
  }
  return { outcome: 'found', catalog, cached: false }
}

/** Names the catalogue of an extractor with this configuration. */
export const catalogKey = (context: Pick<EngineContext, 'hash'>, extractor: PlannedProcess): string =>
  context.hash(
    JSON.stringify([
      extractor.plugin.id,
      extractor.plugin.version,
      extractor.plugin.installedAt,
      extractor.command,
      extractor.resolved.config,
      extractor.env['VIRTUAL_ENV'] ?? null,
      extractor.plugin.env,
    ]),
  )

function whyNot(
  extractor: PlannedProcess,
  end: ProcessEnd,
  wroteMessages: boolean,
  log: Pick<ExecutionLog, 'recent'>,
): string {
  const { name } = extractor.plugin
  if (wroteMessages) return `${name} --discover wrote Singer messages in place of a catalogue`
  if (end.outcome === 'exited' && end.exitCode === 0) {
    return `${name} --discover wrote no catalogue: its output is no JSON object with "streams"`
  }
  return `Discovery failed: ${errorMessage(name, end, log.recent('discover'))}`
}

const startsWithMessage = (chunk: Buffer): boolean =>
  /^\s*\{[^\n]*"type"\s*:\s*"(SCHEMA|RECORD|STATE)"/.test(chunk.subarray(0, 4096).toString('utf8'))

/** Without stated capabilities a connector is taken to know the whole protocol. */
export function hasCapability({ capabilities }: PlannedProcess, ...names: readonly string[]): boolean {
  return capabilities.length === 0 || names.some((name) => capabilities.includes(name))
}

/** Whether an extractor has a catalogue to choose from. */
export const discovers = (extractor: PlannedProcess): boolean =>
  hasCapability(extractor, 'discover') && hasCapability(extractor, 'catalog', 'properties')

function parseCatalog(chunks: readonly Buffer[], bytes: number): JsonObject | undefined {
  if (bytes > MAX_CATALOG_BYTES) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return isJsonObject(parsed) && Array.isArray(parsed['streams']) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** What a pipeline's configuration says about the catalogue. Throws AppError `invalid` for another shape. */
export function selectionRules({
  plugin,
  resolved: { extras },
}: PlannedProcess): Omit<SelectionRules, 'only'> {
  return {
    select: patterns(plugin.name, 'select', extras['select']) ?? ['*.*'],
    selectFilter: patterns(plugin.name, 'select_filter', extras['select_filter']) ?? [],
    metadata: object(plugin.name, 'metadata', extras['metadata']),
    schema: object(plugin.name, 'schema', extras['schema']),
  }
}

function patterns(plugin: string, name: string, value: Json | undefined): string[] | undefined {
  if (value === undefined || value === null) return undefined
  const list = Array.isArray(value) ? value.filter((pattern) => typeof pattern === 'string') : []
  if (Array.isArray(value) && list.length === value.length) return list
  throw new AppError(
    'invalid',
    `The setting _${name} of ${plugin} must be a list of patterns, such as ["users.*", "!users.ssn"].`,
  )
}

function object(plugin: string, name: string, value: Json | undefined): JsonObject {
  if (value === undefined || value === null) return {}
  if (isJsonObject(value)) return value
  throw new AppError(
    'invalid',
    `The setting _${name} of ${plugin} must be an object with stream names as keys.`,
  )
}
