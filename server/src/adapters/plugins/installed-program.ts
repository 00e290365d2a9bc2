import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { tryParseJson } from '@flx/shared/json/json-text'
import { hideSecretText } from '@flx/shared/settings/secret-text'
import * as z from 'zod'

import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { normalizedName } from '../../domain/plugins/installing/pip-version.ts'
import type { StoredLock } from '../../domain/plugins/installing/plugin-lock.ts'
import { AppError } from '../../domain/core/errors.ts'
import { outputOf, type InstallSession } from './install-session.ts'
import type { DownloadedFiles } from './pip-report.ts'

const NOT_PLUGINS = /^(python|pip|pydoc|activate|Activate|__|deactivate|wheel)/

/**
 * Returns the path of a program in an environment. Throws AppError `invalid` that lists the programs that are there.
 */
export async function executableIn(environment: string, name: string): Promise<string> {
  const bin = join(environment, 'bin')
  if (!name.includes('/') && (await isExecutable(join(bin, name)))) return join(bin, name)
  const programs = (await readdir(bin).catch(() => [])).filter((file) => !NOT_PLUGINS.test(file))
  throw new AppError(
    'invalid',
    `The environment has no program "${name}". ${
      programs.length === 0
        ? 'The installed packages contain no program.'
        : `Set the plugin's field "executable" to one of: ${programs.slice(0, 30).join(', ')}.`
    }`,
  )
}

/** Python 3.7 has no importlib.metadata, and connectors of its time need that Python. */
const CONTENTS_SCRIPT = `
import json, sys, sysconfig
try:
    from importlib.metadata import distributions
except ImportError:
    import configparser, email, glob, os
    class Entry:
        def __init__(self, group, name):
            self.group, self.name = group, name
    class Distribution:
        def __init__(self, folder):
            self.folder = folder
            self.metadata = email.message_from_string(self.read_text("METADATA") or self.read_text("PKG-INFO") or "")
            self.version = self.metadata["Version"] or ""
            entries = configparser.ConfigParser(delimiters="=", strict=False, interpolation=None)
            entries.optionxform = str
            entries.read_string(self.read_text("entry_points.txt") or "")
            self.entry_points = [Entry(group, name) for group in entries.sections() for name in entries[group]]
        def read_text(self, name):
            path = os.path.join(self.folder, name)
            return open(path, encoding="utf-8").read() if os.path.exists(path) else None
    def distributions():
        for path in sys.path:
            for form in ("*.dist-info", "*.egg-info"):
                for folder in glob.glob(os.path.join(glob.escape(path or "."), form)):
                    yield Distribution(folder)
version, packages = "", {}
for distribution in distributions():
    name = distribution.metadata["Name"]
    if not name:
        continue
    origin = json.loads(distribution.read_text("direct_url.json") or "null")
    packages.setdefault(name, {"name": name, "version": distribution.version, "origin": origin})
    for entry in distribution.entry_points:
        if entry.group == "console_scripts" and entry.name == sys.argv[1]:
            version = distribution.version
print(json.dumps({"python": "%d.%d.%d" % sys.version_info[:3], "platform": sysconfig.get_platform(), "version": version, "packages": list(packages.values())}))
`

const contentsSchema = z.object({
  python: z.string(),
  platform: z.string().max(100),
  version: z.string(),
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      origin: z
        .object({
          url: z.string(),
          vcs_info: z.object({ vcs: z.string(), commit_id: z.string() }).optional(),
        })
        .nullable()
        .catch(null),
    }),
  ),
})

/**
 * Describes an environment: its interpreter, its packages with the files that they came from, its platform, and the
 * version of the package that provides a program.
 */
export async function contentsOf(
  session: InstallSession,
  environment: string,
  { name, files }: { name: string; files: DownloadedFiles },
): Promise<{ version: string; platform: string; contents: Pick<StoredLock, 'python' | 'packages'> }> {
  const answer = await outputOf(session, [join(environment, 'bin/python'), '-c', CONTENTS_SCRIPT, name])
  const { data } = contentsSchema.safeParse(tryParseJson(answer ?? ''))
  if (data === undefined) {
    session.signal.throwIfAborted()
    throw new InstallProblem('Could not read the packages of the environment.', null)
  }
  const packages = data.packages
    .map((entry) => ({
      name: normalizedName(entry.name),
      version: entry.version,
      url: entry.origin === null ? null : addressOf(entry.origin),
      ...files.get(normalizedName(entry.name)),
    }))
    // pip is the tool, not part of what it installs.
    .filter((entry) => entry.name !== 'pip')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const { python, platform } = data
  return { version: data.version.slice(0, 50), platform, contents: { python, packages } }
}

const addressOf = ({
  url,
  vcs_info: vcs,
}: {
  url: string
  vcs_info?: { vcs: string; commit_id: string } | undefined
}) => hideSecretText(vcs === undefined ? url : `${vcs.vcs}+${url}@${vcs.commit_id}`, '***')

/** Whether the file exists and can be started. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
