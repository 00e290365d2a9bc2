import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'

import { answer, connect } from '../api/client.ts'
import { chosenServer, originOf, readCredentials, writeCredentials } from '../api/credentials.ts'
import { command } from '../core/command.ts'
import { EXIT, Failure } from '../core/exit.ts'

export const login = command({
  name: 'login',
  summary: 'Store an API token for a server',
  description:
    'Asks for an API token, checks it with the server and stores it in your settings folder, readable only by you. Create the token under Settings → API tokens. In CI, set FLX_URL and FLX_TOKEN instead.',
  arguments: [
    { name: 'URL', summary: 'Address of the server (default: that of the last login)', optional: true },
  ],
  options: {
    'token-stdin': { type: 'boolean', summary: 'Read the token from stdin' },
  },
  examples: [
    ['flx login https://flx.example.com', 'Sign in'],
    ['flx login http://localhost:3000 --token-stdin < token.txt', 'Sign in without a prompt'],
  ],
  json: 'An object: `url`, `name`, `email`, `role`, `file`.',
  async run({ options, args, terminal, env, server }) {
    const address = args[0] ?? server
    const url = address === undefined ? (await chosenServer(env, undefined)).url : originOf(address)
    const token = await readToken(url, options['token-stdin'], terminal.isInteractive, terminal.note)
    if (!/^[\w.-]{8,}$/.test(token))
      throw new Failure('This is not an API token. API tokens start with flx_.')
    const me = await answer(connect(url, token).api.me.$get())
    const { tokens } = await readCredentials(env)
    const file = await writeCredentials(env, { current: url, tokens: { ...tokens, [url]: token } })
    const { name, email, role } = me
    if (terminal.json) terminal.value({ url, name, email, role, file })
    else terminal.line(`Signed in to ${url} as ${name} (${email}). The token is stored in ${file}.`)
    return EXIT.ok
  },
})

export const logout = command({
  name: 'logout',
  summary: 'Forget the stored token of a server',
  description: 'The token itself stays valid: delete it under Settings → API tokens.',
  arguments: [
    { name: 'URL', summary: 'Address of the server (default: that of the last login)', optional: true },
  ],
  options: {},
  examples: [['flx logout', 'Forget the token of the last login']],
  json: 'An object: `url`, `forgotten` (whether there was a token).',
  async run({ args, terminal, env, server }) {
    const address = args[0] ?? server
    const url = address === undefined ? (await chosenServer(env, undefined)).url : originOf(address)
    const { current, tokens } = await readCredentials(env)
    const { [url]: forgotten, ...others } = tokens
    if (forgotten !== undefined)
      await writeCredentials(env, { current: current === url ? null : current, tokens: others })
    if (terminal.json) terminal.value({ url, forgotten: forgotten !== undefined })
    else
      terminal.line(
        forgotten === undefined ? `No token is stored for ${url}.` : `Forgot the token for ${url}.`,
      )
    return EXIT.ok
  },
})

async function readToken(
  url: string,
  fromStdin: boolean,
  isInteractive: boolean,
  note: (text: string) => void,
): Promise<string> {
  if (fromStdin) return (await textOf(process.stdin)).trim()
  if (!isInteractive)
    throw new Failure('Cannot ask for the token without a terminal.', {
      exit: EXIT.usage,
      code: 'usage',
      details: ['Pass it with --token-stdin, or set FLX_URL and FLX_TOKEN.'],
    })
  note(`Create an API token at ${url}/settings/tokens and paste it here.`)
  return promptSecret('API token: ')
}

/** Prompts without echoing the input. */
async function promptSecret(question: string): Promise<string> {
  process.stdout.write(question)
  const discard = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: discard, terminal: true })
  reader.on('SIGINT', () => process.exit(EXIT.interrupted))
  try {
    return (await reader.question('')).trim()
  } finally {
    reader.close()
    process.stdout.write('\n')
  }
}
