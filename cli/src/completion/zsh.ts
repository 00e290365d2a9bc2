import type { Command, Completes } from '../core/command.ts'
import { firstWords, optionsOf, quoted } from './command-words.ts'

const zshText = (text: string): string => text.replaceAll(/[[\]:]/g, String.raw`\$&`).replaceAll("'", "'\\''")

const ZSH_VALUES: Record<Completes, string> = {
  pipeline: '_flx_pipelines',
  plugin: '_flx_plugins',
  file: '_files',
  folder: '_files -/',
  command: '_command_names',
}

/** Returns the completion script for zsh, to install as a file or to source. */
export function zshScript(commands: readonly Command[]): string {
  const value = (name: string, spec: { choices?: readonly string[]; completes?: Completes }): string =>
    spec.choices !== undefined
      ? `:${name}:(${spec.choices.join(' ')})`
      : `:${name}:${spec.completes === undefined ? '' : ZSH_VALUES[spec.completes]}`
  const cases = commands.map((command) => {
    const options = optionsOf(command).map(([name, spec]) => {
      const after = spec.type === 'string' ? value(name, spec) : ''
      const star = spec.multiple === true ? '*' : ''
      const names =
        spec.short === undefined
          ? `'${star}--${name}`
          : `${star === '' ? `'(-${spec.short} --${name})'` : "'*'"}{-${spec.short},--${name}}'`
      return `        ${names}[${zshText(spec.summary)}]${after}'`
    })
    const args = command.arguments.map(
      (argument, index) =>
        `        '${argument.many === true ? '*' : index + 1}${value(zshText(argument.name), argument)}'`,
    )
    const rest =
      command.rest === undefined
        ? []
        : [`        '(-):command:_command_names -e'`, `        '*::arguments:_normal'`]
    return `    ${quoted(command.name)})\n      _arguments -S \\\n${[...options, ...args, ...rest].join(' \\\n')} ;;`
  })
  const families = Array.from(firstWords(commands)).filter(([, words]) => words.length > 0)
  const summaries = new Map(commands.map(({ name, summary }) => [name, summary]))
  const described = Array.from(firstWords(commands).keys(), (first) => {
    const summary = summaries.get(first) ?? (first === 'help' ? 'Show help' : `Commands of ${first}`)
    return `    '${first}:${zshText(summary)}'`
  })
  return `#compdef flx
_flx_names() { local -a names; names=(\${(f)"$(flx __names $1 2>/dev/null)"}); compadd -a names }
_flx_pipelines() { _flx_names pipelines }
_flx_plugins() { _flx_names plugins }
_flx() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if ((CURRENT == 2)); then _describe command commands; return; fi
  local name=$words[2]
  shift words; ((CURRENT--))
  case $name in
${families
  .map(
    ([first, words]) =>
      `    ${first}) if ((CURRENT == 2)); then compadd ${words.join(' ')}; return; fi; name="$name $words[2]"; shift words; ((CURRENT--)) ;;`,
  )
  .join('\n')}
  esac
  case $name in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _flx ]]; then _flx "$@"; else compdef _flx flx; fi
`
}
