import { minorOf, type BuildableLock } from '../../domain/plugins/installing/environment-lock.ts'
import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { findPythons } from './host-pythons.ts'
import { outputOf, type InstallSession } from './install-session.ts'
import { realPython } from './virtual-environment.ts'

const VERSION_SCRIPT = 'import sys; print("%d.%d.%d" % sys.version_info[:3])'
const PLATFORM_SCRIPT = 'import sysconfig; print(sysconfig.get_platform())'

/**
 * Finds the interpreter of this machine for an environment that was made elsewhere: one of the same minor version,
 * whatever its name. Without one, the default Python gets the same versions, unless a particular Python was requested.
 * Logs what differs. Throws InstallProblem if a requested Python is missing.
 */
export async function interpreterFor(
  session: InstallSession,
  lock: BuildableLock,
  environment: Readonly<Record<string, string>>,
): Promise<string | null> {
  const { python: requested, platform } = lock.origin
  const minor = minorOf(lock.python)
  const machine = await machineOf(session, environment)
  if (machine.platform !== '' && machine.platform !== platform) {
    session.onLine(
      `It was installed on ${platform}, but this worker runs on ${machine.platform}: it gets the same versions, built for its own platform.`,
    )
  }
  const version = await versionOf(session, requested ?? 'python3')
  if (version !== undefined && minorOf(version) === minor) return requested
  const alike = (await findPythons(session, environment)).find(({ version }) => minorOf(version) === minor)
  if (alike !== undefined) {
    session.onLine(
      `Using ${alike.command} (Python ${alike.version}), as the installation used ${lock.python}.`,
    )
    return alike.command
  }
  if (requested !== null) {
    throw new InstallProblem(
      `This worker has no Python ${minor}, which the plugin requires ("${requested}"). Install it on the worker.`,
      { kind: 'python', requires: `==${minor}.*` },
    )
  }
  if (version !== undefined) {
    session.onLine(
      `It was installed with Python ${lock.python}, but this worker has ${version}: it gets the same versions, which might not exist for this Python.`,
    )
  }
  return null
}

/** Returns platform and default Python of this machine; empty texts without a Python. */
export async function machineOf(
  session: InstallSession,
  environment: Readonly<Record<string, string>>,
): Promise<{ platform: string; python: string }> {
  const python = await realPython(session, 'python3').catch(() => undefined)
  const command = python?.program ?? (await findPythons(session, environment))[0]?.command
  if (command === undefined) return { platform: '', python: '' }
  return {
    platform: (await outputOf(session, [command, '-c', PLATFORM_SCRIPT]))?.trim() ?? '',
    python: (await versionOf(session, command)) ?? '',
  }
}

const versionOf = async (session: InstallSession, python: string): Promise<string | undefined> =>
  (await outputOf(session, [python, '-c', VERSION_SCRIPT]))?.trim()
