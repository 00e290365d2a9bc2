import { answer } from '../api/client.ts'
import { findExecution } from '../api/find.ts'
import { executionSentence, followExecution } from '../api/follow.ts'
import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'

export const cancel = command({
  name: 'cancel',
  summary: 'Cancel an execution',
  description:
    'Asks an execution to stop. The state that the loader has confirmed is kept. --force kills what a cancel did not stop.',
  arguments: [
    {
      name: 'PIPELINE|EXECUTION',
      summary: 'A pipeline (its last execution), or the ID of an execution',
      completes: 'pipeline',
    },
  ],
  options: {
    force: { type: 'boolean', summary: 'Kill its processes; only after a cancel' },
    wait: { type: 'boolean', short: 'w', summary: 'Wait until it ends' },
  },
  examples: [
    ['flx cancel orders', 'Cancel the current execution of a pipeline'],
    ['flx cancel orders --wait && flx execute orders --full-refresh', 'Start over'],
  ],
  json: 'The execution as GET /api/executions/:id returns it.',
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
