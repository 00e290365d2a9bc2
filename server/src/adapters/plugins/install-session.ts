import { exitedCleanly, type ProcessEnd, type ProcessStarter } from '../../domain/executions/processes.ts'
import { KEPT_LINES } from '../../domain/plugins/installing/install-failure.ts'
import { plainText } from '../../domain/singer/log/terminal-text.ts'

/** Dependencies of the steps of an installation. */
export interface InstallSession {
  starter: ProcessStarter
  env: Record<string, string>
  /** Relative paths in a pip URL are relative to this. */
  cwd: string
  signal: AbortSignal
  onLine: (text: string) => void
}

const GRACE_MS = 5000

/** The output and the end of a program. */
export interface ProgramAnswer {
  end: ProcessEnd
  /** Its standard output; empty if it was too long. */
  output: string
  /** The last lines of standard output and standard error, in the order of arrival. */
  lines: string[]
}

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024
const ANSWER_MS = 60_000

/** Runs a program until it ends, or for at most `limitMs`. */
export async function runProgram(
  session: InstallSession,
  command: string[],
  { limitMs = ANSWER_MS, env = session.env }: { limitMs?: number; env?: Record<string, string> } = {},
): Promise<ProgramAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  const lines: string[] = []
  const keep = (raw: string): void => {
    lines.push(plainText(raw))
    if (lines.length > KEPT_LINES) lines.shift()
  }
  const tooMuch = new AbortController()
  const end = await session.starter.start(
    { ...programSpec(session, command), env },
    {
      ...stopOptions({
        signal: AbortSignal.any([session.signal, tooMuch.signal, AbortSignal.timeout(limitMs)]),
      }),
      executionId: null,
      onStdout(chunk) {
        bytes += chunk.length
        if (bytes <= MAX_OUTPUT_BYTES) chunks.push(Buffer.from(chunk))
        else tooMuch.abort()
      },
      onStdoutLine: keep,
      onStderrLine: keep,
    },
  )
  return { end, output: bytes <= MAX_OUTPUT_BYTES ? Buffer.concat(chunks).toString('utf8') : '', lines }
}

/** Runs a program and returns its standard output, undefined if it fails or takes too long. */
export async function outputOf(session: InstallSession, command: string[]): Promise<string | undefined> {
  const { end, output } = await runProgram(session, command)
  return exitedCleanly(end) ? output : undefined
}

/** Returns how to start a program of an installation. */
export const programSpec = (session: InstallSession, command: string[]) => ({
  command,
  cwd: session.cwd,
  env: session.env,
})

/** Returns how to stop it. */
export const stopOptions = ({ signal }: { signal: AbortSignal }) => ({
  signal,
  forceSignal: new AbortController().signal,
  graceMs: GRACE_MS,
})
