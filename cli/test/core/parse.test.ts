import { describe, expect, test } from 'vitest'

import { COMMANDS } from '../../src/commands.ts'
import { EXIT, Failure } from '../../src/core/exit.ts'
import { parseCommandLine } from '../../src/core/parse.ts'

const parse = (...words: string[]) => parseCommandLine(words, COMMANDS)
const parsed = (...words: string[]) => {
  const request = parse(...words)
  if (request.kind !== 'call') throw new Error(`It is ${request.kind}.`)
  return request.parsed
}
function refusal(...words: string[]): string {
  try {
    parse(...words)
  } catch (error) {
    if (error instanceof Failure && error.exit === EXIT.usage) return error.message
    throw error
  }
  throw new Error('It was taken.')
}

describe('a command line', () => {
  test('reads command, arguments and options in any order', () => {
    const { command, args, options } = parsed('execute', '--stream', 'a', 'orders', '-f', '--stream=b')
    expect(command.name).toBe('execute')
    expect(args).toEqual(['orders'])
    expect(options).toMatchObject({ stream: ['a', 'b'], follow: true, wait: false, priority: undefined })
  })

  test('accepts two-word commands, and common options before them', () => {
    const { command, args, options } = parsed('--json', '--server', 'https://x', 'state', 'get', 'orders')
    expect(command.name).toBe('state get')
    expect(args).toEqual(['orders'])
    expect(options).toMatchObject({ json: true, server: 'https://x' })
  })

  test.each([
    [['exeucte', 'a'], 'Unknown command "exeucte". Did you mean "execute"? See flx --help.'],
    [['state'], 'flx state needs one of: flx state get, flx state set, flx state reset.'],
    [['execute'], 'flx execute needs PIPELINE: name or ID of the pipeline.'],
    [['execute', 'a', 'b'], 'flx execute does not take "b".'],
    [['execute', 'a', '--folow'], 'flx execute has no option --folow. Did you mean "--follow"?'],
    [['execute', 'a', '--stream'], 'The option --stream needs a value.'],
    [['execute', 'a', '--wait=yes'], 'The option --wait takes no value.'],
    [
      ['execute', 'a', '--priority', 'hihg'],
      '--priority must be one of: high, normal, low. Did you mean "high"?',
    ],
    [['completion', 'zhs'], 'SHELL must be one of: bash, zsh, fish. Did you mean "zsh"?'],
    [['list', '--', 'x'], 'flx list takes nothing after --.'],
    [['--what'], 'Unknown option --what. See flx --help.'],
  ])('%j is refused with a message', (words, sentence) => {
    expect(refusal(...words)).toBe(sentence)
  })

  test.each([
    [[], ''],
    [['--help'], ''],
    [['help', 'state', 'get'], 'state get'],
    [['execute', '--help'], 'execute'],
    [['execute', 'orders', '-h'], 'execute'],
  ])('%j shows help', (words, topic) => {
    expect(parse(...words)).toEqual({ kind: 'help', topic })
  })

  test('-V and --version print the version', () => {
    expect(parse('-V')).toEqual({ kind: 'version' })
  })
})
