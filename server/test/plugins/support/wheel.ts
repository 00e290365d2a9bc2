import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Whether this machine has a Python that can make environments; the tests that need it are skipped without. */
export const hasPython = succeeds('python3', ['-c', 'import venv, ensurepip, zipfile'])

/** Whether pip finds packages of the public index, or of a mirror that it is set up for. */
export const reachesPyPI = (): boolean =>
  hasPython &&
  succeeds('python3', [
    ...['-m', 'pip', 'install', '--dry-run', '--no-deps', '--quiet', '--ignore-installed'],
    ...['--retries', '0', '--timeout', '5', '--target', join(tmpdir(), 'flx-none'), 'singer-sdk'],
  ])

/**
 * A wheel with one program in pure Python, made without network: `main` is the body of its function. Returns its path.
 */
export function makeWheel(
  folder: string,
  wheel: { name: string; version: string; program: string; main: string },
): string {
  const module = wheel.name.replaceAll('-', '_')
  const info = `${module}-${wheel.version}.dist-info`
  const files: Record<string, string> = {
    [`${module}.py`]: `def main():\n${wheel.main.replaceAll(/^/gm, '    ')}\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${wheel.name}\nVersion: ${wheel.version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/entry_points.txt`]: `[console_scripts]\n${wheel.program} = ${module}:main\n`,
  }
  files[`${info}/RECORD`] = [...Object.keys(files), `${info}/RECORD`].map((file) => `${file},,\n`).join('')
  const source = join(folder, `${module}-${wheel.version}`)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(source, dirname(file)), { recursive: true })
    writeFileSync(join(source, file), text)
  }
  const path = join(folder, `${module}-${wheel.version}-py3-none-any.whl`)
  execFileSync('python3', ['-m', 'zipfile', '-c', path, `${module}.py`, info], { cwd: source })
  return path
}

function succeeds(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 30_000 })
    return true
  } catch {
    return false
  }
}
