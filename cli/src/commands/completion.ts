import { command, type Command } from '../core/command.ts'
import { completionScript, SHELLS, type Shell } from '../completion/completion-script.ts'
import { EXIT } from '../core/exit.ts'

/** Creates the command that prints completions for all commands, including itself. */
export const completionFor = (commands: () => readonly Command[]): Command =>
  command({
    name: 'completion',
    summary: 'Print the completion script for a shell',
    arguments: [{ name: 'SHELL', summary: 'Name of the shell', choices: SHELLS }],
    options: {},
    examples: [
      ['source <(flx completion bash)', 'In ~/.bashrc'],
      ['flx completion zsh > "${fpath[1]}/_flx"', 'For zsh'],
      ['flx completion fish > ~/.config/fish/completions/flx.fish', 'For fish'],
    ],
    json: 'The script as text; --json has no effect.',
    async run({ args, terminal }) {
      terminal.write(completionScript(args[0] as Shell, commands()))
      return EXIT.ok
    },
  })
