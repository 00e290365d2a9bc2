import { answer } from '../api/client.ts'
import { findPlugin } from '../api/find.ts'
import { command } from '../core/command.ts'
import { EXIT, Failure } from '../core/exit.ts'
import { retryWhileAway, pause } from '../core/pause.ts'

const POLL_MS = 1000
const PATIENCE_MS = 60_000

export const install = command({
  name: 'install',
  summary: 'Install plugins',
  description:
    'Installs plugins of the registry, one after another, and prints the output of the installer. Ctrl+C stops the output, not the installation.',
  arguments: [{ name: 'PLUGIN', summary: 'Name or ID of a plugin', many: true, completes: 'plugin' }],
  options: {
    upgrade: { type: 'boolean', summary: 'Install the newest version' },
    'no-wait': { type: 'boolean', summary: 'Do not wait for the installation to end' },
  },
  examples: [
    ['flx install tap-github', 'Install one plugin'],
    ['flx install tap-github target-postgres --upgrade', 'Upgrade two plugins'],
  ],
  json: 'An object with `items`: the plugins as GET /api/plugins/:id returns them.',
  async run({ options, args, terminal, api: connect, signal }) {
    const api = await connect()
    const found = []
    for (const name of args) found.push(await findPlugin(api, name))
    const items = []
    for (const { id, name } of found) {
      const param = { id }
      let plugin = options.upgrade
        ? await answer(api.plugins[':id'].upgrade.$post({ param, json: {} }))
        : await answer(api.plugins[':id'].install.$post({ param }))
      let printed = 0
      while (!options['no-wait']) {
        const withRetries = <T>(request: () => Promise<T>) =>
          retryWhileAway(request, { patienceMs: PATIENCE_MS, signal })
        plugin = await withRetries(() => answer(api.plugins[':id'].$get({ param })))
        const { lines } = await withRetries(() =>
          answer(api.plugins[':id'].output.$get({ param, query: { after: printed, limit: 2000 } })),
        )
        for (const { text } of lines) terminal.note(terminal.style.dim(text))
        printed = lines.at(-1)?.line ?? printed
        if (plugin.installStatus !== 'installing') break
        await pause(POLL_MS, signal)
        if (signal.aborted) return EXIT.interrupted
      }
      if (plugin.installStatus === 'failed')
        throw new Failure(
          `The installation of "${name}" failed: ${plugin.installError ?? 'no reason was given'}`,
          {
            code: 'install-failed',
          },
        )
      items.push(plugin)
      terminal.line(options['no-wait'] ? `"${name}" is being installed.` : `"${name}" is installed.`)
    }
    if (terminal.json) terminal.value({ items })
    return EXIT.ok
  },
})
