import { DEFAULT_CATALOG_MAX_AGE_HOURS } from '@flx/shared/pipelines/pipeline-body'

import { newCatalog, type DiscoveredCatalog } from '../../domain/singer/catalog-store.ts'
import { holdsMessages, refusesDiscover } from '../../domain/singer/discovery-output.ts'
import { errorMessage } from '../../domain/executions/error-summary.ts'
import type { ProcessEnd, StopOptions } from '../../domain/executions/processes.ts'
import { isOn } from '../../domain/settings/setting-extras.ts'
import type { EngineContext } from '../engine-context.ts'
import type { ExecutionLog } from '../progress/execution-log.ts'
import type { PlannedProcess } from '../resolve-execution.ts'

/** A larger catalogue is a mistake of the connector. */
const MAX_CATALOG_BYTES = 256 * 1024 * 1024
/** Bytes of the output that are searched for Singer messages. */
const HEAD_BYTES = 64 * 1024
const HOUR_MS = 3_600_000

export type Discovery =
  /** `holdsSecret`: it contains a secret of the configuration, so it was not stored. */
  | ({ outcome: 'found'; cached: boolean; pinned?: true; holdsSecret?: boolean } & DiscoveredCatalog)
  /** The extractor does not support discovery and starts without a catalogue. `message` = what it did instead. */
  | { outcome: 'none'; message: string | null }
  | { outcome: 'failed'; end: ProcessEnd; message: string }

/**
 * Returns the catalogue of a pipeline's extractor: the stored one if it is recent enough and was discovered with the same
 * plugin, version, command and configuration; otherwise a new one. An extractor with unknown capabilities is also asked. It may
 * run without a catalogue only if it refuses the option or writes Singer messages; any other failure of `--discover` fails the
 * execution.
 */
export async function discoverCatalog(
  context: Pick<EngineContext, 'catalogs' | 'catalogReader' | 'starter' | 'clock' | 'hash' | 'filesFolder'>,
  options: {
    executionId: string
    pipelineId: string
    extractor: PlannedProcess
    configPath: string
    /** Maximum age of the stored catalogue, in hours; 0 = never use it. */
    maxAgeHours: number
    log: Pick<ExecutionLog, 'process' | 'recent'>
    stop: StopOptions
    onSpawn: (pid: number) => void
    onEnd: (end: ProcessEnd, ok: boolean) => void
  },
): Promise<Discovery> {
  const { extractor, pipelineId } = options
  if (!discovers(extractor)) return { outcome: 'none', message: null }
  const key = catalogKey(context, extractor)
  const stored = options.maxAgeHours === 0 ? undefined : await context.catalogs.get(pipelineId, key)
  if (stored !== undefined && ageMs(context, stored) < options.maxAgeHours * HOUR_MS) {
    return { outcome: 'found', cached: true, ...stored }
  }

  const chunks: Buffer[] = []
  let bytes = 0
  const messagesFound = new AbortController()
  const end = await context.starter.start(
    {
      command: [...extractor.command, '--config', options.configPath, '--discover'],
      cwd: context.filesFolder,
      env: extractor.env,
    },
    {
      ...options.stop,
      signal: AbortSignal.any([options.stop.signal, messagesFound.signal]),
      executionId: options.executionId,
      onStdout(chunk) {
        bytes += chunk.length
        if (bytes <= MAX_CATALOG_BYTES) chunks.push(Buffer.from(chunk))
        // A program that does not know --discover starts to extract; do not wait for it.
        if (bytes - chunk.length < HEAD_BYTES && holdsMessages(head(chunks))) messagesFound.abort()
      },
      onStderrLine: (line) => options.log.process('discover', 'discover', line),
      onSpawn: options.onSpawn,
    },
  )
  const isComplete = end.outcome === 'exited' && end.exitCode === 0 && bytes <= MAX_CATALOG_BYTES
  const parsed = isComplete
    ? await context.catalogReader.readDiscovered(Buffer.concat(chunks), extractor.resolved.secrets)
    : undefined
  options.onEnd(end, parsed !== undefined)
  if (parsed === undefined) {
    const refusalKind = messagesFound.signal.aborted ? 'messages' : refusal(end, chunks, options.log)
    const message = failureMessage(extractor, end, refusalKind, options.log)
    const hasUnknownCapabilities = extractor.capabilities.length === 0 && !options.stop.signal.aborted
    if (hasUnknownCapabilities && refusalKind !== null) return { outcome: 'none', message }
    return { outcome: 'failed', end, message }
  }
  const discoveredAt = context.clock.now().toISOString()
  // A catalogue that contains a secret is discovered each time, because it would be stored unencrypted.
  if (!parsed.holdsSecret) {
    const { id, name } = extractor.plugin
    const newVersion = newCatalog(parsed, discoveredAt, { id, name, version: extractor.version })
    await context.catalogs.put(pipelineId, key, newVersion)
  }
  const { catalog, holdsSecret } = parsed
  return { outcome: 'found', cached: false, catalog, discoveredAt, holdsSecret }
}

/** Returns the catalogue that a user pinned or uploaded, which replaces discovery. */
export async function pinnedCatalog(
  { catalogs }: Pick<EngineContext, 'catalogs'>,
  pipelineId: string,
  extractor: PlannedProcess,
): Promise<Extract<Discovery, { outcome: 'found' }> | undefined> {
  if (!takesCatalog(extractor)) return undefined
  const pinned = await catalogs.pinned(pipelineId, extractor.plugin.id)
  return pinned === undefined ? undefined : { outcome: 'found', cached: true, pinned: true, ...pinned }
}

/** Returns the maximum age of a stored catalogue for an execution, in hours; 0 = always discover. */
export function catalogMaxAge(
  pipeline: { catalogMaxAgeHours: number | null },
  extractor: PlannedProcess,
  fullRefresh: boolean,
): number {
  if (fullRefresh || !isOn(extractor.resolved.extras['use_cached_catalog'], true)) return 0
  return pipeline.catalogMaxAgeHours ?? DEFAULT_CATALOG_MAX_AGE_HOURS
}

/** Returns a key for everything that an extractor's catalogue depends on. */
export const catalogKey = (context: Pick<EngineContext, 'hash'>, extractor: PlannedProcess): string =>
  context.hash(
    JSON.stringify([
      extractor.plugin.id,
      extractor.plugin.version,
      extractor.plugin.installedAt,
      ...portableProgram(extractor),
      extractor.resolved.config,
      extractor.ownEnv,
    ]),
  )

/** Makes the command independent of the worker: an environment holds the same program on each of them. */
function portableProgram({ command, env }: PlannedProcess): unknown[] {
  const environment = env['VIRTUAL_ENV']
  if (environment === undefined) return [command, null]
  return [command.map((word) => word.replace(environment, '')), '']
}

/**
 * Returns the age of a catalogue in milliseconds. Absolute, so that a clock that was set back does not make a catalogue look
 * new forever.
 */
const ageMs = ({ clock }: Pick<EngineContext, 'clock'>, { discoveredAt }: DiscoveredCatalog): number =>
  Math.abs(clock.now().getTime() - Date.parse(discoveredAt))

const head = (chunks: readonly Buffer[]): string =>
  Buffer.concat(chunks).subarray(0, HEAD_BYTES).toString('utf8')

/** The behaviour of an extractor that does not support discovery; null if it should have discovered. */
type Refusal = 'messages' | 'usage' | null

function refusal(end: ProcessEnd, chunks: readonly Buffer[], log: Pick<ExecutionLog, 'recent'>): Refusal {
  if (end.outcome !== 'exited') return null
  if (end.exitCode === 0) return holdsMessages(head(chunks)) ? 'messages' : null
  const lines = [...log.recent('discover').map(({ text }) => text), ...head(chunks).split('\n')]
  return refusesDiscover(lines) ? 'usage' : null
}

function failureMessage(
  extractor: PlannedProcess,
  end: ProcessEnd,
  refusalKind: Refusal,
  log: Pick<ExecutionLog, 'recent'>,
): string {
  const { name } = extractor.plugin
  if (refusalKind === 'messages') return `${name} --discover wrote Singer messages instead of a catalogue`
  if (end.outcome === 'exited' && end.exitCode === 0) {
    return `${name} --discover did not write a catalogue: its output is not a JSON object with "streams"`
  }
  return `Discovery failed: ${errorMessage(name, end, log.recent('discover'))}`
}

type WithCapabilities = Pick<PlannedProcess, 'capabilities'>

/**
 * Returns whether a connector has one of these capabilities. Without stated capabilities it is assumed to
 * support the whole protocol.
 */
export function hasCapability({ capabilities }: WithCapabilities, ...names: readonly string[]): boolean {
  return capabilities.length === 0 || names.some((name) => capabilities.includes(name))
}

/** Returns whether an extractor can discover a catalogue to select from. */
export const discovers = (extractor: WithCapabilities): boolean =>
  hasCapability(extractor, 'discover') && takesCatalog(extractor)

export const takesCatalog = (extractor: WithCapabilities): boolean =>
  hasCapability(extractor, 'catalog', 'properties')
