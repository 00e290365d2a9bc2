import { AppError } from '../../domain/errors.ts'
import type { ProcessEnd, ProcessStarter } from '../../domain/processes.ts'

/** What the steps of an installation work with. */
export interface InstallSession {
  starter: ProcessStarter
  env: Record<string, string>
  /** Relative paths in a pip URL start here. */
  cwd: string
  signal: AbortSignal
  onLine: (text: string) => void
}

const GRACE_MS = 5000
const LAST_LINES = 40

/**
 * Makes a virtual environment at `folder` and installs into it: with uv when it is on the PATH, else with Python's own
 * venv and pip. Throws AppError `invalid` saying what failed and what to do.
 */
export async function createVirtualEnvironment(
  session: InstallSession,
  options: { folder: string; python: string | null; packages: readonly string[] },
): Promise<void> {
  const { folder, packages } = options
  const interpreter = `${folder}/bin/python`
  if (await succeeds(session, ['uv', '--version'])) {
    const choice = options.python === null ? [] : ['--python', options.python]
    await must(session, ['uv', 'venv', ...choice, folder], 'The virtual environment could not be made')
    await must(
      session,
      ['uv', 'pip', 'install', '--python', interpreter, ...packages],
      'The packages could not be installed',
    )
    return
  }
  const python = await realPython(session, options.python ?? 'python3')
  // One pip that drives many environments saves each of them its own: seconds and megabytes.
  const drives = await hasDrivingPip(session, python)
  await must(
    session,
    [python, '-m', 'venv', ...(drives ? ['--without-pip'] : []), folder],
    `The virtual environment could not be made (on Debian and Ubuntu, the package python3-venv is needed)`,
  )
  const pip = drives ? [python, '-m', 'pip', '--python', interpreter] : [interpreter, '-m', 'pip']
  await must(
    session,
    [...pip, 'install', '--no-input', '--progress-bar', 'off', ...packages],
    'The packages could not be installed',
  )
}

/** Runs a program and gives its standard output, undefined when it fails or takes too long. */
export async function outputOf(session: InstallSession, command: string[]): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  const end = await session.starter.start(spec(session, command), {
    ...stop({ ...session, signal: AbortSignal.any([session.signal, AbortSignal.timeout(ANSWER_MS)]) }),
    executionId: null,
    onStdout(chunk) {
      bytes += chunk.length
      if (bytes <= MAX_OUTPUT_BYTES) chunks.push(Buffer.from(chunk))
    },
    onStderrLine: () => undefined,
  })
  return isGood(end) && bytes <= MAX_OUTPUT_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined
}

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024
const ANSWER_MS = 60_000

const succeeds = async (session: InstallSession, command: string[]): Promise<boolean> =>
  (await outputOf(session, command)) !== undefined

/**
 * The interpreter itself. What the PATH has may be a wrapper of a version manager, which does things of its own around
 * pip and leaves its lock behind when it is killed: no installation would succeed any more.
 */
async function realPython(session: InstallSession, python: string): Promise<string> {
  const real = (await outputOf(session, [python, '-c', 'import sys; print(sys.executable)']))?.trim()
  if (real !== undefined) return real === '' ? python : real
  session.signal.throwIfAborted()
  throw new AppError(
    'invalid',
    python === 'python3'
      ? 'Python was not found: to install plugins, the server needs python3 or uv on its PATH. Install one of them and try again.'
      : `The Python "${python}" that the plugin asks for was not found. Install it, or clear the plugin's field "python".`,
  )
}

/** pip works in other environments (`--python`) since 22.3. */
async function hasDrivingPip(session: InstallSession, python: string): Promise<boolean> {
  const version = /^pip (\d+)\.(\d+)/.exec(
    (await outputOf(session, [python, '-m', 'pip', '--version'])) ?? '',
  )
  return version !== null && Number(version[1]) * 100 + Number(version[2]) >= 2203
}

async function must(session: InstallSession, command: string[], failure: string): Promise<void> {
  const last: string[] = []
  const onLine = (text: string): void => {
    last.push(text)
    if (last.length > LAST_LINES) last.shift()
    session.onLine(text)
  }
  session.onLine(`$ ${command.join(' ')}`)
  const end = await session.starter.start(spec(session, command), {
    ...stop(session),
    executionId: null,
    onStdout: null,
    onStdoutLine: onLine,
    onStderrLine: onLine,
  })
  session.signal.throwIfAborted()
  if (isGood(end)) return
  const ending = end.error ?? `${command[0]} exited with code ${end.exitCode ?? end.signal ?? 'unknown'}`
  throw new AppError('invalid', `${failure}: ${reasonIn(last) ?? ending}`)
}

/** The last error that pip or uv wrote; uv adds its causes in lines of their own. */
function reasonIn(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => /^\s*(ERROR|error|Error)\b/.test(line))
  if (start === -1) return lines.findLast((line) => line.trim() !== '')?.trim()
  const following = lines.slice(start + 1)
  const causes = following.slice(
    0,
    following.findIndex((line) => !/^\s+(cause|Caused by):/.test(line)),
  )
  return [lines[start] ?? '', ...causes]
    .map((line) => line.trim().replace(/^(cause|Caused by): /, ''))
    .join(': ')
}

const spec = (session: InstallSession, command: string[]) => ({
  command,
  cwd: session.cwd,
  env: session.env,
})

const stop = ({ signal }: { signal: AbortSignal }) => ({
  signal,
  forceSignal: new AbortController().signal,
  graceMs: GRACE_MS,
})

const isGood = (end: ProcessEnd): boolean => end.outcome === 'exited' && end.exitCode === 0
