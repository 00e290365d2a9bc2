import { tryParseJson } from '@flx/shared/json/json-text'
import * as z from 'zod'

import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { outputOf, type InstallSession } from './install-session.ts'

/** A Python of this machine, as it describes itself. */
export interface Interpreter {
  /** The interpreter itself, not a version manager's wrapper. */
  program: string
  version: string
  platform: string
  /** The program with which its pip works on other environments; null if it has none, as before pip 22.3. */
  pipRunner: string | null
}

/** Imports only the top of pip, which takes a tenth of the time of `pip --version`. */
const SCRIPT = `
import json, os, sys, sysconfig
try:
    import pip
    runner = os.path.join(os.path.dirname(os.path.abspath(pip.__file__)), "__pip-runner__.py")
except Exception:
    runner = ""
print(json.dumps({
    "program": sys.executable or "",
    "version": "%d.%d.%d" % sys.version_info[:3],
    "platform": sysconfig.get_platform(),
    "pipRunner": runner if os.path.isfile(runner) else None,
}))
`

const schema = z.object({
  program: z.string(),
  version: z.string(),
  platform: z.string(),
  pipRunner: z.string().nullable(),
})

/** Starts a Python once to describe itself. Returns undefined if it cannot be started. */
export async function describeInterpreter(
  session: InstallSession,
  python: string,
): Promise<Interpreter | undefined> {
  const { data } = schema.safeParse(tryParseJson((await outputOf(session, [python, '-c', SCRIPT])) ?? ''))
  return data === undefined ? undefined : { ...data, program: data.program || python }
}

/**
 * Returns the interpreter behind a program such as `python3`. That program might be a version manager's wrapper, which
 * runs steps of its own around pip and leaves its lock behind when it is killed: no later installation would succeed.
 * Throws InstallProblem if there is none.
 */
export async function findInterpreter(session: InstallSession, python: string): Promise<Interpreter> {
  const found = await describeInterpreter(session, python)
  if (found !== undefined) return found
  session.signal.throwIfAborted()
  if (python === 'python3') {
    throw new InstallProblem(
      'Python was not found. To install plugins, the server needs python3 or uv on its PATH. Install one of them and try again.',
      { kind: 'system', packages: ['python3', 'python3-venv'] },
    )
  }
  throw new InstallProblem(
    `The Python "${python}" of this plugin was not found. Install it, or choose another one.`,
    { kind: 'python', requires: null },
  )
}
