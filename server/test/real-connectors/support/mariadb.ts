import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '../../support/database/postgres-server.ts'

const SERVER = '/usr/sbin/mariadbd'

/** Why there is no MariaDB on this machine; null when there is one. */
export const withoutMariaDb = (): string | null =>
  existsSync(SERVER) ? null : 'needs the Debian package mariadb-server'

/** A separate MariaDB that writes a binary log, with one database and one user. */
export interface MariaDb extends AsyncDisposable {
  host: string
  port: number
  user: string
  password: string
  database: string
  /** Runs statements as root; returns the rows of the last one, NULL as null. */
  query(sql: string): Promise<Record<string, string | null>[]>
}

export async function startMariaDb(): Promise<MariaDb> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-mariadb-'))
  const data = join(folder, 'data')
  const asUser = process.getuid?.() === 0 ? ['--user=root'] : []
  execFileSync(
    'mariadb-install-db',
    [
      ...['--no-defaults', `--datadir=${data}`, ...asUser],
      ...['--auth-root-authentication-method=normal', '--skip-test-db'],
    ],
    { stdio: 'pipe' },
  )
  const port = await freePort()
  const socket = join(folder, 'socket')
  const server = spawn(
    SERVER,
    [
      ...['--no-defaults', ...asUser, `--datadir=${data}`, `--socket=${socket}`, `--pid-file=${folder}/pid`],
      ...['--bind-address=127.0.0.1', `--port=${port}`, '--server-id=1', '--default-time-zone=+00:00'],
      ...['--log-bin=binlog', '--binlog-format=ROW', '--binlog-row-image=FULL', '--binlog-row-metadata=FULL'],
      ...[
        '--character-set-server=utf8mb4',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-buffer-pool-size=32M',
      ],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  process.once('exit', () => server.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('close', (code) => reject(new Error(`The test MariaDB ended with ${code}: ${said}`)))
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000)
      if (said.includes('ready for connections')) resolve()
    })
  })
  const database = `real_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`
  const password = crypto.randomUUID()
  const query = (sql: string): Promise<Record<string, string | null>[]> => run(socket, sql)
  await query(`create database ${database};
    create user ${database}@'127.0.0.1' identified by '${password}';
    grant all on *.* to ${database}@'127.0.0.1'`)
  return {
    ...{ host: '127.0.0.1', port, user: database, password, database, query },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => server.once('close', resolve))
      server.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function run(socket: string, sql: string): Promise<Record<string, string | null>[]> {
  return new Promise((resolve, reject) => {
    const args = ['--no-defaults', `--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4']
    const child = execFile(
      'mariadb',
      [...args, '--batch', '--xml'],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => (error === null ? resolve(rowsOf(stdout)) : reject(new Error(stderr))),
    )
    child.stdin?.end(sql)
  })
}

/** From the client's XML: the one format that distinguishes NULL, blanks and line ends. */
function rowsOf(xml: string): Record<string, string | null>[] {
  return [...xml.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = '']) =>
    Object.fromEntries(
      [...row.matchAll(/<field name="([^"]*)"(?: xsi:nil="true" \/>|>(.*?)<\/field>)/gs)].map(
        ([, name = '', text]) => [plain(name), text === undefined ? null : plain(text)],
      ),
    ),
  )
}

const plain = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
