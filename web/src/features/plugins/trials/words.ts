import { formatCount } from '#web/lib/format.ts'

export const testSectionWords = {
  test: 'Test',
  tryConnection: 'Test connection…',
  tryConnectionTitle: (name: string) => `Test the connection of ${name}?`,
  tryConnectionHint:
    'Writes one record to a table or file named meltano_test_stream at the target. You can remove it afterwards.',
  writeRecord: 'Write a test record',
  stop: 'Stop',
  testing: 'Testing…',
  testAgain: 'Test again',
  extractor: 'Starts it with the saved settings and stops at the first record. Nothing is loaded.',
  loader:
    'Starts it with the saved settings and an empty input: nothing is written, and the connection is not tested.',
  transformer: 'Starts a mapper with an empty input, and any other transformer with --help.',
  askHelp: 'Starts it with --help.',
}

export const invokeSectionWords = {
  title: 'Run a command',
  stop: 'Stop',
  going: 'Running… Stops after 1 minute.',
  hint: (discovers: boolean) =>
    discovers
      ? 'Starts the program and shows its output with secrets masked. --discover uses the saved settings.'
      : 'Starts the program and shows its output with secrets masked.',
  ending: (ending: string, seconds: string) => `${ending} · ${seconds}s`,
  noOutput: 'Nothing on stdout.',
  output: 'Output of the command',
  isCut: 'Only the start of the output is shown.',
  log: (lines: number) => `Log (${formatCount(lines, 'line')})`,
  logLabel: 'Log of the command',
}
