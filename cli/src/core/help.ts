import { COMMON_OPTIONS, type Command, type OptionSpec, type OptionSpecs } from './command.ts'
import { EXIT_MEANINGS } from './exit.ts'
import type { Style } from './terminal.ts'
import { wrapText } from './wrap.ts'

const INDENT = '  '

/** Sections of commands, in the order of the overview. */
export interface Section {
  title: string
  commands: readonly Command[]
}

/** Returns the text of `flx --help`. */
export function overview(sections: readonly Section[], width: number, style: Style): string {
  const all = sections.flatMap(({ commands }) => commands)
  const widest = Math.max(...all.map(({ name }) => name.length))
  const part = ({ title, commands }: Section): string =>
    [style.bold(title), ...commands.map(({ name, summary }) => item(name, summary, widest, width))].join('\n')
  return [
    'flx – the command line of FLX Pipelines',
    `${style.bold('Usage')}\n${INDENT}flx COMMAND [ARGUMENTS] [OPTIONS]`,
    ...sections.map(part),
    `${style.bold('Global options')}\n${optionLines(COMMON_OPTIONS, width)}`,
    `${style.bold('Environment')}\n${ENVIRONMENT.map(([name, description]) => item(name, description, 14, width)).join('\n')}`,
    'flx COMMAND --help shows the options, examples and JSON of a command.',
  ].join('\n\n')
}

const ENVIRONMENT: readonly (readonly [name: string, what: string])[] = [
  ['FLX_URL', 'Address of the server'],
  ['FLX_TOKEN', 'API token; takes precedence over flx login'],
  ['FLX_CONFIG_DIR', 'Folder of the stored token (default: flx in XDG_CONFIG_HOME or ~/.config)'],
  ['NO_COLOR', 'Print no colours; output that is not a terminal never has them'],
]

/** Returns the text of `flx COMMAND --help`. */
export function commandHelp(command: Command, width: number, style: Style): string {
  const { summary, description, arguments: args, options, examples, json, exits = [] } = command
  const widest = Math.max(0, ...args.map(({ name }) => name.length))
  const parts = [
    summary,
    `${style.bold('Usage')}\n${INDENT}${usageOf(command)}`,
    ...(description === undefined ? [] : [wrapText(description, width)]),
    ...(args.length === 0
      ? []
      : [
          `${style.bold('Arguments')}\n${args.map(({ name, summary }) => item(name, summary, widest, width)).join('\n')}`,
        ]),
    ...(Object.keys(options).length === 0
      ? []
      : [`${style.bold('Options')}\n${optionLines(options, width)}`]),
    `${style.bold('Global options')}\n${optionLines(COMMON_OPTIONS, width)}`,
    `${style.bold('Examples')}\n${examples.map(([line, what]) => `${INDENT}${style.dim(`# ${what}`)}\n${INDENT}${line}`).join('\n')}`,
    `${style.bold('With --json')}\n${wrapText(json, width, INDENT)}`,
    `${style.bold('Exit codes')}\n${exitCodes(exits)
      .map(([code, when]) => item(String(code), when, 3, width))
      .join('\n')}`,
  ]
  return parts.join('\n\n')
}

/** Returns the exit codes of a command together with the common ones, sorted by number. */
const exitCodes = (own: readonly (readonly [number, string])[]): (readonly [number, string])[] =>
  [...EXIT_MEANINGS.filter(([code]) => !own.some(([other]) => other === code)), ...own].toSorted(
    ([one], [other]) => one - other,
  )

/** Returns the usage line: `flx logs PIPELINE|EXECUTION [OPTIONS]`. */
function usageOf({ name, arguments: args, rest }: Command): string {
  const words = args.map(({ name, optional, many }) => {
    const text = many === true ? `${name}…` : name
    return optional === true ? `[${text}]` : text
  })
  return ['flx', name, ...words, '[OPTIONS]', ...(rest === undefined ? [] : ['--', rest])].join(' ')
}

/** Returns the title of an option: `-f, --follow` or `--limit N`. */
const optionTitle = (name: string, { short, value, type }: OptionSpec): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` ${value ?? 'VALUE'}` : ''}`

/** Returns the summary of an option with its choices. */
const optionText = ({ summary, choices, multiple }: OptionSpec): string =>
  [
    summary,
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
    ...(multiple === true ? ['can be repeated'] : []),
  ].join('; ')

function optionLines(specs: OptionSpecs, width: number): string {
  const entries = Object.entries(specs).map(
    ([name, spec]) => [optionTitle(name, spec), optionText(spec)] as const,
  )
  const widest = Math.max(...entries.map(([title]) => title.length))
  return entries.map(([title, text]) => item(title, text, widest, width)).join('\n')
}

function item(title: string, text: string, widest: number, width: number): string {
  const indent = ' '.repeat(INDENT.length + widest + 2)
  return `${INDENT}${title.padEnd(widest + 2)}${wrapText(text, width, indent).trimStart()}`
}
