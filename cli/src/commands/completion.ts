import { command, type Command } from '../core/command.ts'
import { completionScript, SHELLS, type Shell } from '../completion/completion-script.ts'
import { EXIT } from '../core/exit.ts'

/** Creates the command that prints completions for all commands, including itself. */
export const completionFor = (commands: () => readonly Command[]): Command =>
  command({
    name: 'completion',
    summary: 'Print the completion for a shell',
    arguments: [{ name: 'SHELL', summary: 'Which shell', choices: SHELLS }],
    options: {},
    examples: [
      ['source <(flx completion bash)', 'In ~/.bashrc'],
      ['flx completion zsh > "${fpath[1]}/_flx"', 'For zsh'],
      ['flx completion fish > ~/.config/fish/completions/flx.fish', 'For fish'],
    ],
    json: 'The script as text; --json changes nothing.',
    async run({ args, terminal }) {
      terminal.write(completionScript(args[0] as Shell, commands()))
      return EXIT.ok
    },
  })
