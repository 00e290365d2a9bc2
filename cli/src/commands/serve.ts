import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'
import { wholeNumber } from '../core/numbers.ts'

/** Options for the listening address. */
export const LISTEN_OPTIONS = {
  host: { type: 'string', value: 'HOST', summary: 'Address to listen on (FLX_HOST, default: 127.0.0.1)' },
  port: {
    type: 'string',
    short: 'p',
    value: 'PORT',
    summary: 'Port (FLX_PORT, default: 3000; 0 = any free port)',
  },
} as const

export const serve = command({
  name: 'serve',
  summary: 'Start the server',
  description:
    'Runs the server: the web interface, the API, the schedules and the worker. The environment variables FLX_… configure it (see docs/settings.md); the options here override three of them. Ctrl+C stops it.',
  arguments: [],
  options: {
    ...LISTEN_OPTIONS,
    data: {
      type: 'string',
      value: 'DIR',
      summary: 'Data folder (FLX_DATA_DIR, default: ./data)',
      completes: 'folder',
    },
  },
  examples: [
    ['flx serve', 'On this machine, on port 3000'],
    ['flx serve --host 0.0.0.0 --port 8080 --data /var/lib/flx', 'For a team'],
  ],
  json: 'Nothing: the server writes its log to stdout, as JSON.',
  ownSignals: true,
  async run({ options, env }) {
    if (options.data !== undefined) env['FLX_DATA_DIR'] = options.data
    await startServer(env, options)
    return EXIT.ok
  },
})

/** Starts the server in this process. From then on the server handles signals and sets the exit code. */
export async function startServer(
  env: NodeJS.ProcessEnv,
  { host, port }: { host: string | undefined; port: string | undefined },
): Promise<void> {
  if (host !== undefined) env['FLX_HOST'] = host
  if (port !== undefined) env['FLX_PORT'] = String(wholeNumber('--port', port, 0, 65_535))
  // Not for the server, whose child processes would inherit them.
  delete env['FLX_TOKEN']
  delete env['FLX_URL']
  await import('@flx/server/main')
}
