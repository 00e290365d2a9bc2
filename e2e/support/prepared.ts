import { execFile } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { fillWithNames, type Named } from './named.ts'
import { start, stop } from './process.ts'
import { RUN_FOLDER } from './run-folder.ts'

const FILL = join(import.meta.dirname, '../../server/src/demo/main.ts')

export const ADMINISTRATOR = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'analytical engine' }

/**
 * The content besides the administrator: nothing, the demonstration with few pipelines, or one object of each
 * kind that has a name.
 */
export type Content = 'nothing' | 'demonstration' | 'names'

/** A data folder to copy. A first start and a sign-in by password take longer than some tests. */
export interface Prepared {
  folder: string
  /** The session cookie of the administrator. */
  session: string
  /** Set if `content` is `names`. */
  named?: Named
}

const folders = new Map<Content, Promise<Prepared>>()

/** Returns the folder with this content. The first worker to ask prepares it for all. */
export function preparedFolder(content: Content): Promise<Prepared> {
  const found = folders.get(content) ?? prepareOrWait(content)
  folders.set(content, found)
  return found
}

async function prepareOrWait(content: Content): Promise<Prepared> {
  const runFolder = process.env[RUN_FOLDER] ?? ''
  const folder = join(runFolder, content)
  const doneFile = join(runFolder, `${content}.json`)
  try {
    await mkdir(folder)
  } catch {
    await waitForFile(runFolder, doneFile)
    return JSON.parse(await readFile(doneFile, 'utf8')) as Prepared
  }
  const prepared = await prepare(folder, content)
  await writeFile(`${doneFile}.part`, JSON.stringify(prepared))
  await rename(`${doneFile}.part`, doneFile)
  return prepared
}

async function waitForFile(folder: string, file: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const check = () => {
    if (existsSync(file)) resolve()
  }
  const watcher = watch(folder, check)
  check()
  await promise
  watcher.close()
}

async function prepare(folder: string, content: Content): Promise<Prepared> {
  if (content === 'demonstration')
    await promisify(execFile)(process.execPath, [FILL, '--pipelines', '40', '--executions', '2000'], {
      env: { ...process.env, FLX_DATA_DIR: folder },
    })
  const { email, password } = ADMINISTRATOR
  const server = await start(folder, {
    FLX_ADMIN_EMAIL: email,
    FLX_ADMIN_PASSWORD: password,
    FLX_ALERT_PRIVATE_ADDRESSES: 'true',
  })
  try {
    const headers = { 'content-type': 'application/json', origin: server.url }
    const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email, password }),
    })
    const session = /^flx\.session_token=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1]
    if (session === undefined)
      throw new Error(`The sign-in answered ${response.status}: ${await response.text()}`)
    if (content !== 'names') return { folder, session }
    return { folder, session, named: await fillWithNames(server.url, session) }
  } finally {
    await stop(server)
  }
}
