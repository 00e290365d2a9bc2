import { COMMON_OPTIONS, type Command, type OptionSpec } from '../core/command.ts'

/** Its own options and those of every command. */
export const optionsOf = ({ options }: Command): [string, OptionSpec][] =>
  Object.entries({ ...options, ...COMMON_OPTIONS })

/** The options as they are typed. */
export const wordsOf = (command: Command): string[] =>
  optionsOf(command).flatMap(([name, { short }]) => [
    `--${name}`,
    ...(short === undefined ? [] : [`-${short}`]),
  ])

/** First words, then the second ones of those that have two. */
export function firstWords(commands: readonly Command[]): Map<string, string[]> {
  const words = new Map<string, string[]>([['help', []]])
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ')
    words.set(first, [...(words.get(first) ?? []), ...(second === undefined ? [] : [second])])
  }
  return words
}

/** For a shell, between single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
