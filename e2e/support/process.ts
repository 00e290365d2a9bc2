import { once } from 'node:events'

import { ServerProcess } from '../../server/test/support/server-process.ts'

export interface StartedServer {
  url: string
  server: ServerProcess
}

/** Starts the real server in a separate process, on a free port unless `env` names one. */
export async function start(dataDir: string, env: Record<string, string>): Promise<StartedServer> {
  const server = new ServerProcess({
    FLX_DATA_DIR: dataDir,
    FLX_LOG_LEVEL: 'warn',
    // No test uses a hub on the network.
    FLX_HUB_URL: 'http://127.0.0.1:9',
    ...env,
  })
  server.child.stderr.pipe(process.stderr, { end: false })
  return { url: await server.ready(), server }
}

export async function stop(
  { server }: StartedServer,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<void> {
  const { child } = server
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  child.kill('SIGCONT')
  await exited
}
