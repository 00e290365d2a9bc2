import type { InstallRemedy } from '@flx/shared/plugins/environment'

import { failedBuild, indexOptions } from '../../domain/plugins/installing/failed-build.ts'
import { findPythons } from './host-pythons.ts'
import { outputOf, type InstallSession } from './install-session.ts'

/** Each is a query to the index. */
const MAX_QUERIES = 10

/**
 * Finds, after a failed build, another Python of this machine for which the index has a ready-made wheel. Null if there
 * is none, or if it was not a build that failed. `pip` is the installer with its first arguments.
 */
export async function pythonWithWheel(
  session: InstallSession,
  {
    lines,
    words,
    version,
    pip,
    folder,
  }: {
    lines: readonly string[]
    words: readonly string[]
    version: string
    pip: readonly string[]
    folder: string
  },
): Promise<Extract<InstallRemedy, { kind: 'python' }> | null> {
  const build = failedBuild(lines)
  const current = minorOf(version)
  if (build === undefined || current === undefined) return null
  const otherMinors = new Set(
    (await findPythons(session, session.env))
      .map((python) => minorOf(python.version))
      .filter((minor) => minor !== current),
  )
  // A connector too old for a Python is the rule, one too new the exception.
  const inOrder = [...otherMinors]
    .filter((minor) => minor !== undefined)
    .sort((a, b) => Number(a > current) - Number(b > current) || (a > current ? a - b : b - a))
  for (const minor of inOrder.slice(0, MAX_QUERIES)) {
    session.signal.throwIfAborted()
    const found = await outputOf(session, [
      ...pip,
      ...['install', '--dry-run', '--quiet', '--no-deps', '--only-binary', ':all:'],
      ...['--python-version', `3.${minor}`, '--target', `${folder}.none`],
      ...[...indexOptions(words), `${build.name}==${build.version}`],
    ])
    if (found === undefined) continue
    const requires = minor < current ? `<3.${minor + 1}` : `==3.${minor}.*`
    session.onLine(
      `${build.name} ${build.version} has no wheel for Python 3.${current}, so it was built; it has one for Python 3.${minor}.`,
    )
    return { kind: 'python', requires }
  }
  return null
}

function minorOf(version: string): number | undefined {
  const minor = /^3\.(\d+)/.exec(version)?.[1]
  return minor === undefined ? undefined : Number(minor)
}
