/** Output of a command. */
export interface Terminal {
  /** Whether `--json` was given: readable text is left out. */
  json: boolean
  /** Width in columns; null if stdout is not a terminal. */
  columns: number | null
  /** Whether the user can be prompted. */
  isInteractive: boolean
  style: Style
  /** Writes a line of readable text to stdout. */
  line(text?: string): void
  /** Writes text to stdout unchanged. */
  write(text: string): void
  /** Writes a value for programs to stdout. */
  value(value: unknown): void
  /** Writes a line of readable text to stderr: progress, hints, warnings. */
  note(text: string): void
  /** Writes a line to stderr, even with --json. */
  error(text: string): void
}

export type Style = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue', (text: string) => string>

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
} as const

/** Returns whether to use colours, by NO_COLOR, FORCE_COLOR, TERM=dumb and whether it is a terminal. */
export function hasColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  if ((env['FORCE_COLOR'] ?? '0') !== '0') return true
  return isTerminal && env['TERM'] !== 'dumb'
}

export const styleOf = (coloured: boolean): Style =>
  Object.fromEntries(
    Object.entries(CODES).map(([name, [on, off]]) => [
      name,
      (text: string) => (coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text),
    ]),
  ) as Style

interface Streams {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number }
  stderr: { write(text: string): unknown }
  stdin: { isTTY?: boolean }
}

/** Creates the terminal of a process. */
export function openTerminal(streams: Streams, env: NodeJS.ProcessEnv, json: boolean): Terminal {
  const { stdout, stderr, stdin } = streams
  const isTerminal = stdout.isTTY === true
  return {
    json,
    columns: isTerminal ? (stdout.columns ?? 80) : null,
    isInteractive: isTerminal && stdin.isTTY === true && !json,
    style: styleOf(!json && hasColour(env, isTerminal)),
    line: (text = '') => void (json || stdout.write(`${printable(text)}\n`)),
    write: (text) => void stdout.write(text),
    value: (value) => void stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    note: (text) => void (json || stderr.write(`${printable(text)}\n`)),
    error: (text) => void stderr.write(`${printable(text)}\n`),
  }
}

/**
 * Replaces control characters except our own colours: names and messages come from elsewhere and must not
 * control the terminal.
 */
export const printable = (text: string): string =>
  text.replace(/\p{Cc}(?:\[(?:1|2|22|31|32|33|34|39)m)?/gu, (found) =>
    found === '\n' || found === '\t' || (found.startsWith(ESCAPE) && found.length > 1)
      ? found
      : found.replace(/^./su, '�'),
  )

const ESCAPE = '\u001b'
