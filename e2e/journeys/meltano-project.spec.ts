import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { installMeltano } from '../../server/test/meltano/support/meltano.ts'
import { reachesPyPI } from '../../server/test/plugins/support/wheel.ts'
import { expect, test } from '../support/server.ts'
import { makeLedgerPackages, PROJECT, withOwners } from './ledger-project.ts'

const FLX = join(import.meta.dirname, '../../cli/bin/flx.js')
/** From the command to the first execution here. */
const MAX_MS = 300_000

test('a Meltano project takes six actions to run here, and its next execution is incremental', async ({
  page,
}) => {
  test.skip(
    process.env['FLX_TEST_PYPI'] !== '1' || !reachesPyPI(),
    'npm run test:connectors, where PyPI can be reached',
  )
  test.setTimeout(900_000)
  page.setDefaultTimeout(30_000)
  const folder = await mkdtemp(join(tmpdir(), 'flx-journey-'))
  const program = installMeltano(process.env['FLX_TEST_MELTANO'] ?? join(folder, 'venv'))
  const project = join(folder, 'ledger')
  const meltano = (cwd: string, ...args: string[]) =>
    execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const entries = (from: number, to: number) =>
    appendFile(
      join(project, 'ledger.txt'),
      Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join(''),
    )
  const loaded = async () =>
    (await readFile(join(project, 'out.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; text: string })
  let server: ChildProcess | undefined
  try {
    meltano(folder, 'init', 'ledger', '--no-usage-stats')
    makeLedgerPackages(folder)
    const createdFile = await readFile(join(project, 'meltano.yml'), 'utf8')
    await writeFile(join(project, 'meltano.yml'), withOwners(createdFile) + PROJECT(folder))
    meltano(project, 'install')
    for (const [from, to] of [
      [1, 4],
      [5, 8],
      [9, 12],
    ] as const) {
      await entries(from, to)
      meltano(project, '--environment', 'prod', 'run', 'ledger')
    }
    expect((await loaded()).map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
    await entries(13, 15)
    const before = await readFile(join(project, 'meltano.yml'), 'utf8')

    const began = Date.now()
    // 1: flx dev
    const started = spawn(process.execPath, [FLX, 'dev', '--port', '0', '--environment', 'prod'], {
      cwd: project,
      env: { ...process.env, FLX_LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server = started
    const url = await readyAt(started)
    await page.goto(url)
    await page.getByLabel('Name').fill('Ada Lovelace')
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('analytical engine')
    // 2: the account
    await page.getByRole('button', { name: 'Create administrator' }).click()
    // 3: the plugins
    await page.getByRole('button', { name: 'Install 3 plugins' }).click()
    await expect(page.getByText('not installed')).toBeHidden({ timeout: 240_000 })
    // 4: the pipeline
    await page.goto(`${url}/pipelines`)
    await page.getByRole('link', { name: 'ledger', exact: true }).first().click()
    await expect(page.getByText('At 02:30')).toBeVisible()
    await expect(page.getByRole('link', { name: 'prefixed' })).toBeVisible()
    // 5 and 6: its execution
    await page.getByRole('button', { name: 'Execute', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Execute', exact: true }).click()
    await expect(page.getByText('Success', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
    expect(Date.now() - began).toBeLessThan(MAX_MS)

    // Only new records moved, through the mapper, and it continued from Meltano's state.
    expect((await loaded()).slice(12)).toEqual([13, 14, 15].map((id) => ({ id, text: 'm-of prod' })))
    await page.getByRole('tab', { name: 'State' }).click()
    await expect(page.getByText('15', { exact: true }).first()).toBeVisible()
    // The project is unchanged.
    expect(await readFile(join(project, 'meltano.yml'), 'utf8')).toBe(before)
  } finally {
    if (server !== undefined && server.exitCode === null) {
      const exited = new Promise((resolve) => server?.once('exit', resolve))
      server.kill('SIGTERM')
      await exited
    }
    await rm(folder, { recursive: true, force: true })
  }
})

const readyAt = (server: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    let text = ''
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const url = /ready at (http\S+)/.exec(text)?.[1]
      if (url !== undefined) resolve(url)
    })
    server.once('exit', (code) => reject(new Error(`flx dev ended with code ${code}: ${text}`)))
  })
