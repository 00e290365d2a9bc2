import { formatCount } from '@flx/shared/core/quantities'
import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'
import { checkMachine } from '../doctor/machine.ts'
import { checkServer } from '../doctor/server.ts'

const SIGNS = { ok: ['✓', 'green'], warning: ['!', 'yellow'], problem: ['✗', 'red'] } as const

export const doctor = command({
  name: 'doctor',
  summary: 'Diagnose this installation',
  description:
    'Checks this machine (Node, Python, the stored token, the data folder if there is one here) and the server (reachable, ready, the token, clocks, disk, plugins, executions that do not start). Changes nothing.',
  arguments: [],
  options: {
    data: {
      type: 'string',
      value: 'DIR',
      summary: 'Data folder (FLX_DATA_DIR, default: ./data)',
      completes: 'folder',
    },
  },
  examples: [['flx doctor', 'Run all checks; fails if there is a problem']],
  json: 'An object: `ok` (no problem), `checks` with `name`, `level` (ok, warning, problem), `message` and `remedy` (or null).',
  exits: [[EXIT.failed, 'A check found a problem']],
  async run({ options, terminal, env, server }) {
    const checks = [...(await checkMachine(env, options.data)), ...(await checkServer(env, server))]
    const problems = checks.filter(({ level }) => level === 'problem').length
    const warnings = checks.filter(({ level }) => level === 'warning').length
    if (terminal.json) terminal.value({ ok: problems === 0, checks })
    for (const { level, message, remedy } of checks) {
      const [sign, colour] = SIGNS[level]
      terminal.line(`${terminal.style[colour](sign)} ${message}${remedy === null ? '' : ` ${remedy}`}`)
    }
    const parts = [
      ...(problems > 0 ? [formatCount(problems, 'problem')] : []),
      ...(warnings > 0 ? [formatCount(warnings, 'warning')] : []),
    ]
    terminal.line(parts.length === 0 ? 'No problems found.' : `${parts.join(' and ')}.`)
    return problems === 0 ? EXIT.ok : EXIT.failed
  },
})
