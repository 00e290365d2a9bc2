import { cancel } from './commands/cancel.ts'
import { completionFor } from './commands/completion.ts'
import { exportDocument, importDocument, undoImport } from './commands/documents.ts'
import { execute } from './commands/execute.ts'
import { install } from './commands/install.ts'
import { doctor } from './commands/doctor.ts'
import { dev } from './commands/dev.ts'
import { list } from './commands/list.ts'
import { login, logout } from './commands/login.ts'
import { logs } from './commands/logs.ts'
import { apply, plan } from './commands/plan.ts'
import { report } from './commands/report.ts'
import { serve } from './commands/serve.ts'
import { stateGet, stateReset, stateSet } from './commands/state.ts'
import type { Command } from './core/command.ts'
import type { Section } from './core/help.ts'

const completion = completionFor(() => COMMANDS)

/** The table of commands, from which parsing, help, completion and docs/command-line.md are derived. */
export const SECTIONS: readonly Section[] = [
  { title: 'Sign in', commands: [login, logout] },
  {
    title: 'Pipelines and executions',
    commands: [list, execute, logs, cancel, report, stateGet, stateSet, stateReset],
  },
  { title: 'Definitions', commands: [plan, apply, importDocument, undoImport, exportDocument, install] },
  { title: 'This machine', commands: [serve, dev, doctor, completion] },
]

export const COMMANDS: readonly Command[] = SECTIONS.flatMap(({ commands }) => commands)
