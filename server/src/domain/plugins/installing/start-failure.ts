import type { ProcessEnd } from '../../executions/processes.ts'

/**
 * Explains why a program that was started with `--help` cannot run at all; null if it started and merely does not know the
 * option. `lines` is its output, in order.
 *
 * Not every connector supports `--help`, so an exit code alone proves nothing. A program cannot start if the operating system
 * refuses it, a signal ends it, or Python fails while importing.
 */
export function startFailure(end: ProcessEnd, lines: readonly string[]): string | null {
  if (end.outcome === 'spawn-failed') return end.error ?? 'the operating system refused to start it'
  if (end.outcome === 'killed' && end.signal !== null) return `it was killed by ${end.signal}`
  if (end.outcome !== 'exited' || end.exitCode === 0) return null
  const refused = lines.find((line) => REFUSED.test(line))
  if (refused !== undefined) return refused.trim()
  const exception = importError(lines)
  if (exception !== null) return exception
  // A shell's message for a program that is missing or not executable.
  return end.exitCode === 126 || end.exitCode === 127 ? (lines.at(-1)?.trim() ?? null) : null
}

const REFUSED =
  /error while loading shared libraries|version `GLIBC[\w.]+' not found|bad interpreter|cannot execute binary file|Fatal Python error/

/** Exceptions that show packages that do not fit together, wherever they are raised. */
const MISMATCH =
  /^(?:[\w.]+\.)?(?:ModuleNotFoundError|ImportError|SyntaxError|IndentationError|DistributionNotFound|PackageNotFoundError|VersionConflict|ContextualVersionConflict|UnknownExtra)\b/

function importError(lines: readonly string[]): string | null {
  const start = lines.findLastIndex((line) => line.includes('Traceback (most recent call last):'))
  const traceback = lines.slice(Math.max(0, start))
  const last = traceback.findLast((line) => /^[\w.]+(?::|$)/.test(line))?.trim()
  if (last === undefined) return null
  if (MISMATCH.test(last)) return last
  // The script that pip makes for a program imports its function before it calls it.
  const script = traceback.findIndex((line) => /^\s*File ".*", line \d+, in <module>/.test(line))
  return script !== -1 && /^\s*(?:from|import) /.test(traceback[script + 1] ?? '') ? last : null
}
