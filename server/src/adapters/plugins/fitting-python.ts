import { minorOf, type BuildableLock } from '../../domain/plugins/installing/environment-lock.ts'
import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { findPythons } from './host-pythons.ts'
import type { InstallSession } from './install-session.ts'
import { describeInterpreter, type Interpreter } from './interpreter.ts'

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
  const standard = await describeInterpreter(session, 'python3')
  const machine = standard ?? (await anyInterpreter(session, environment))
  if (machine !== undefined && machine.platform !== platform) {
    session.onLine(
      `It was installed on ${platform}, but this worker runs on ${machine.platform}: it gets the same versions, built for its own platform.`,
    )
  }
  const chosen = requested === null ? standard : await describeInterpreter(session, requested)
  const version = chosen?.version
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
  const found =
    (await describeInterpreter(session, 'python3')) ?? (await anyInterpreter(session, environment))
  return { platform: found?.platform ?? '', python: found?.version ?? '' }
}

/** Returns the newest Python of a machine without a `python3` on its PATH. */
async function anyInterpreter(
  session: InstallSession,
  environment: Readonly<Record<string, string>>,
): Promise<Interpreter | undefined> {
  const [newest] = await findPythons(session, environment)
  return newest === undefined ? undefined : await describeInterpreter(session, newest.command)
}
