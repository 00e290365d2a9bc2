import { rm, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

import type { InstallRemedy } from '@flx/shared/plugins/environment'

import { buildConstraints } from '../../domain/plugins/installing/build-tools.ts'
import { exitedCleanly } from '../../domain/executions/processes.ts'
import { installFailure, KEPT_LINES } from '../../domain/plugins/installing/install-failure.ts'
import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { installRemedy } from '../../domain/plugins/installing/install-remedy.ts'
import { plainText } from '../../domain/singer/log/terminal-text.ts'
import { findInterpreter } from './interpreter.ts'
import { outputOf, programSpec, stopOptions, type InstallSession } from './install-session.ts'
import { withPipReport, type DownloadedFiles } from './pip-report.ts'
import { pythonWithWheel } from './wheel-probe.ts'

/** A request for an environment and its packages. */
interface EnvironmentRequest {
  folder: string
  python: string | null
  /** The arguments for pip. */
  packages: readonly string[]
}

/**
 * Makes a virtual environment at `folder` and installs into it: with uv if it is on the PATH, else with Python's own
 * venv and pip. Returns the files that were downloaded, if pip reports them. Throws InstallProblem that says what
 * failed and how to remedy it.
 */
export async function createVirtualEnvironment(
  session: InstallSession,
  options: EnvironmentRequest,
): Promise<DownloadedFiles> {
  const { folder, packages } = options
  return await withBuildConstraints(session, folder, packages, (session) => create(session, options))
}

/** Runs `work` so that packages built meanwhile respect the bounds on build tools in the pip arguments. */
async function withBuildConstraints<T>(
  session: InstallSession,
  folder: string,
  packages: readonly string[],
  work: (session: InstallSession) => Promise<T>,
): Promise<T> {
  const constraints = buildConstraints(packages)
  if (constraints.length === 0) return await work(session)
  const file = `${folder}.build-constraints.txt`
  await writeFile(file, `${constraints.join('\n')}\n`)
  try {
    // An address: these variables are lists separated by spaces.
    const { href } = pathToFileURL(file)
    const added = ['PIP_CONSTRAINT', 'PIP_BUILD_CONSTRAINT', 'UV_BUILD_CONSTRAINT'].map((name) => [
      name,
      [session.env[name], href].filter(Boolean).join(' '),
    ])
    return await work({ ...session, env: { ...session.env, ...Object.fromEntries(added) } })
  } finally {
    await rm(file, { force: true })
  }
}

async function create(
  session: InstallSession,
  { folder, python: requested, packages }: EnvironmentRequest,
): Promise<DownloadedFiles> {
  const interpreter = `${folder}/bin/python`
  if (await succeeds(session, ['uv', '--version'])) {
    const choice = requested === null ? [] : ['--python', requested]
    await runOrThrow(session, ['uv', 'venv', ...choice, folder], 'Could not create the virtual environment')
    await installPackages(session, {
      folder,
      packages,
      pip: ['uv', 'pip'],
      driving: ['--python', interpreter],
    })
    return new Map()
  }
  const { program: python, pipRunner } = await findInterpreter(session, requested ?? 'python3')
  // If one pip works on many environments, none of them needs its own: that saves seconds and megabytes.
  await runOrThrow(
    session,
    [python, '-m', 'venv', ...(pipRunner === null ? [] : ['--without-pip']), folder],
    `Could not create the virtual environment (on Debian and Ubuntu, the package python3-venv is needed)`,
  )
  const quiet = ['--no-input', '--progress-bar', 'off']
  if (pipRunner === null) {
    const pip = [interpreter, '-m', 'pip']
    await installPackages(session, { folder, packages, pip, driving: quiet })
    return new Map()
  }
  // `pip --python` starts the same program, but loads all of pip first. PIP_PYTHON must not redirect it either.
  const env = { ...session.env, _PIP_RUNNING_IN_SUBPROCESS: '1' }
  return await withPipReport(folder, (report) =>
    installPackages(
      { ...session, env },
      { folder, packages, pip: [interpreter, pipRunner], driving: [...quiet, ...report] },
    ),
  )
}

/** Installs the packages. A failed build gets a remedy, for which the index might be queried. */
async function installPackages(
  session: InstallSession,
  {
    folder,
    packages,
    pip,
    driving,
  }: { folder: string; packages: readonly string[]; pip: readonly string[]; driving: readonly string[] },
): Promise<void> {
  const command = [...pip, 'install', ...driving, ...packages]
  await runOrThrow(session, command, 'Could not install the packages', async (lines) => {
    const remedy = installRemedy(lines, { words: packages, started: false })
    if (remedy?.kind === 'python') return remedy
    const script = 'import sys; print("%d.%d.%d" % sys.version_info[:3])'
    const version = (await outputOf(session, [`${folder}/bin/python`, '-c', script]))?.trim() ?? ''
    return (await pythonWithWheel(session, { lines, words: packages, version, folder, pip })) ?? remedy
  })
}

const succeeds = async (session: InstallSession, command: string[]): Promise<boolean> =>
  (await outputOf(session, command)) !== undefined

async function runOrThrow(
  session: InstallSession,
  command: string[],
  failure: string,
  remedyFor: (lines: readonly string[]) => Promise<InstallRemedy | null> = (lines) =>
    Promise.resolve(installRemedy(lines, { words: [], started: false })),
): Promise<void> {
  const last: string[] = []
  const onLine = (raw: string): void => {
    const text = plainText(raw)
    last.push(text)
    if (last.length > KEPT_LINES) last.shift()
    session.onLine(text)
  }
  session.onLine(`$ ${command.join(' ')}`)
  const end = await session.starter.start(programSpec(session, command), {
    ...stopOptions(session),
    executionId: null,
    onStdout: null,
    onStdoutLine: onLine,
    onStderrLine: onLine,
  })
  session.signal.throwIfAborted()
  if (exitedCleanly(end)) return
  const ending = end.error ?? `${command[0]} exited with code ${end.exitCode ?? end.signal ?? 'unknown'}`
  throw new InstallProblem(`${failure}: ${installFailure(last) ?? ending}`, await remedyFor(last))
}
