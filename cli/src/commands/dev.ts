import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { command } from '../core/command.ts'
import { EXIT, Failure } from '../core/exit.ts'
import { LISTEN_OPTIONS, startServer } from './serve.ts'

export const dev = command({
  name: 'dev',
  summary: 'Start the server on a Meltano project',
  description:
    'Opens the folder of a meltano.yml: its plugins, pipelines and schedules are imported at startup and kept in sync when the files change. Nothing in the project is changed. Data is stored in the folder .flx of the project, which git ignores.',
  arguments: [
    {
      name: 'DIR',
      summary: 'Folder of the project (default: this one)',
      optional: true,
      completes: 'folder',
    },
  ],
  options: {
    ...LISTEN_OPTIONS,
    environment: {
      type: 'string',
      value: 'NAME',
      summary: "Environment of the project (default: the project's own)",
    },
  },
  examples: [
    ['flx dev', 'In the folder of a project'],
    ['flx dev ~/projects/warehouse --environment prod', 'Another folder and environment'],
  ],
  json: 'Nothing: the server writes its log to stdout, as JSON.',
  ownSignals: true,
  async run({ options, args, env }) {
    const folder = resolve(args[0] ?? '.')
    if (!existsSync(join(folder, 'meltano.yml')))
      throw new Failure(`No meltano.yml in ${folder}.`, {
        details: ['Change to the folder of a Meltano project, or name it: flx dev DIR.'],
      })
    if ((env['FLX_DATA_DIR'] ?? '') === '') env['FLX_DATA_DIR'] = await ownFolder(folder)
    env['FLX_PROJECT'] = folder
    if (options.environment !== undefined) env['FLX_PROJECT_ENVIRONMENT'] = options.environment
    await startServer(env, options)
    return EXIT.ok
  },
})

/** Returns the data folder in the project, in a folder that git ignores. */
async function ownFolder(project: string): Promise<string> {
  const folder = join(project, '.flx')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, '.gitignore'), '*\n')
  return join(folder, 'data')
}
