import { createServer } from 'node:http'

import { test as base } from './server.ts'

/**
 * Provides `silentServer`, a package server that never answers, so that an installation from it lasts until
 * stopped.
 */
export const test = base.extend<{ silentServer: string }>({
  // oxlint-disable-next-line no-empty-pattern
  silentServer: async ({}, use) => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
    server.closeAllConnections()
    server.close()
  },
})
