import type { Role } from '@flx/shared/access/role'
import { afterAll } from 'vitest'

import type { Client } from './client.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './server.ts'
import { registerStubPlugins } from './stubs/stub-plugins.ts'

/**
 * Starts a server that the tests of one file share and that stops after them, with a signed-in client for each role.
 * With `stubPlugins`, an editor or admin among the roles registers them.
 */
export async function serverForFile<R extends Role>(
  roles: readonly R[],
  options: TestServerOptions & { stubPlugins?: boolean } = {},
): Promise<{ server: TestServer } & Record<R, Client>> {
  const server = await startTestServer(options)
  afterAll(() => server[Symbol.asyncDispose]())
  const clients: Partial<Record<Role, Client>> = {}
  for (const role of roles) clients[role] = await server.as(role)
  const { editor, admin } = clients
  if (options.stubPlugins === true) await registerStubPlugins((editor ?? admin)!)
  return { server, ...(clients as Record<R, Client>) }
}
