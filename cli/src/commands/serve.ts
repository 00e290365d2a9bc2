import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'
import { wholeNumber } from '../core/numbers.ts'

export const serve = command({
  name: 'serve',
  summary: 'Start the server',
  description:
    'Becomes the server: the page, the API, the schedules and the worker. Its settings are the environment variables FLX_…, see docs/settings.md; the options here stand for three of them. Ctrl+C ends it.',
  arguments: [],
  options: {
    host: { type: 'string', value: 'HOST', summary: 'Address to listen on (FLX_HOST, default: 127.0.0.1)' },
    port: {
      type: 'string',
      short: 'p',
      value: 'PORT',
      summary: 'Port (FLX_PORT, default: 3000; 0 = any free one)',
    },
    data: {
      type: 'string',
      value: 'DIR',
      summary: 'Data folder (FLX_DATA_DIR, default: ./data)',
      completes: 'folder',
    },
  },
  examples: [
    ['flx serve', 'On this machine, at port 3000'],
    ['flx serve --host 0.0.0.0 --port 8080 --data /var/lib/flx', 'For a team'],
  ],
  json: 'Nothing: the server writes its log, which is JSON, to stdout.',
  async run({ options, env }) {
    if (options.host !== undefined) env['FLX_HOST'] = options.host
    if (options.port !== undefined) env['FLX_PORT'] = String(wholeNumber('--port', options.port, 0, 65_535))
    if (options.data !== undefined) env['FLX_DATA_DIR'] = options.data
    // Not for the server: it would hand on the user's own token, and takes no notice of the address.
    delete env['FLX_TOKEN']
    delete env['FLX_URL']
    await startHere()
    return EXIT.ok
  },
})

/** Starts the server in this process; it ends the process itself. */
async function startHere(): Promise<void> {
  await import('@flx/server/main')
}
