import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'

import { COMMON_OPTIONS, type Command, type OptionSpecs } from './command.ts'
import { misuse } from './exit.ts'
import { suggestion } from './nearest.ts'

interface Parsed {
  command: Command
  options: Record<string, boolean | string | string[] | undefined>
  args: string[]
  rest: string[]
}

/** The request of a command line: a call of a command, the help (`topic`: its subject) or the version. */
export type Request = { kind: 'call'; parsed: Parsed } | { kind: 'help'; topic: string } | { kind: 'version' }

/** Parses a command line. Throws Failure if it does not match the table. */
export function parseCommandLine(words: readonly string[], commands: readonly Command[]): Request {
  const { leading, following } = leadingOptions(words)
  const [first, second] = following
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help', topic: '' }
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === 'help') return { kind: 'help', topic: following.slice(1, 3).join(' ') }
  const command = findCommand(commands, first, second)
  const remaining = following.slice(command.name.split(' ').length)
  const parsed = parseOptions(command, [...leading, ...remaining])
  if (parsed.options['help'] === true) return { kind: 'help', topic: command.name }
  checkArguments(parsed)
  return { kind: 'call', parsed }
}

/** Splits off options of every command, which can precede the command's name. */
function leadingOptions(words: readonly string[]): { leading: string[]; following: string[] } {
  const leading: string[] = []
  const following = [...words]
  for (;;) {
    const [first = '', second] = following
    if (first === '--json' || first.startsWith('--server=')) leading.push(...following.splice(0, 1))
    else if (first === '--server' && second !== undefined) leading.push(...following.splice(0, 2))
    else return { leading, following }
  }
}

/** Finds a command by name. Throws Failure that suggests the nearest one. */
export function findCommand(commands: readonly Command[], first: string, second = ''): Command {
  const names = commands.map(({ name }) => name)
  const found =
    commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first)
  if (found !== undefined) return found
  const family = names.filter((name) => name.startsWith(`${first} `))
  if (family.length > 0)
    throw misuse(`flx ${first} needs one of: ${family.map((name) => `flx ${name}`).join(', ')}.`)
  if (first.startsWith('-')) throw misuse(`Unknown option ${first}. See flx --help.`)
  throw misuse(`Unknown command "${first}".${suggestion(first, names)} See flx --help.`)
}

/** Converts the options of a command for `parseArgs`. */
const optionsConfig = (specs: OptionSpecs): ParseArgsOptionsConfig =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple = false }]) => [
      name,
      short === undefined ? { type, multiple } : { type, multiple, short },
    ]),
  )

function parseOptions(command: Command, words: readonly string[]): Parsed {
  const specs: OptionSpecs = { ...command.options, ...COMMON_OPTIONS }
  const end = words.indexOf('--')
  const before = end === -1 ? words : words.slice(0, end)
  const rest = end === -1 ? [] : words.slice(end + 1)
  const { values, positionals } = readWords(command, specs, before)
  const options: Parsed['options'] = {}
  for (const [name, { type, multiple, choices }] of Object.entries(specs)) {
    const value = values[name] as boolean | string | string[] | undefined
    options[name] = value ?? (type === 'boolean' ? false : multiple === true ? [] : undefined)
    for (const text of [value ?? []].flat()) {
      if (choices !== undefined && typeof text === 'string' && !choices.includes(text))
        throw misuse(`--${name} must be one of: ${choices.join(', ')}.${suggestion(text, choices)}`)
    }
  }
  return { command, options, args: positionals, rest: [...rest] }
}

function readWords(command: Command, specs: OptionSpecs, words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: optionsConfig(specs),
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    throw misuse(refusalOf(error, command, specs), [`See flx ${command.name} --help.`])
  }
}

/** Returns the sentence for an error of `parseArgs`. */
function refusalOf(error: unknown, { name }: Command, specs: OptionSpecs): string {
  const message = error instanceof Error ? error.message : String(error)
  const option = /(--[\w-]+|-\w)(?=[' <])/.exec(message.replace(/-\w, /, ''))?.[1] ?? ''
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const names = Object.keys(specs).map((option) => `--${option}`)
    return `flx ${name} has no option ${option}.${suggestion(option, names)}`
  }
  if (message.includes('argument missing') || message.includes('ambiguous'))
    return `The option ${option} needs a value.`
  if (message.includes('does not take an argument')) return `The option ${option} takes no value.`
  return message
}

function checkArguments({ command, args, rest }: Parsed): void {
  const { arguments: specs, name } = command
  const missing = specs.find(({ optional }, index) => optional !== true && args[index] === undefined)
  if (missing !== undefined)
    throw misuse(`flx ${name} needs ${missing.name}: ${lowered(missing.summary)}.`, [
      `See flx ${name} --help.`,
    ])
  const hasMany = specs.at(-1)?.many === true
  const extra = args[specs.length]
  if (!hasMany && extra !== undefined)
    throw misuse(`flx ${name} does not take "${extra}".`, [`See flx ${name} --help.`])
  for (const [index, { choices, name: argument }] of specs.entries()) {
    const value = args[index]
    if (choices !== undefined && value !== undefined && !choices.includes(value))
      throw misuse(`${argument} must be one of: ${choices.join(', ')}.${suggestion(value, choices)}`)
  }
  if (command.rest !== undefined && rest.length === 0)
    throw misuse(`flx ${name} needs a command after --.`, [`See flx ${name} --help.`])
  if (command.rest === undefined && rest.length > 0) throw misuse(`flx ${name} takes nothing after --.`)
}

const lowered = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
