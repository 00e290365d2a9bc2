import { commandHelp, type Section } from './help.ts'
import { styleOf } from './terminal.ts'

const WIDTH = 100

/** Returns the reference of all commands for docs/command-line.md. */
export function referenceText(sections: readonly Section[]): string {
  return sections
    .flatMap(({ title, commands }) => [
      `## ${title}`,
      ...commands.map(
        (command) =>
          `### flx ${command.name}\n\n\`\`\`text\n${commandHelp(command, WIDTH, styleOf(false))}\n\`\`\``,
      ),
    ])
    .join('\n\n')
}
