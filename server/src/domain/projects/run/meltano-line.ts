import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import { readMeltanoText } from './meltano-text.ts'
import type { BlockRole, RunBlock } from './plan-run.ts'

/** An event that Meltano reports about itself in a line, besides the text. */
export type MeltanoEvent =
  | { kind: 'job'; stateId: string }
  | {
      kind: 'block-ended'
      success: boolean
      error: string | null
      exitCodes: Partial<Record<BlockRole, number>>
    }

/** A line of Meltano's log, attributed to its source. */
export interface MeltanoLine {
  /** Null: Meltano itself. */
  block: RunBlock | null
  /** Input for a log reader: the line as the plugin wrote it, or as a structured entry. */
  raw: string
  event: MeltanoEvent | null
  /** The ID of the state that the block works on. */
  stateId: string | null
}

/** Reads a line of Meltano's log, structured or as earlier versions print it; anything else is plain text from Meltano. */
export function readMeltanoLine(line: string): MeltanoLine {
  const entry = line.startsWith('{') ? tryParseJson(line) : undefined
  if (isJsonObject(entry) && typeof entry['event'] === 'string') return fromEntry(entry, entry['event'])
  return fromText(line) ?? { block: null, raw: errorLine(line), event: null, stateId: null }
}

function fromEntry(entry: JsonObject, event: string): MeltanoLine {
  const block = blockIn(entry)
  const stateId = text(entry['job_name'])
  if (block !== null) return { block, raw: pluginLine(entry, event), event: null, stateId }
  const found = eventIn(entry, event)
  const message = [event, text(entry['err']), ...exceptionLines(entry['exception'])].filter(
    (part): part is string => part !== null && part !== '',
  )
  const raw = JSON.stringify({ level: text(entry['level']) ?? 'info', message: message.join(': ') })
  return { block: null, raw, event: found, stateId: found?.kind === 'job' ? found.stateId : null }
}

/**
 * Returns the block of an entry: a plugin that produces is an extractor, one that consumes a loader, one that does both a
 * mapper.
 */
function blockIn(fields: Readonly<Record<string, Json | undefined>>): RunBlock | null {
  const plugin = text(fields['string_id']) ?? text(fields['name'])
  if (plugin === null || plugin === '' || fields['stdio'] === undefined) return null
  const [produces, consumes] = [isTrue(fields['producer']), isTrue(fields['consumer'])]
  if (!produces && !consumes)
    return { role: COMMAND_TYPES[text(fields['cmd_type']) ?? ''] ?? 'command', plugin }
  return { role: produces ? (consumes ? 'mapper' : 'extractor') : 'loader', plugin }
}

/** From `meltano elt`, and from the earliest `run`. */
const COMMAND_TYPES: Record<string, BlockRole> = {
  extractor: 'extractor',
  loader: 'loader',
  mapper: 'mapper',
}

const isTrue = (value: Json | undefined): boolean => value === true || value === 'True'

/**
 * Restores the plugin's own line. Meltano takes structured lines apart; all others get the level info, so their real level must
 * be found in the text.
 */
function pluginLine(entry: JsonObject, event: string): string {
  const { metric_info, exception, plugin_logger, level } = entry
  if (metric_info === undefined && exception === undefined && plugin_logger === undefined) {
    return level === 'info' ? event : JSON.stringify({ level: text(level) ?? 'info', message: event })
  }
  return JSON.stringify({
    level: text(level) ?? 'info',
    message: event,
    ...(plugin_logger === undefined ? {} : { logger_name: plugin_logger }),
    ...(metric_info === undefined ? {} : { metric_info }),
    ...(exception === undefined ? {} : { exception }),
  })
}

const JOB = /^Running job with name '([^']+)'/
const ROLE_OF_KIND: Record<string, BlockRole> = {
  extractors: 'extractor',
  mappers: 'mapper',
  loaders: 'loader',
}

function eventIn(entry: JsonObject, event: string): MeltanoEvent | null {
  const stateId = JOB.exec(event)?.[1]
  if (stateId !== undefined) return { kind: 'job', stateId }
  if (!event.startsWith('Block run completed')) return null
  const error = text(entry['err'])
  const codes = isJsonObject(entry['exit_codes']) ? entry['exit_codes'] : {}
  const exitCodes = Object.fromEntries(
    Object.entries(codes).flatMap(([kind, code]) => {
      const role = ROLE_OF_KIND[kind]
      return role !== undefined && typeof code === 'number' && Number.isSafeInteger(code)
        ? [[role, code]]
        : []
    }),
  )
  const command = Number(/failed with exit code: (\d{1,10})$/.exec(error ?? '')?.[1])
  return {
    kind: 'block-ended',
    success: entry['success'] === true || entry['success'] === 'True',
    error,
    exitCodes: Number.isSafeInteger(command) ? { ...exitCodes, command } : exitCodes,
  }
}

/** Formats exceptions; structlog lists them from the outermost on. */
function exceptionLines(exception: Json | undefined): string[] {
  if (typeof exception === 'string') return [exception]
  if (!Array.isArray(exception)) return []
  return exception.flatMap((entry) =>
    isJsonObject(entry) ? [`${text(entry['exc_type']) ?? 'Error'}: ${text(entry['exc_value']) ?? ''}`] : [],
  )
}

/** Reads a line as earlier versions print it. */
function fromText(line: string): MeltanoLine | undefined {
  const parsed = readMeltanoText(line)
  if (parsed === undefined) return undefined
  const { level, event, fields } = parsed
  const block = blockIn(fields)
  if (block !== null) return { block, raw: event, event: null, stateId: text(fields['job_name']) }
  // Later versions put the name of a logger first.
  const eventText = event.replace(/^meltano +/, '')
  const found = eventIn(textEntry(fields), eventText)
  const error = fields['err'] ?? 'None'
  const message = error === 'None' ? eventText : `${eventText}: ${error}`
  return {
    block: null,
    raw: level === null ? eventText : JSON.stringify({ level, message }),
    event: found,
    stateId: found?.kind === 'job' ? found.stateId : null,
  }
}

/**
 * Converts the fields to a structured entry: `err=RunnerError('Extractor failed')`, `exit_codes={<PluginType.EXTRACTORS: …>:
 * 1}`.
 */
function textEntry({ err, exit_codes: codes = '', ...fields }: Record<string, string>): JsonObject {
  const exitCodes = [...codes.matchAll(/'(\w+)'>?: (\d{1,10})/g)].map(([, kind = '', code]) => [
    kind,
    Number(code),
  ])
  return {
    ...fields,
    err: err === undefined || err === 'None' ? null : (/^\w+\(['"](.*)['"]\)$/s.exec(err)?.[1] ?? err),
    exit_codes: Object.fromEntries(exitCodes) as JsonObject,
  }
}

/** Marks the line with which Meltano exits if it could not start. */
const errorLine = (line: string): string =>
  line.startsWith('Error: ') || line.startsWith('Usage: ')
    ? JSON.stringify({ level: 'error', message: line.replace(/^Error: /, '') })
    : line

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
