import { COMMON_OPTIONS, type Command, type OptionSpec } from '../core/command.ts'

/** Returns the options of a command, including the common ones. */
export const optionsOf = ({ options }: Command): [string, OptionSpec][] =>
  Object.entries({ ...options, ...COMMON_OPTIONS })

/** Returns the options as typed. */
export const wordsOf = (command: Command): string[] =>
  optionsOf(command).flatMap(([name, { short }]) => [
    `--${name}`,
    ...(short === undefined ? [] : [`-${short}`]),
  ])

/** Returns the first words of all commands, each with the second words that can follow it. */
export function firstWords(commands: readonly Command[]): Map<string, string[]> {
  const words = new Map<string, string[]>([['help', []]])
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ')
    words.set(first, [...(words.get(first) ?? []), ...(second === undefined ? [] : [second])])
  }
  return words
}

/** Quotes a text for a shell, with single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
