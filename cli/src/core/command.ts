import type { Terminal } from './terminal.ts'
import type { Api } from '../api/client.ts'

/** What completion offers for a value. */
export type Completes = 'pipeline' | 'plugin' | 'file' | 'folder' | 'command'

export interface OptionSpec {
  type: 'boolean' | 'string'
  short?: string
  /** May be given several times. */
  multiple?: boolean
  /** Stands for the value in the help: `--limit N`. */
  value?: string
  summary: string
  choices?: readonly string[]
  completes?: Completes
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

interface ArgumentSpec {
  name: string
  summary: string
  optional?: boolean
  /** Takes all that follow. */
  many?: boolean
  choices?: readonly string[]
  completes?: Completes
}

/** The options as they were given. */
type Given<Options extends OptionSpecs> = {
  [Name in keyof Options]: Options[Name] extends { type: 'boolean' }
    ? boolean
    : Options[Name] extends { multiple: true }
      ? string[]
      : string | undefined
}

/** One call of a command. */
export interface Call<Options extends OptionSpecs = OptionSpecs> {
  options: Given<Options>
  /** In the order of the arguments' table; "" for one that was left out. */
  args: readonly string[]
  /** What stands behind `--`. */
  rest: readonly string[]
  terminal: Terminal
  env: NodeJS.ProcessEnv
  /** Aborted by the first Ctrl+C. */
  signal: AbortSignal
  /** `--server`, when it was given. */
  server: string | undefined
  /** The server's API. Throws Failure when no server or token is known. */
  api(): Promise<Api>
}

/** A row of the table of commands: help, completion and the reference in the documents are made from it. */
export interface Command<Options extends OptionSpecs = OptionSpecs> {
  /** One word, or two: `state get`. */
  name: string
  /** One line, a verb first. */
  summary: string
  /** Paragraphs below the summary. */
  description?: string
  arguments: readonly ArgumentSpec[]
  options: Options
  /** What stands behind `--`, as in `CMD…`. */
  rest?: string
  examples: readonly (readonly [line: string, what: string])[]
  /** What `--json` prints. */
  json: string
  /** Exit codes besides those of every command. */
  exits?: readonly (readonly [code: number, when: string])[]
  /** It deals with Ctrl+C itself. */
  ownSignals?: boolean
  /** Gives the exit code. */
  run(call: Call<Options>): Promise<number>
}

/** A command whose options are typed by their table. */
export const command = <const Options extends OptionSpecs>(spec: Command<Options>): Command =>
  spec as unknown as Command

/** Options that every command takes. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', summary: 'Print JSON instead of text; errors too' },
  server: {
    type: 'string',
    value: 'URL',
    summary: 'Address of the server (default: FLX_URL, else that of the last login, else this machine)',
  },
  help: { type: 'boolean', short: 'h', summary: 'Show the help of the command' },
} as const satisfies OptionSpecs
