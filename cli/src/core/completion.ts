import { COMMON_OPTIONS, type Command, type Completes, type OptionSpec } from './command.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Completion of all commands for a shell; names of pipelines and plugins are asked of the server. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands)
}

const optionsOf = ({ options }: Command): [string, OptionSpec][] =>
  Object.entries({ ...options, ...COMMON_OPTIONS })

const wordsOf = (command: Command): string[] =>
  optionsOf(command).flatMap(([name, { short }]) => [
    `--${name}`,
    ...(short === undefined ? [] : [`-${short}`]),
  ])

/** First words, then the second ones of those that have two. */
function firstWords(commands: readonly Command[]): Map<string, string[]> {
  const words = new Map<string, string[]>([['help', []]])
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ')
    words.set(first, [...(words.get(first) ?? []), ...(second === undefined ? [] : [second])])
  }
  return words
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** What the shell itself completes. */
const BASH_VALUES: Record<Completes, string> = {
  pipeline: 'COMPREPLY=($(_flx_names pipelines "$cur"))',
  plugin: 'COMPREPLY=($(_flx_names plugins "$cur"))',
  file: 'COMPREPLY=($(compgen -f -- "$cur"))',
  folder: 'COMPREPLY=($(compgen -d -- "$cur"))',
  command: 'COMPREPLY=($(compgen -c -- "$cur"))',
}

function bashScript(commands: readonly Command[]): string {
  const value = (spec: { choices?: readonly string[]; completes?: Completes }): string =>
    spec.choices !== undefined
      ? `COMPREPLY=($(compgen -W ${quoted(spec.choices.join(' '))} -- "$cur"))`
      : spec.completes === undefined
        ? ':'
        : BASH_VALUES[spec.completes]
  const cases = commands.map((command) => {
    const values = optionsOf(command)
      .filter(([, { type }]) => type === 'string')
      .map(
        ([name, spec]) =>
          `      --${name}${spec.short === undefined ? '' : `|-${spec.short}`}) ${value(spec)}; return ;;`,
      )
    const argument = command.arguments[0]
    return [
      `    ${quoted(command.name)})`,
      `      case "$prev" in`,
      ...values,
      `      esac`,
      `      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W ${quoted(wordsOf(command).join(' '))} -- "$cur"))`,
      `      else ${argument === undefined ? ':' : value(argument)}; fi ;;`,
    ].join('\n')
  })
  const seconds = Array.from(firstWords(commands)).filter(([, words]) => words.length > 0)
  return `# Completion of flx for bash: source <(flx completion bash)
_flx_names() {
  local IFS=$'\\n' name
  flx __names "$1" 2>/dev/null | while read -r name; do
    [[ $name == "$2"* ]] && printf '%q\\n' "$name"
  done
}
_flx() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} name=\${COMP_WORDS[1]}
  local IFS=$'\\n '
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quoted(`${Array.from(firstWords(commands).keys()).join(' ')} --help --version`)} -- "$cur"))
    return
  fi
  case $name in
${seconds
  .map(
    ([first, words]) =>
      `    ${first}) if ((COMP_CWORD == 2)); then COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")); return; fi; name="$name \${COMP_WORDS[2]}" ;;`,
  )
  .join('\n')}
  esac
  case $name in
${cases.join('\n')}
  esac
}
complete -F _flx flx
`
}

const zshText = (text: string): string => text.replaceAll(/[[\]:]/g, String.raw`\$&`).replaceAll("'", "'\\''")

const ZSH_VALUES: Record<Completes, string> = {
  pipeline: '_flx_pipelines',
  plugin: '_flx_plugins',
  file: '_files',
  folder: '_files -/',
  command: '_command_names',
}

function zshScript(commands: readonly Command[]): string {
  const value = (name: string, spec: { choices?: readonly string[]; completes?: Completes }): string =>
    spec.choices !== undefined
      ? `:${name}:(${spec.choices.join(' ')})`
      : `:${name}:${spec.completes === undefined ? '' : ZSH_VALUES[spec.completes]}`
  const cases = commands.map((command) => {
    const options = optionsOf(command).map(([name, spec]) => {
      const after = spec.type === 'string' ? value(name, spec) : ''
      const star = spec.multiple === true ? '*' : ''
      return `        '${star}--${name}[${zshText(spec.summary)}]${after}'`
    })
    const args = command.arguments.map(
      (argument, index) =>
        `        '${argument.many === true ? '*' : index + 1}${value(zshText(argument.name), argument)}'`,
    )
    return `    ${quoted(command.name)})\n      _arguments \\\n${[...options, ...args].join(' \\\n')} ;;`
  })
  const families = Array.from(firstWords(commands)).filter(([, words]) => words.length > 0)
  const summaries = new Map(commands.map(({ name, summary }) => [name, summary]))
  const described = Array.from(firstWords(commands).keys(), (first) => {
    const summary = summaries.get(first) ?? (first === 'help' ? 'Show the help' : `Commands of ${first}`)
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

const FISH_VALUES: Record<Completes, string> = {
  pipeline: ` -xa '(flx __names pipelines 2>/dev/null)'`,
  plugin: ` -xa '(flx __names plugins 2>/dev/null)'`,
  file: ' -rF',
  folder: ` -xa '(__fish_complete_directories)'`,
  command: ` -xa '(__fish_complete_command)'`,
}

function fishScript(commands: readonly Command[]): string {
  const value = (spec: { choices?: readonly string[]; completes?: Completes }): string =>
    spec.choices !== undefined
      ? ` -xa ${quoted(spec.choices.join(' '))}`
      : spec.completes === undefined
        ? ' -x'
        : FISH_VALUES[spec.completes]
  const lines = ['# Completion of flx for fish', 'complete -c flx -f']
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
    const [argument] = command.arguments
    if (argument !== undefined && (argument.choices !== undefined || argument.completes !== undefined))
      lines.push(`complete -c flx -n '${seen}'${value(argument)}`)
  }
  return `${lines.join('\n')}\n`
}
