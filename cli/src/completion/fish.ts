import type { Command, Completes } from '../core/command.ts'
import { firstWords, optionsOf, quoted } from './command-words.ts'

const FISH_VALUES: Record<Completes, string> = {
  pipeline: ` -xa '(flx __names pipelines 2>/dev/null)'`,
  plugin: ` -xa '(flx __names plugins 2>/dev/null)'`,
  file: ' -rF',
  folder: ` -xa '(__fish_complete_directories)'`,
  command: ` -xa '(__fish_complete_command)'`,
}

/** Returns the completion script for fish. */
export function fishScript(commands: readonly Command[]): string {
  const value = (spec: { choices?: readonly string[]; completes?: Completes }): string =>
    spec.choices !== undefined
      ? ` -xa ${quoted(spec.choices.join(' '))}`
      : spec.completes === undefined
        ? ' -x'
        : FISH_VALUES[spec.completes]
  const lines = [
    '# Completion of flx for fish',
    // Count of words before the one being completed, without options; whether the wrapped command has
    // started.
    'function __flx_words; count (string match -rv -- "^-" (commandline -opc)); end',
    'function __flx_wraps; contains -- -- (commandline -opc); end',
    'complete -c flx -f',
  ]
  const first = Array.from(firstWords(commands).keys())
  const summaries = new Map(commands.map(({ name, summary }) => [name, summary]))
  for (const word of first)
    lines.push(
      `complete -c flx -n __fish_use_subcommand -a ${word} -d ${quoted(summaries.get(word) ?? word)}`,
    )
  for (const command of commands) {
    const [word = '', second] = command.name.split(' ')
    const seen =
      second === undefined
        ? `__fish_seen_subcommand_from ${word}`
        : `__fish_seen_subcommand_from ${word}; and __fish_seen_subcommand_from ${second}`
    if (second !== undefined)
      lines.push(
        `complete -c flx -n '__fish_seen_subcommand_from ${word}; and test (count (commandline -opc)) -eq 2' -a ${second} -d ${quoted(command.summary)}`,
      )
    for (const [name, spec] of optionsOf(command)) {
      const short = spec.short === undefined ? '' : ` -s ${spec.short}`
      lines.push(
        `complete -c flx -n '${seen}' -l ${name}${short}${spec.type === 'string' ? value(spec) : ''} -d ${quoted(spec.summary)}`,
      )
    }
    const before = 1 + command.name.split(' ').length
    for (const [index, argument] of command.arguments.entries()) {
      if (argument.choices === undefined && argument.completes === undefined) continue
      const place =
        argument.many === true
          ? `test (__flx_words) -ge ${before + index}`
          : `test (__flx_words) -eq ${before + index}`
      lines.push(`complete -c flx -n '${seen}; and ${place}'${value(argument)}`)
    }
    if (command.rest !== undefined)
      lines.push(`complete -c flx -n '${seen}; and __flx_wraps' -xa '(complete -C (commandline -ct))'`)
  }
  return `${lines.join('\n')}\n`
}
