import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

import { tryParseJson } from '@flx/shared/json/json-text'

import { Failure, misuse } from '../core/exit.ts'

/** Address of the server unless another one is given. */
const DEFAULT_URL = 'http://127.0.0.1:3000'

export interface Credentials {
  /** The server of the last login. */
  current: string | null
  /** API tokens by server origin. */
  tokens: Record<string, string>
}

/** Returns the folder of the user's settings for this program. */
function configFolder(env: NodeJS.ProcessEnv): string {
  const folder = env['FLX_CONFIG_DIR'] ?? ''
  if (folder !== '') return folder
  const base = env['XDG_CONFIG_HOME'] ?? ''
  if (base !== '') return join(base, 'flx')
  return process.platform === 'win32' && env['APPDATA'] !== undefined
    ? join(env['APPDATA'], 'flx')
    : join(env['HOME'] ?? homedir(), '.config', 'flx')
}

export const credentialsFile = (env: NodeJS.ProcessEnv): string => join(configFolder(env), 'credentials.json')

/** Reads what `flx login` stored; empty if there is no file. Throws Failure if the file cannot be read. */
export async function readCredentials(env: NodeJS.ProcessEnv): Promise<Credentials> {
  const file = credentialsFile(env)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Failure(`Cannot read ${file}: ${error.message}.`, { cause: error })
  })
  if (text === null) return { current: null, tokens: {} }
  const stored = tryParseJson(text) as Partial<Credentials> | null | undefined
  const isRead =
    typeof stored === 'object' &&
    stored !== null &&
    typeof stored.tokens === 'object' &&
    stored.tokens !== null
  if (!isRead) throw new Failure(`${file} is damaged. Remove it and sign in again with flx login.`)
  const tokens = Object.entries(stored.tokens ?? {}).filter(([, token]) => typeof token === 'string')
  return {
    current: typeof stored.current === 'string' ? stored.current : null,
    tokens: Object.fromEntries(tokens),
  }
}

/** Stores the tokens so that only this user can read them. */
export async function writeCredentials(env: NodeJS.ProcessEnv, credentials: Credentials): Promise<string> {
  const file = credentialsFile(env)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  try {
    await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'w' })
    await chmod(draft, 0o600)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  return file
}

/** Returns the origin of a server's address. Throws Failure if it is not an address. */
export function originOf(text: string): string {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw misuse(`"${text}" is not a server address. Use one such as https://flx.example.com.`)
  return url.origin
}

/** Returns the server to use and its token, from the options, then the environment, then the last login. */
export async function chosenServer(
  env: NodeJS.ProcessEnv,
  option: string | undefined,
): Promise<{ url: string; token: string | null }> {
  const address = option ?? env['FLX_URL'] ?? ''
  const token = env['FLX_TOKEN'] ?? ''
  if (address !== '' && token !== '') return { url: originOf(address), token }
  const stored = await readCredentials(env)
  const url = originOf(address === '' ? (stored.current ?? DEFAULT_URL) : address)
  return { url, token: token === '' ? (stored.tokens[url] ?? null) : token }
}
