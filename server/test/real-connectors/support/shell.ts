import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { JsonObject } from '@flx/shared/json/json'

import type { TestEngine } from '../../engine/support/engine.ts'

/** The program that a plugin is started with, and the folder of its environment. */
export async function programOf(
  { context }: TestEngine,
  id: string,
): Promise<{ command: string[]; environment: string }> {
  const [plugin] = await context.plugins.findByName(id)
  if (plugin === undefined) throw new Error(`${id} is not registered.`)
  const { command, virtualEnvironment } = await context.installer.start(plugin, undefined)
  return { command, environment: virtualEnvironment ?? '' }
}

/**
 * `cat file | target --config config.json` in a shell, in the working folder of the connectors; returns its exit code.
 */
export async function pipeByShell(
  engine: TestEngine,
  id: string,
  config: JsonObject,
  file: string,
): Promise<number> {
  const { command } = await programOf(engine, id)
  const configFile = join(mkdtempSync(join(engine.dataDir, 'shell-')), 'config.json')
  writeFileSync(configFile, JSON.stringify(config))
  const words = [...command, '--config', configFile].map((word) => `'${word}'`).join(' ')
  return await new Promise((resolve) => {
    const child = execFile('sh', ['-c', `cat '${file}' | ${words} >/dev/null 2>&1`], {
      cwd: join(engine.dataDir, 'files'),
    })
    child.once('close', (code) => resolve(code ?? -1))
  })
}

/** The recorder's output, by execution. */
export const recordings = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).sort().map((name) => join(folder, name))
