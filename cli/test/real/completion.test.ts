import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { completionScript, SHELLS, type Shell } from '../../src/completion/completion-script.ts'
import { COMMANDS } from '../../src/commands.ts'

const NAMES = ['orders', "it's $HOME; odd", 'nightly load', 'job: tap to target']
const folder = await mkdtemp(join(tmpdir(), 'flx-completion-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
// Only the names come from a server; these tests cover what shells make of the script.
await writeFile(
  join(folder, 'flx'),
  `#!/bin/sh\nprintf '%s\\n' ${NAMES.map((name) => JSON.stringify(name).replaceAll('$', '\\$')).join(' ')}\n`,
)
await chmod(join(folder, 'flx'), 0o700)
await writeFile(join(folder, 'a b.yml'), '')
const env = {
  ...process.env,
  PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
  HOME: folder,
  TERM: 'dumb',
}
for (const shell of SHELLS)
  await writeFile(join(folder, `completion.${shell}`), completionScript(shell, COMMANDS))

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Returns what a shell offers to complete this line. */
const OFFERS: Record<Shell, (line: string) => string[]> = {
  bash: (line) =>
    run(
      'bash',
      '-c',
      'source completion.bash; COMP_LINE=$1 COMP_POINT=${#1}; _flx; printf "%s\\n" "${COMPREPLY[@]}"',
      'bash',
      line,
    ).split('\n'),
  // What it would insert, as shown in its own terminal.
  zsh: (line) =>
    run('zsh', '-f', '-c', ZSH, 'zsh', line)
      .split('\n')
      .map((text) => text.trim()),
  fish: (line) =>
    run('fish', '--no-config', '-c', `source completion.fish; complete -C ${JSON.stringify(line)}`)
      .split('\n')
      .map((text) => text.split('\t')[0] ?? ''),
}

/** A shell in a terminal, in which a line and a tab are typed. The function that adds a candidate prints it. */
const ZSH = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; source completion.zsh"
zpty -w shell 'compadd() { local -a found; builtin compadd -O found "$@"; print -rl -- "<" $found >> offered; builtin compadd "$@" }'
zpty -w shell 'finish() { print done >> offered; exit }; zle -N finish; bindkey "^X" finish'
zpty -w -n shell "$1"$'\\t'$'\\x18'
zpty -r shell ignored '*nothing*'
cat offered; rm -f offered`

const isThere = (shell: Shell): boolean => {
  try {
    run(shell, '-c', 'exit 0')
    return true
  } catch {
    return false
  }
}
/** As the shell inserts it: bash and zsh escape it so that it can be typed. */
const plain = (text: string): string => text.replaceAll('\\', '')

describe.each(
  SHELLS.map((shell) => [shell, isThere(shell) ? '' : ' (skipped: it is not installed)'] as const),
)('%s%s', (shell) => {
  test.skipIf(!isThere(shell)).each([
    ['flx exec', ['execute'], ['list']],
    ['flx execute ', ['orders', 'nightly load', "it's $HOME; odd"], ['a b.yml']],
    ['flx execute ni', ['nightly load'], ['orders']],
    ['flx state ', ['get', 'set', 'reset'], ['orders']],
    ['flx state get o', ['orders'], []],
    ['flx state set orders ', ['a b.yml'], ['orders']],
    ['flx execute --fo', ['--follow'], []],
    ['flx report -p ni', ['nightly load'], []],
    ['flx completion f', ['fish'], ['zsh']],
    ['flx import ', ['a b.yml'], ['orders']],
    ['flx report -p orders -- fals', ['false'], ['orders']],
  ])('%s', (line, offered, not) => {
    const found = OFFERS[shell](line).map(plain)
    for (const one of offered) expect(found).toContain(one)
    for (const one of not) expect(found).not.toContain(one)
  })
})

test.skipIf(!isThere('bash'))('bash continues after the colon of a name', () => {
  expect(OFFERS.bash('flx execute job:')).toContain(String.raw`\ tap\ to\ target`)
})
