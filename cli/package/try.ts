import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Installs the packed package in an empty folder, starts it cold, executes a pipeline and reads its log. */
const DIST = fileURLToPath(new URL('../../dist', import.meta.url))
const MAX_MEGABYTES = 250
const MAX_SECONDS = 30
const EMAIL = 'admin@example.com'
const PASSWORD = 'correct horse battery'

const folder = await mkdtemp(join(tmpdir(), 'flx-package-'))
const env: Record<string, string> = {
  PATH: `${process.env['FLX_HOST_NODE'] ?? ''}:/usr/bin:/bin`,
  HOME: folder,
  ...Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] =>
      /^(npm_config_|https?_proxy$|no_proxy$)/i.test(entry[0]),
    ),
  ),
}
const flx = join(folder, 'node_modules/.bin/flx')

try {
  const tarball = (await readdir(DIST)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('There is no package: run npm run package first.')
  const packed = await stat(join(DIST, tarball))
  await timed('npm install', () => run('npm', 'install', '--no-audit', '--no-fund', join(DIST, tarball)))
  const megabytes = Number((await run('du', '-sm', 'node_modules')).split('\t')[0])
  say(`package ${(packed.size / 1e6).toFixed(1)} MB, installed ${megabytes} MB`)
  if (megabytes > MAX_MEGABYTES) throw new Error(`More than ${MAX_MEGABYTES} MB are installed.`)
  await serveAndExecute()
  say('The package works.')
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function serveAndExecute(): Promise<void> {
  const began = Date.now()
  const server = spawn(flx, ['serve', '--port', '0', '--data', join(folder, 'data')], {
    cwd: folder,
    env: { ...env, FLX_ADMIN_EMAIL: EMAIL, FLX_ADMIN_PASSWORD: PASSWORD, FLX_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let printed = ''
    server.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    let url: string | undefined
    while ((url = /is ready at (\S+)/.exec(printed)?.[1]) === undefined) await once(server.stdout, 'data')
    const seconds = (Date.now() - began) / 1000
    say(`flx serve, cold: ${seconds.toFixed(1)} s`)
    if (seconds > MAX_SECONDS) throw new Error(`It took more than ${MAX_SECONDS} s.`)
    const page = await (await fetch(url)).text()
    if (!page.includes('<div id="root"')) throw new Error('The page is not served.')
    Object.assign(env, { FLX_URL: url, FLX_TOKEN: await makeToken(url) })
    await post(url, '/api/samples', {}, { authorization: `Bearer ${env['FLX_TOKEN']}` })
    const name = 'Sample: orders to JSON Lines'
    await timed('flx execute --wait', () => run(flx, 'execute', name, '--wait'))
    const log = await run(flx, 'logs', name)
    if (!log.includes('The execution succeeded; 2400 records'))
      throw new Error(`The log is another one: ${log}`)
  } finally {
    server.kill('SIGTERM')
    await once(server, 'close')
  }
}

async function makeToken(url: string): Promise<string> {
  const signIn = await post(url, '/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD })
  const cookie = signIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const made = await post(url, '/api/tokens', { name: 'package', role: 'admin' }, { cookie })
  return ((await made.json()) as { value: string }).value
}

function post(url: string, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify(body),
  })
}

async function run(program: string, ...args: string[]): Promise<string> {
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${out}`)
  return out
}

async function timed<T>(description: string, work: () => Promise<T>): Promise<T> {
  const began = Date.now()
  const result = await work()
  say(`${description}: ${((Date.now() - began) / 1000).toFixed(1)} s`)
  return result
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
