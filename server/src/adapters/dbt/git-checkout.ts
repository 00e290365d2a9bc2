import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { AppError } from '../../domain/core/errors.ts'
import type { DbtSource } from '../../domain/dbt/dbt-request.ts'
import type { ProcessStarter, StopOptions } from '../../domain/executions/processes.ts'
import { installEnvironment } from '../../domain/settings/child-environment.ts'

interface Checkout {
  source: Extract<DbtSource, { kind: 'git' }>
  folder: string
  starter: ProcessStarter
  environment: Readonly<Record<string, string>>
  executionId: string
  stop: StopOptions
  onLine: (text: string) => void | Promise<void>
}

/** The files that determine which packages dbt installs. */
const PACKAGE_FILES = ['packages.yml', 'dependencies.yml', 'package-lock.yml']

/**
 * Updates a checkout to a branch, tag or commit. Its packages are kept while the files that name them stay the same.
 * Rejects with AppError `invalid` and git's message, or with the signal's reason if it was stopped.
 */
export async function checkOut(checkout: Checkout): Promise<void> {
  const { folder, source } = checkout
  const origin = join(folder, '.git/flx-origin')
  if ((await readFile(origin, 'utf8').catch(() => undefined)) !== source.url) {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Without templates there are no hooks.
    await git(checkout, ['init', '--quiet', '--template='])
    await writeFile(origin, source.url)
  }
  const packages = join(folder, source.folder)
  const before = await packagesOf(packages)
  await git(checkout, ['fetch', '--quiet', '--force', '--no-tags', '--depth=1', '--', source.url, source.ref])
  await git(checkout, ['checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD'])
  await git(checkout, ['clean', '--quiet', '-fd', '--exclude=dbt_packages'])
  if ((await packagesOf(packages)) !== before) {
    await rm(join(packages, 'dbt_packages'), { recursive: true, force: true })
  }
}

async function packagesOf(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of PACKAGE_FILES) hash.update(await readFile(join(folder, name)).catch(() => '-'))
  return hash.digest('hex')
}

async function git(checkout: Checkout, args: string[]): Promise<void> {
  const { starter, folder, stop, onLine } = checkout
  const lastLines: string[] = []
  const end = await starter.start(
    // Links in a repository become plain files: they could lead anywhere.
    { command: ['git', '-c', 'core.symlinks=false', ...args], cwd: folder, env: environmentOf(checkout) },
    {
      ...stop,
      executionId: checkout.executionId,
      onStdout: null,
      onStdoutLine: onLine,
      onStderrLine(line) {
        lastLines.push(line)
        if (lastLines.length > 5) lastLines.shift()
        return onLine(line)
      },
    },
  )
  stop.signal.throwIfAborted()
  if (end.outcome === 'exited' && end.exitCode === 0) return
  const reason = lastLines.find((line) => /^(?:fatal|error):/.test(line)) ?? lastLines.at(-1)
  throw new AppError(
    'invalid',
    `The dbt project at ${checkout.source.url} cannot be fetched: ${reason ?? end.error ?? 'git gave no reason'}. Check "git_url", "git_ref" and, for a private repository, "git_token".`,
  )
}

/** Passes the token in the environment: other programs can read arguments, and git would store settings. */
function environmentOf({ source, environment }: Checkout): Record<string, string> {
  const env: Record<string, string> = {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...installEnvironment(environment),
    GIT_ALLOW_PROTOCOL: 'https:ssh',
    GIT_LFS_SKIP_SMUDGE: '1',
  }
  if (source.token === null || !URL.canParse(source.url)) return env
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const basic = Buffer.from(`x-access-token:${source.token}`).toString('base64')
  return {
    ...env,
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: `http.${new URL(source.url).origin}/.extraHeader`,
    [`GIT_CONFIG_VALUE_${count}`]: `Authorization: Basic ${basic}`,
  }
}
