import { readAbout, type ConnectorAbout } from '../../domain/plugins/connector-about.ts'
import { exitedCleanly } from '../../domain/executions/processes.ts'
import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { installRemedy } from '../../domain/plugins/installing/install-remedy.ts'
import { startFailure } from '../../domain/plugins/installing/start-failure.ts'
import { runProgram, type InstallSession } from './install-session.ts'

const ABOUT = ['--about', '--format', 'json']
const LIMIT_MS = 30_000
/** How many lines to show of a program that cannot start: enough for a traceback. */
const SHOWN_LINES = 40

/**
 * Starts an installed program once, with `--about` or else `--help`. Returns its description of itself, null if it does
 * not know `--about`. Throws InstallProblem if it cannot start.
 */
export async function tryStart(
  session: InstallSession,
  program: { name: string; path: string; words: readonly string[]; env: Record<string, string> },
): Promise<ConnectorAbout | null> {
  const runWith = (args: string[]) => {
    session.onLine(`$ ${program.name} ${args.join(' ')}`)
    return runProgram(session, [program.path, ...args], { limitMs: LIMIT_MS, env: program.env })
  }
  const about = await runWith(ABOUT)
  session.signal.throwIfAborted()
  if (exitedCleanly(about.end)) return readAbout(about.output) ?? null
  // A program that does not know the option might work until the time limit: so it does start.
  if (about.end.outcome === 'timed-out' || about.end.outcome === 'cancelled') return null
  const help = await runWith(['--help'])
  session.signal.throwIfAborted()
  const cause = startFailure(help.end, help.lines)
  if (cause === null) return null
  for (const line of help.lines.slice(-SHOWN_LINES)) session.onLine(line)
  throw new InstallProblem(
    `It is installed, but ${program.name} cannot start: ${cause}`,
    installRemedy(help.lines, { words: program.words, started: true }),
  )
}
