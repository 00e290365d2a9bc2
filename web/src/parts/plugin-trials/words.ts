import { formatCount } from '#web/lib/format.ts'

export const testResultWords = {
  works: 'Works',
  starts: 'Starts',
  fails: 'Fails',
  step: (seconds: string, ending: string) => `${seconds}s · ${ending}`,
  ofStream: (stream: string) => ` of ${stream}`,
  noLog: 'No log output.',
  lastLines: (count: number) => `Last ${formatCount(count, 'line')} of the log`,
}
