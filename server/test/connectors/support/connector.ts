import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { onTestFinished } from 'vitest'

const CONNECTORS = join(import.meta.dirname, '../../../src/connectors')

export interface ConnectorEnd {
  code: number | null
  stdout: string
  stderr: string
  /** Each line of stdout as JSON. */
  messages: Record<string, unknown>[]
}

/** A new folder, removed after the test. A hook of this file would work for the first test file of a worker only. */
export function makeFolder(files: Record<string, string | Buffer> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'flx-connector-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** Starts a bundled connector as any command line would, and waits for its end. */
export async function connector(
  name: string,
  {
    config,
    catalog,
    state,
    input,
    args = [],
    cwd,
    env = {},
  }: {
    config?: unknown
    catalog?: unknown
    state?: unknown
    input?: string | object[]
    args?: string[]
    /** Working folder, an empty one by default. */
    cwd?: string
    env?: Record<string, string>
  },
): Promise<ConnectorEnd> {
  const documents = { config, catalog, state }
  const given = Object.entries(documents).filter(([, value]) => value !== undefined)
  const folder = makeFolder(
    Object.fromEntries(given.map(([file, value]) => [`${file}.json`, JSON.stringify(value)])),
  )
  const options = given.flatMap(([file]) => [`--${file}`, join(folder, `${file}.json`)])
  const child = spawn(process.execPath, [join(CONNECTORS, `${name}.ts`), ...options, ...args], {
    cwd: cwd ?? folder,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  // A connector that ends early closes its stdin; its exit code and stderr say why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(Array.isArray(input) ? lines(input) : (input ?? ''))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  const messages = stdout.startsWith('{"') ? stdout.trimEnd().split('\n').map(parse) : []
  return { code, stdout, stderr, messages }
}

const parse = (line: string) => JSON.parse(line) as Record<string, unknown>
export const lines = (messages: readonly object[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('')

export const schema = (
  stream: string,
  properties: Record<string, unknown>,
  keys: string[] = [],
  required: string[] = [],
) => ({
  type: 'SCHEMA',
  stream,
  schema: { type: 'object', properties, required },
  key_properties: keys,
})
export const record = (stream: string, values: object, more: object = {}) => ({
  type: 'RECORD',
  stream,
  record: values,
  ...more,
})
export const state = (value: unknown) => ({ type: 'STATE', value })
