import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { parseJson } from '@flx/shared/json/json-text'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'

import { describeJsonFault } from './singer/not-json.ts'

/** A mistake in how the connector was started: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A problem of the data or the settings: one sentence, exit code 1. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
}

export type Settings = Record<string, unknown>

export interface Invocation {
  settings: Settings
  catalog: unknown
  state: unknown
  discover: boolean
  /** A request for rows that were loaded; undefined = load. */
  rows: unknown
  /** The arguments after the options. */
  rest: string[]
}

export interface Connector {
  name: string
  version: string
  description: string
  capabilities: readonly string[]
  settingDefinitions: readonly SettingDefinition[]
}

/** Parses the command line of the Singer contract, answers --help, --version and --about, then does the work. */
export async function main(
  connector: Connector,
  work: (invocation: Invocation) => Promise<void>,
): Promise<void> {
  // EPIPE: the reader closed its end. Exit quietly.
  process.stdout.on('error', () => process.exit(1))
  try {
    const invocation = parse(connector)
    if (invocation !== null) await work(invocation)
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof ConnectorError
    const message =
      error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error)
    for (const line of message.split('\n')) log('CRITICAL', line)
    process.exitCode = error instanceof UsageError ? 2 : 1
    process.stdin.destroy()
  }
}

/** Writes one line to stderr; stdout carries only the protocol. */
export function log(level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL', text: string): void {
  process.stderr.write(`${level} ${text}\n`)
}

/** Formats a count of records or rows: `1 record`, `12 records`. */
export const formatCount = (count: number, noun: 'record' | 'row'): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`

/** Writes the summary of a stream at the end of a loader: in words, and as the metric that SDK loaders write. */
export function reportWritten(stream: string, records: number, verb: 'loaded' | 'written'): void {
  log('INFO', `${stream}: ${formatCount(records, 'record')} ${verb}`)
  reportMetric('record_count', records, { stream })
}

/** Writes a measurement as the Singer SDK does. */
export function reportMetric(metric: string, value: number, tags: object): void {
  log('DEBUG', `METRIC: ${JSON.stringify({ type: 'counter', metric, value, tags })}`)
}

function parse(connector: Connector): Invocation | null {
  const { values, positionals } = readArguments(connector)
  if (values.help === true) {
    process.stdout.write(
      `${connector.name} ${connector.version}\n${connector.description}\n\nUsage: ${connector.name} --config FILE [--catalog FILE] [--state FILE] [--discover] [--about [--format json]] [--version]\n`,
    )
    return null
  }
  if (values.version === true) {
    process.stdout.write(`${connector.name} v${connector.version}\n`)
    return null
  }
  if (values.about === true) {
    process.stdout.write(`${JSON.stringify(about(connector), null, 2)}\n`)
    return null
  }
  if (values.config === undefined) throw new UsageError(`${connector.name} needs --config FILE. Try --help.`)
  const settings = readJson(values.config, 'configuration')
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new UsageError(`The configuration ${values.config} must be a JSON object.`)
  }
  const catalog = values.catalog ?? values.properties
  return {
    settings: settings as Settings,
    catalog: catalog === undefined ? undefined : readJson(catalog, 'catalogue'),
    state: values.state === undefined ? undefined : readJson(values.state, 'state'),
    discover: values.discover === true,
    rows: values.rows === undefined ? undefined : readJson(values.rows, 'question'),
    rest: positionals,
  }
}

function readArguments(connector: Connector) {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        catalog: { type: 'string' },
        properties: { type: 'string' },
        state: { type: 'string' },
        discover: { type: 'boolean' },
        rows: { type: 'string' },
        about: { type: 'boolean' },
        format: { type: 'string' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(
      `${connector.name}: ${error instanceof Error ? error.message : String(error)} Try --help.`,
    )
  }
}

function readJson(file: string, description: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`The ${description} ${file} cannot be read: ${(error as Error).message}.`)
  }
  try {
    return parseJson(text)
  } catch {
    throw new UsageError(`The ${description} ${file} ${describeJsonFault(text)}.`)
  }
}

const JSON_TYPES: Record<string, string> = {
  integer: 'integer',
  decimal: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
}

function about(connector: Connector) {
  const properties = Object.fromEntries(
    connector.settingDefinitions.map(({ name, kind, label, description, value, sensitive }) => [
      name,
      {
        type: [JSON_TYPES[kind ?? ''] ?? 'string', 'null'],
        ...(label === undefined ? {} : { title: label }),
        ...(description === undefined ? {} : { description }),
        ...(value === undefined ? {} : { default: value }),
        ...(sensitive === true ? { secret: true } : {}),
      },
    ]),
  )
  const required = connector.settingDefinitions.filter((setting) => setting.required).map(({ name }) => name)
  return {
    name: connector.name,
    description: connector.description,
    version: connector.version,
    capabilities: connector.capabilities,
    settings: { type: 'object', properties, required },
  }
}
