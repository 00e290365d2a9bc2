import { execFile } from 'node:child_process'
import { access, constants, stat, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { credentialsFile } from '../api/credentials.ts'
import { fine, problem, warning, type Check } from './check.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 10_000
const MIN_PYTHON_MINOR = 10
const MIN_FREE_GIGABYTES = 1

/** Checks what this machine has and lacks. */
export async function checkMachine(env: NodeJS.ProcessEnv, data: string | undefined): Promise<Check[]> {
  const configured = data ?? env['FLX_DATA_DIR']
  return [
    fine('node', `Node ${process.versions.node} runs flx.`),
    await checkPython(),
    ...(await checkCredentials(env)),
    ...(await checkData(
      resolve(configured === undefined || configured === '' ? 'data' : configured),
      configured !== undefined,
    )),
  ]
}

async function checkPython(): Promise<Check> {
  const remedy =
    'Plugins from PyPI cannot be installed on this machine: install Python 3.10 or newer with its venv module.'
  const version = await run(
    'python3',
    ['-c', 'import venv, ensurepip, sys; print("%d.%d.%d" % sys.version_info[:3])'],
    {
      timeout: TIMEOUT_MS,
    },
  ).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  )
  if (version === null) return warning('python', 'No python3 with the venv module was found.', remedy)
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 3 || (major === 3 && minor >= MIN_PYTHON_MINOR)
    ? fine('python', `Python ${version} can install plugins.`)
    : warning('python', `Python ${version} is too old for most plugins.`, remedy)
}

async function checkCredentials(env: NodeJS.ProcessEnv): Promise<Check[]> {
  const file = credentialsFile(env)
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return []
  return process.platform === 'win32' || (found.mode & 0o077) === 0
    ? [fine('credentials', `Only you can read ${file}.`)]
    : [
        problem(
          'credentials',
          `Other users can read the API tokens in ${file}.`,
          `Run chmod 600 ${file}, and replace the tokens.`,
        ),
      ]
}

/** Checks the data folder of a server on this machine; a folder that was not named need not exist. */
async function checkData(folder: string, isNamed: boolean): Promise<Check[]> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined)
    return isNamed
      ? [
          problem(
            'data',
            `The data folder ${folder} does not exist yet.`,
            'flx serve creates it when it first starts.',
          ),
        ]
      : []
  const checks: Check[] = []
  const isWritable = await access(folder, constants.W_OK | constants.R_OK).then(
    () => true,
    () => false,
  )
  checks.push(
    isWritable
      ? fine('data', `The data folder ${folder} is writable.`)
      : problem(
          'data',
          `The data folder ${folder} is not writable by this user.`,
          'Start the server as its owner.',
        ),
  )
  const key = await stat(join(folder, 'secret.key')).catch(() => undefined)
  if (key !== undefined && process.platform !== 'win32' && (key.mode & 0o077) !== 0)
    checks.push(
      problem(
        'secret-key',
        'Other users can read secret.key, which encrypts all secrets.',
        `Run chmod 600 ${join(folder, 'secret.key')}, and npm run rotate-key.`,
      ),
    )
  const { bavail, bsize } = await statfs(folder)
  const gigabytes = (bavail * bsize) / 1e9
  if (gigabytes < MIN_FREE_GIGABYTES)
    checks.push(
      problem(
        'disk',
        `Only ${gigabytes.toFixed(1)} GB is free on the data folder's disk.`,
        'Free some space, or shorten the retention.',
      ),
    )
  return checks
}
