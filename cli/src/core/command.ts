import type { Terminal } from './terminal.ts'
import type { Api } from '../api/client.ts'

/** Kinds of values that completion offers. */
export type Completes = 'pipeline' | 'plugin' | 'file' | 'folder' | 'command'

export interface OptionSpec {
  type: 'boolean' | 'string'
  short?: string
  /** Can be given several times. */
  multiple?: boolean
  /** Placeholder for the value in the help: `--limit N`. */
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
  /** Takes all remaining arguments. */
  many?: boolean
  choices?: readonly string[]
  completes?: Completes
}

/** The options as given. */
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
  /** In the order of the command's arguments; "" for an omitted argument. */
  args: readonly string[]
  /** Words after `--`. */
  rest: readonly string[]
  terminal: Terminal
  env: NodeJS.ProcessEnv
  /** Aborted by the first Ctrl+C. */
  signal: AbortSignal
  /** Value of `--server` if given. */
  server: string | undefined
  /** Returns the server's API. Throws Failure if no server or token is known. */
  api(): Promise<Api>
}

/** A row of the table of commands, from which help, completion and the reference are generated. */
export interface Command<Options extends OptionSpecs = OptionSpecs> {
  /** One word, or two: `state get`. */
  name: string
  /** One line that starts with a verb. */
  summary: string
  /** Paragraphs below the summary. */
  description?: string
  arguments: readonly ArgumentSpec[]
  options: Options
  /** Placeholder for the words after `--`, such as `CMD…`. */
  rest?: string
  examples: readonly (readonly [line: string, what: string])[]
  /** Description of what `--json` prints. */
  json: string
  /** Exit codes beyond the common ones. */
  exits?: readonly (readonly [code: number, when: string])[]
  /** Whether it handles Ctrl+C itself. */
  ownSignals?: boolean
  /** Runs the command and returns the exit code. */
  run(call: Call<Options>): Promise<number>
}

/** Creates a command whose options are typed by their table. */
export const command = <const Options extends OptionSpecs>(spec: Command<Options>): Command =>
  spec as unknown as Command

/** Options of every command. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', summary: 'Print JSON instead of text, including errors' },
  server: {
    type: 'string',
    value: 'URL',
    summary: 'Address of the server (default: FLX_URL, else that of the last login, else this machine)',
  },
  help: { type: 'boolean', short: 'h', summary: 'Show help for the command' },
} as const satisfies OptionSpecs
