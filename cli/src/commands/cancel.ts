import { answer } from '../api/client.ts'
import { findExecution } from '../api/find.ts'
import { executionSentence, followExecution } from '../api/follow.ts'
import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'

export const cancel = command({
  name: 'cancel',
  summary: 'Cancel an execution',
  description:
    'Asks for the end of an execution. What the loader has confirmed stays. --force kills what a cancel did not end.',
  arguments: [
    {
      name: 'PIPELINE|EXECUTION',
      summary: 'A pipeline (its last execution is meant), or the ID of an execution',
      completes: 'pipeline',
    },
  ],
  options: {
    force: { type: 'boolean', summary: 'Kill its processes; only after a cancel' },
    wait: { type: 'boolean', short: 'w', summary: 'Wait until it has ended' },
  },
  examples: [
    ['flx cancel orders', 'Cancel what a pipeline executes now'],
    ['flx cancel orders --wait && flx execute orders --full-refresh', 'Begin again'],
  ],
  json: 'The execution as GET /api/executions/:id gives it.',
  async run({ options, args, terminal, api: connect, signal }) {
    const api = await connect()
    const id = await findExecution(api, args[0] ?? '')
    let execution = await answer(
      api.executions[':id'].cancel.$post({ param: { id }, json: { force: options.force } }),
    )
    if (options.wait) {
      const ended = await followExecution({ api, id, signal, terminal })
      if (ended === undefined) return EXIT.interrupted
      execution = ended
    }
    if (terminal.json) terminal.value(execution)
    else if (execution.finishedAt === null) terminal.note(`Execution ${id} is being cancelled.`)
    else terminal.note(executionSentence(execution))
    return EXIT.ok
  },
})
