import { connect } from './api/client.ts'
import { chosenServer } from './api/credentials.ts'
import { namesOf } from './api/find.ts'
import { COMMANDS, SECTIONS } from './commands.ts'
import type { Call } from './core/command.ts'
import { EXIT, Failure } from './core/exit.ts'
import { commandHelp, overview } from './core/help.ts'
import { findCommand, parseCommandLine } from './core/parse.ts'
import { openTerminal, type Terminal } from './core/terminal.ts'
import packageJson from '../package.json' with { type: 'json' }

const MAX_COLUMNS = 100
/** Completion must not block the shell. */
const NAMES_TIMEOUT_MS = 2000

/** Runs a command line to its end and returns the exit code. */
export async function runCommandLine(words: readonly string[], program: NodeJS.Process): Promise<number> {
  const ownWords = words.slice(0, words.includes('--') ? words.indexOf('--') : words.length)
  const { env } = program
  const terminal = openTerminal(program, env, ownWords.includes('--json'))
  // EPIPE (`flx list | head`): the reader closed its end. Exit quietly.
  program.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') program.exit(EXIT.ok)
    throw error
  })
  try {
    if (words[0] === '__names') return await printNames(words[1], env, terminal)
    const request = parseCommandLine(words, COMMANDS)
    const width = Math.min(terminal.columns ?? MAX_COLUMNS, MAX_COLUMNS)
    switch (request.kind) {
      case 'version':
        if (terminal.json) terminal.value({ version: packageJson.version })
        else terminal.line(packageJson.version)
        return EXIT.ok
      case 'help':
        terminal.write(`${helpFor(request.topic, width, terminal)}\n`)
        return EXIT.ok
      case 'call': {
        const { command, options, args, rest } = request.parsed
        const interrupt = command.ownSignals === true ? NOT_INTERRUPTED : interruption(program)
        const server = options['server'] as string | undefined
        const call = {
          options,
          args,
          rest,
          terminal,
          env,
          server,
          signal: interrupt.signal,
          async api() {
            const { url, token } = await chosenServer(env, server)
            return connect(url, token).api
          },
        } as unknown as Call
        const code = await command.run(call)
        interrupt.end()
        return code
      }
    }
  } catch (error) {
    return reportError(error, terminal)
  }
}

function helpFor(topic: string, width: number, { style }: Terminal): string {
  if (topic === '') return overview(SECTIONS, width, style)
  const [first = '', second] = topic.split(' ')
  return commandHelp(findCommand(COMMANDS, first, second), width, style)
}

const NOT_INTERRUPTED = { signal: new AbortController().signal, end: () => undefined }

/** Makes the first Ctrl+C ask the command to end and the second one exit. */
function interruption(program: NodeJS.Process): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) program.exit(signal === 'SIGINT' ? EXIT.interrupted : 143)
    controller.abort(signal)
  }
  program.on('SIGINT', stop)
  program.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    end() {
      program.off('SIGINT', stop)
      program.off('SIGTERM', stop)
    },
  }
}

/** Reports an error on stderr and returns the exit code. */
function reportError(error: unknown, terminal: Terminal): number {
  if (!(error instanceof Failure)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    terminal.error(terminal.json ? JSON.stringify({ error: { code: 'unexpected', message: text } }) : text)
    return EXIT.failed
  }
  const { message, code, details, exit } = error
  if (terminal.json) terminal.error(JSON.stringify({ error: { code, message, details } }))
  else terminal.error([terminal.style.red(message), ...details.map((line) => `  ${line}`)].join('\n'))
  return exit
}

/** Prints names, one per line, for shell completion. */
async function printNames(
  kind: string | undefined,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  if (kind !== 'pipelines' && kind !== 'plugins') return EXIT.usage
  const { url, token } = await chosenServer(env, undefined)
  for (const name of await namesOf(connect(url, token, NAMES_TIMEOUT_MS).api, kind)) terminal.line(name)
  return EXIT.ok
}
