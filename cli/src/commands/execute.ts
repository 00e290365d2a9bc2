import { PRIORITIES, type Priority } from '@flx/shared/executions/priority'
import type { LogLine } from '@flx/shared/logs/log'

import { answer } from '../api/client.ts'
import { findPipeline } from '../api/find.ts'
import { executionSentence, followExecution, logText, outcomeCode } from '../api/follow.ts'
import { command } from '../core/command.ts'
import { EXIT, misuse } from '../core/exit.ts'
import { wholeNumber } from '../core/numbers.ts'

export const execute = command({
  name: 'execute',
  summary: 'Execute a pipeline',
  description:
    'Queues an execution and prints its ID. With --wait, the exit code reports how it ended. Ctrl+C stops the wait, not the execution, unless --cancel-on-interrupt is given. The wait continues if the server restarts.',
  arguments: [{ name: 'PIPELINE', summary: 'Name or ID of the pipeline', completes: 'pipeline' }],
  options: {
    wait: { type: 'boolean', short: 'w', summary: 'Wait for the execution to end' },
    follow: { type: 'boolean', short: 'f', summary: 'Wait, and print the log as it grows' },
    'full-refresh': { type: 'boolean', summary: 'Extract everything, ignoring the state' },
    stream: { type: 'string', value: 'NAME', multiple: true, summary: 'Only this stream' },
    'limit-records': {
      type: 'string',
      value: 'N',
      summary: 'Load at most this many records; the state is not saved',
    },
    priority: {
      type: 'string',
      value: 'PRIORITY',
      choices: PRIORITIES,
      summary: 'Priority in the queue',
    },
    'cancel-on-interrupt': {
      type: 'boolean',
      summary: 'On Ctrl+C, cancel the execution and wait for it to end',
    },
  },
  examples: [
    ['flx execute orders --follow', 'Execute and watch; fails if the execution fails'],
    ['flx execute orders --wait --json', 'In CI: the whole execution as JSON, once it has ended'],
    ['flx execute orders --full-refresh --stream customers', 'Load one stream again'],
  ],
  json: 'The execution as GET /api/executions/:id returns it: pending or, with --wait, ended. The log of --follow goes to stderr.',
  exits: [
    [EXIT.failed, 'The execution failed, or could not be started'],
    [EXIT.cancelled, 'The execution was cancelled'],
  ],
  async run({ options, args, terminal, api: connect, signal }) {
    const limit = options['limit-records']
    const request = {
      fullRefresh: options['full-refresh'],
      ...(options.stream.length > 0 && { streams: options.stream }),
      ...(limit !== undefined && { limitRecords: wholeNumber('--limit-records', limit, 1, 1_000_000_000) }),
      ...(options.priority !== undefined && { priority: options.priority as Priority }),
    }
    if (options['cancel-on-interrupt'] && !options.wait && !options.follow)
      throw misuse('--cancel-on-interrupt needs --wait or --follow.')
    const api = await connect()
    const pipeline = await findPipeline(api, args[0] ?? '')
    const started = await answer(
      api.pipelines[':id'].execute.$post({ param: { id: pipeline.id }, json: request }),
    )
    const { id } = started
    if (!options.wait && !options.follow) {
      if (terminal.json) terminal.value(started)
      else terminal.line(id)
      return EXIT.ok
    }
    terminal.note(`Execution ${id} of "${pipeline.name}" is queued.`)
    const lines = (printed: readonly LogLine[]) => {
      for (const line of printed) (terminal.json ? terminal.error : terminal.line)(logText(line, terminal))
    }
    const follow = { api, id, terminal, ...(options.follow && { onLines: lines }) }
    let ended = await followExecution({ ...follow, signal })
    if (ended === undefined && options['cancel-on-interrupt']) {
      terminal.note('Cancelling the execution. Press Ctrl+C again to stop waiting.')
      await answer(api.executions[':id'].cancel.$post({ param: { id }, json: {} }))
      ended = await followExecution({ api, id, terminal, signal: new AbortController().signal })
    }
    if (ended === undefined) {
      terminal.note(`The execution continues. flx logs ${id} -f shows it, flx cancel ${id} cancels it.`)
      return EXIT.interrupted
    }
    if (terminal.json) terminal.value(ended)
    else terminal.note(executionSentence(ended))
    return outcomeCode(ended)
  },
})
