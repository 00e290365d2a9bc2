import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

import { zipOf } from './zip.ts'

const REAL_PYTHON = outputOf('python3', ['-c', 'import sys, venv, ensurepip; print(sys.executable)'])

/** Whether this machine has a Python that can create environments; the tests that need one are skipped otherwise. */
export const hasPython = REAL_PYTHON !== undefined

/**
 * Settings of a machine with only that Python and the system's: if there are ten, each is started to learn its version,
 * and the index is queried for each of them.
 */
export const ONE_PYTHON = {
  PATH: [...(REAL_PYTHON === undefined ? [] : [dirname(REAL_PYTHON)]), '/usr/bin', '/bin'].join(delimiter),
  PYENV_ROOT: '/nonexistent',
}

/** Whether pip finds packages of the public index, or of a configured mirror. */
export const reachesPyPI = (): boolean =>
  hasPython &&
  outputOf('python3', [
    ...['-m', 'pip', 'install', '--dry-run', '--no-deps', '--quiet', '--ignore-installed'],
    ...['--retries', '0', '--timeout', '5', '--target', join(tmpdir(), 'flx-none'), 'singer-sdk'],
  ]) !== undefined

/**
 * A wheel with one program in pure Python, made without a network: `main` is the body of its function, `head` the code
 * that its module runs when imported, `modules` are others beside it, by name. Returns its path.
 */
export function makeWheel(
  folder: string,
  wheel: {
    name: string
    version: string
    program: string
    main: string
    head?: string
    modules?: Record<string, string>
  },
): string {
  const module = wheel.name.replaceAll('-', '_')
  const info = `${module}-${wheel.version}.dist-info`
  const files: Record<string, string> = {
    [`${module}.py`]: `${wheel.head ?? ''}\ndef main():\n${wheel.main.replaceAll(/^/gm, '    ')}\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${wheel.name}\nVersion: ${wheel.version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/entry_points.txt`]: `[console_scripts]\n${wheel.program} = ${module}:main\n`,
  }
  const more = Object.entries(wheel.modules ?? {}).map(([name, text]) => [`${name}.py`, text] as const)
  for (const [file, text] of more) files[file] = text
  files[`${info}/RECORD`] = [...Object.keys(files), `${info}/RECORD`].map((file) => `${file},,\n`).join('')
  const path = join(folder, `${module}-${wheel.version}-py3-none-any.whl`)
  writeFileSync(path, zipOf(files))
  return path
}

/**
 * A source distribution with its own build system, which executes `build` (Python) before it makes a wheel with one
 * program; `requires` are its build requirements. Returns its path.
 */
export function makeSource(
  folder: string,
  {
    name,
    version,
    build,
    requires = [],
  }: { name: string; version: string; build: string; requires?: string[] },
): string {
  const module = name.replaceAll('-', '_')
  const source = join(folder, `${module}-${version}`)
  mkdirSync(source, { recursive: true })
  const files = {
    'PKG-INFO': `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    'pyproject.toml': `[build-system]\nrequires = ${JSON.stringify(requires)}\nbuild-backend = "backend"\nbackend-path = ["."]\n`,
    'backend.py': `
import os, zipfile
NAME, VERSION, PROGRAM = "${module}", "${version}", "${name}"
def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
${build.replaceAll(/^/gm, '    ')}
    file = "%s-%s-py3-none-any.whl" % (NAME, VERSION)
    info = "%s-%s.dist-info/" % (NAME, VERSION)
    with zipfile.ZipFile(os.path.join(wheel_directory, file), "w") as wheel:
        wheel.writestr(NAME + ".py", "def main():\\n    pass\\n")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n" % (PROGRAM, VERSION))
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\n%s = %s:main\\n" % (PROGRAM, NAME))
        wheel.writestr(info + "RECORD", "")
    return file
`,
  }
  for (const [file, text] of Object.entries(files)) writeFileSync(join(source, file), text)
  const path = join(folder, `${module}-${version}.tar.gz`)
  execFileSync('tar', ['-czf', path, '-C', folder, `${module}-${version}`])
  return path
}

function outputOf(program: string, args: string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 30_000,
    }).trim()
  } catch {
    return undefined
  }
}
