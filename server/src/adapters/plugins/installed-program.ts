import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { readAbout, type ConnectorAbout } from '../../domain/connector-about.ts'
import { AppError } from '../../domain/errors.ts'
import { outputOf, type InstallSession } from './virtual-environment.ts'

const NOT_PLUGINS = /^(python|pip|pydoc|activate|Activate|__|deactivate|wheel)/

/** The path of a program in an environment. Throws AppError `invalid` that lists what is there instead. */
export async function executableIn(environment: string, name: string): Promise<string> {
  const bin = join(environment, 'bin')
  if (!name.includes('/') && (await isExecutable(join(bin, name)))) return join(bin, name)
  const there = (await readdir(bin).catch(() => [])).filter((file) => !NOT_PLUGINS.test(file))
  throw new AppError(
    'invalid',
    `There is no program "${name}" in the environment. ${
      there.length === 0
        ? 'The installed packages bring no program.'
        : `Set the plugin's field "executable" to one of: ${there.slice(0, 30).join(', ')}.`
    }`,
  )
}

const VERSION_SCRIPT = `
import importlib.metadata, sys
for distribution in importlib.metadata.distributions():
    for entry in distribution.entry_points:
        if entry.group == "console_scripts" and entry.name == sys.argv[1]:
            print(distribution.version)
            sys.exit()
`

/** Version of the package that brought a program, empty when it is not known. */
export async function versionOf(session: InstallSession, environment: string, name: string): Promise<string> {
  const version = await outputOf(session, [join(environment, 'bin/python'), '-c', VERSION_SCRIPT, name])
  return (version ?? '').trim().slice(0, 50)
}

/** What a connector says about itself; null when it does not know `--about`. */
export async function askConnector(
  session: InstallSession,
  executable: string,
): Promise<ConnectorAbout | null> {
  const answer = await outputOf(session, [executable, '--about', '--format', 'json'])
  return answer === undefined ? null : (readAbout(answer) ?? null)
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
