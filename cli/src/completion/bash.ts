import type { Command, Completes, OptionSpec } from '../core/command.ts'
import { firstWords, optionsOf, quoted, wordsOf } from './command-words.ts'

/** Functions for values that the shell itself completes. */
const BASH_VALUES: Record<Completes, string> = {
  pipeline: '_flx_names pipelines',
  plugin: '_flx_names plugins',
  file: '_flx_files -f',
  folder: '_flx_files -d',
  command: '_flx_files -c',
}

/** Returns the completion script for bash. Names can contain blanks and colons. */
export function bashScript(commands: readonly Command[]): string {
  const words = (all: readonly string[]): string => `_flx_words ${all.join(' ')}`
  const value = (spec: { choices?: readonly string[]; completes?: Completes }): string =>
    spec.choices !== undefined
      ? words(spec.choices)
      : spec.completes === undefined
        ? ':'
        : BASH_VALUES[spec.completes]
  const cases = commands.map((command) => {
    const valued = optionsOf(command).filter(([, { type }]) => type === 'string')
    const flags = ([name, { short }]: [string, OptionSpec]): string =>
      `--${name}${short === undefined ? '' : `|-${short}`}`
    return [
      `    ${quoted(command.name)})`,
      `      case $prev in`,
      ...valued.map((option) => `      ${flags(option)}) ${value(option[1])}; return ;;`),
      `      esac`,
      `      if [[ $cur == -* ]]; then ${words(wordsOf(command))}; return; fi`,
      // The first word that is neither an option nor its value is the first argument.
      `      for ((; at < \${#words[@]} - 1; at++)); do`,
      `        case \${words[at]} in ${valued.map(flags).join('|')}) ((at++)) ;; -*) ;; *) ((nth++)) ;; esac`,
      `      done`,
      `      case $nth in`,
      ...command.arguments.map(
        (argument, index) => `      ${argument.many === true ? '*' : index}) ${value(argument)} ;;`,
      ),
      `      esac ;;`,
    ].join('\n')
  })
  const seconds = Array.from(firstWords(commands)).filter(([, of]) => of.length > 0)
  const wrappingCommands = commands.filter(({ rest }) => rest !== undefined).map(({ name }) => name)
  return `# Completion of flx for bash: source <(flx completion bash)
# Replies as they are to be typed; readline has the part before the last colon already.
_flx_reply() {
  local word
  for word; do
    [[ $word == "$cur"* ]] || continue
    [[ $quote == '' ]] && printf -v word '%q' "$word"
    COMPREPLY+=("\${word#"$before"}")
  done
}
_flx_words() { _flx_reply "$@"; }
_flx_names() { local IFS=$'\\n'; set -f; _flx_reply $(flx __names "$1" 2>/dev/null); set +f; }
_flx_files() {
  local IFS=$'\\n'
  [[ $1 == -c ]] || compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}
_flx() {
  local rest=\${COMP_LINE:0:COMP_POINT} words=() cur prev name quote='' before='' at=2 nth=0
  local one=$'^[ \\t]*(([^ \\t\\\\\\\\"\\']|\\\\\\\\.|"[^"]*("|$)|\\'[^\\']*(\\'|$))+)(.*)$'
  while [[ $rest =~ $one ]]; do words+=("\${BASH_REMATCH[1]}"); rest=\${BASH_REMATCH[5]}; done
  [[ $rest != '' || \${COMP_LINE:0:COMP_POINT} == *[[:space:]] && \${words[-1]} != *'\\' ]] && words+=('')
  cur=\${words[-1]} prev=\${words[-2]} name=\${words[1]} COMPREPLY=()
  [[ $cur == [\\'\\"]* ]] && quote=\${cur:0:1} cur=\${cur:1}
  [[ $quote == '' && $cur == *:* && $COMP_WORDBREAKS == *:* ]] && before=\${cur%"\${cur##*:}"}
  [[ $quote == '' ]] && cur=\${cur//\\\\/}
  if ((\${#words[@]} <= 2)); then
    _flx_words ${Array.from(firstWords(commands).keys()).join(' ')} --help --version
    return
  fi
  case $name in
${wrappingCommands.map((of) => `    ${of}) for one in "\${words[@]:2:\${#words[@]}-3}"; do [[ $one == -- ]] && { _flx_files -c; return; }; done ;;`).join('\n')}
${seconds
  .map(
    ([first, of]) =>
      `    ${first}) if ((\${#words[@]} == 3)); then ${words(of)}; return; fi; name="$name \${words[2]}" at=3 ;;`,
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
