import { isJsonObject, type JsonObject } from '@flx/shared/json'

import { AppError } from '../domain/errors.ts'
import { errorMessage } from '../domain/error-summary.ts'
import type { ProcessEnd, StopOptions } from '../domain/ports.ts'
import type { EngineContext } from './engine-context.ts'
import type { ExecutionLog } from './execution-log.ts'
import type { PlannedProcess } from './resolve-execution.ts'

/** A catalogue larger than this is a mistake of the connector. */
const MAX_CATALOG_BYTES = 256 * 1024 * 1024

export type Discovery =
  | { outcome: 'found'; catalog: JsonObject; cached: boolean }
  /** The extractor does not discover: it is started without a catalogue. */
  | { outcome: 'none' }
  | { outcome: 'failed'; end: ProcessEnd; message: string }

/**
 * The catalogue of an extractor, from the cache unless a full refresh asks for a new one. The cache key holds what the
 * catalogue depends on: plugin, version, command and configuration.
 */
export async function discoverCatalog(
  context: Pick<EngineContext, 'catalogs' | 'starter' | 'clock' | 'hash' | 'filesFolder'>,
  options: {
    executionId: string
    extractor: PlannedProcess
    configPath: string
    fresh: boolean
    log: ExecutionLog
    stop: StopOptions
    onSpawn: (pid: number) => void
    onEnd: (end: ProcessEnd, ok: boolean) => void
  },
): Promise<Discovery> {
  const { extractor } = options
  if (!discovers(extractor)) return { outcome: 'none' }
  const key = context.hash(
    JSON.stringify([
      extractor.plugin.id,
      extractor.plugin.version,
      extractor.plugin.installedAt,
      extractor.command,
      extractor.resolved.config,
      extractor.plugin.env,
    ]),
  )
  const stored = options.fresh ? undefined : await context.catalogs.get(key)
  if (stored !== undefined) return { outcome: 'found', catalog: stored, cached: true }

  const chunks: Buffer[] = []
  let bytes = 0
  const end = await context.starter.start(
    {
      command: [...extractor.command, '--config', options.configPath, '--discover'],
      cwd: context.filesFolder,
      env: extractor.env,
    },
    {
      ...options.stop,
      executionId: options.executionId,
      onStdout(chunk) {
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
    const exited = end.outcome === 'exited' && end.exitCode === 0
    return {
      outcome: 'failed',
      end,
      message: exited
        ? `${extractor.plugin.name} --discover wrote no catalogue: its output is no JSON object with "streams"`
        : `Discovery failed: ${errorMessage(extractor.plugin.name, end, options.log.recent('discover'))}`,
    }
  }
  await context.catalogs.put(key, extractor.plugin.name, catalog, context.clock.now().toISOString())
  return { outcome: 'found', catalog, cached: false }
}

/** Without stated capabilities a connector is taken to know the whole protocol. */
export function hasCapability({ plugin }: PlannedProcess, ...names: readonly string[]): boolean {
  return plugin.capabilities.length === 0 || names.some((name) => plugin.capabilities.includes(name))
}

const discovers = (extractor: PlannedProcess): boolean =>
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

/** The `select` and `metadata` of a pipeline's configuration. Throws AppError `invalid` for another shape. */
export function selectionRules(extractor: PlannedProcess) {
  const { select, metadata } = extractor.resolved.extras
  const patterns = select ?? ['*.*']
  if (!Array.isArray(patterns) || !patterns.every((pattern) => typeof pattern === 'string')) {
    throw new AppError(
      'invalid',
      `The setting _select of ${extractor.plugin.name} must be a list of patterns, such as ["users.*", "!users.ssn"].`,
    )
  }
  if (metadata !== undefined && !isJsonObject(metadata)) {
    throw new AppError(
      'invalid',
      `The setting _metadata of ${extractor.plugin.name} must be an object, such as {"users": {"replication-method": "INCREMENTAL"}}.`,
    )
  }
  return { select: patterns, metadata: metadata ?? {} }
}
