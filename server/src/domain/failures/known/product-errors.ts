import { knownError } from './known-error.ts'

/** Messages of the product itself. */
export const PRODUCT_ERRORS = [
  knownError(
    'time-limit',
    /^The execution was stopped at its time limit|^was stopped at its time limit/,
    'The time limit was reached',
  ),
  knownError('silence-limit', /stopped at its silence limit/, 'The silence limit was reached'),
  knownError(
    'server-stopped',
    /^The server (?:was shut down|stopped) (?:while|during)|^The worker (?:of this execution )?(?:stopped|was lost)/,
    'The server or worker stopped during the execution',
  ),
  knownError(
    'not-saved',
    /its log and counts could no longer be saved/,
    'The database could not be written to',
  ),
  knownError('left-early', /(?:left|stopped) early: it exited/, 'It ended before it had read all its input'),
  knownError(
    'no-singer-message',
    /wrote (?:no|something other than a) Singer message in line/,
    'It wrote something that is not a Singer message',
  ),
  knownError(
    'line-too-long',
    /A line of [\d.]+ MiB .*is longer than the limit/,
    'A record is longer than the limit',
  ),
  knownError(
    'out-of-memory',
    /killed by SIGKILL/,
    'It was killed, most likely because the machine ran out of memory',
  ),
  knownError(
    (match) => `killed-${match[1]?.toLowerCase() ?? ''}`,
    /killed by (SIG\w+)/,
    ({ match }) => `It was killed by ${match[1] ?? 'a signal'}`,
  ),
  knownError(
    'not-installed',
    /could not start: .*ENOENT|is not installed\b.*(?:install it|first)/i,
    'The program is not installed',
  ),
  knownError(
    'no-message',
    /^exited with code \S+ and left no message in its log/,
    'It ended with an error and left no message',
  ),
]
