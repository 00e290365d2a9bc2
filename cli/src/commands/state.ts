import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'

import { answer } from '../api/client.ts'
import { findPipeline } from '../api/find.ts'
import { command } from '../core/command.ts'
import { EXIT, Failure } from '../core/exit.ts'

const pipelineArgument = {
  name: 'PIPELINE',
  summary: 'Name or ID of the pipeline',
  completes: 'pipeline',
} as const

export const stateGet = command({
  name: 'state get',
  summary: 'Print the state of a pipeline',
  description: 'Prints the state as it was written, with secrets masked, or nothing if there is none.',
  arguments: [pipelineArgument],
  options: {
    meltano: { type: 'boolean', summary: 'Print it in the format of meltano state import' },
  },
  examples: [
    ['flx state get orders > state.json', 'Keep a copy'],
    ['flx state get orders --meltano | meltano state import dev:tap-to-target', 'Pass it to Meltano'],
  ],
  json: 'The version as GET /api/pipelines/:id/state returns it, or null if there is none: `version`, `value`, `text`, `source`, `createdAt`, …',
  async run({ options, args, terminal, api: connect }) {
    const api = await connect()
    const { id, name } = await findPipeline(api, args[0] ?? '')
    const param = { id }
    if (options.meltano) {
      terminal.write(`${JSON.stringify(await answer(api.pipelines[':id'].state.export.$get({ param })))}\n`)
      return EXIT.ok
    }
    const state = await answer(api.pipelines[':id'].state.$get({ param }))
    if (terminal.json) terminal.value(state)
    else if (state === null || state.value === null) terminal.note(`Pipeline "${name}" has no state.`)
    else terminal.write(`${state.text}\n`)
    return EXIT.ok
  },
})

export const stateSet = command({
  name: 'state set',
  summary: 'Replace the state of a pipeline',
  description:
    'Takes a Singer state, or the output of meltano state get or export. Refused while an execution of the pipeline is unfinished. The previous state is kept as an earlier version.',
  arguments: [pipelineArgument, { name: 'FILE', summary: 'JSON file, or - for stdin', completes: 'file' }],
  options: {
    'state-id': { type: 'string', value: 'ID', summary: 'State to take from an export of several' },
  },
  examples: [
    ['flx state set orders state.json', 'From a file'],
    ['meltano state get dev:tap-to-target | flx state set orders -', 'Take over the state from Meltano'],
  ],
  json: 'The new version, as from flx state get.',
  async run({ options, args, terminal, api: connect }) {
    const [pipeline = '', file = ''] = args
    const text = await readText(file)
    const api = await connect()
    const { id, name } = await findPipeline(api, pipeline)
    const stateId = options['state-id']
    const state = await answer(
      api.pipelines[':id'].state.import.$post({
        param: { id },
        json: { text, ...(stateId !== undefined && { stateId }) },
      }),
    )
    if (terminal.json) terminal.value(state)
    else terminal.line(`The state of "${name}" is now version ${state.version}.`)
    return EXIT.ok
  },
})

export const stateReset = command({
  name: 'state reset',
  summary: 'Reset the state of a pipeline: the next execution extracts everything',
  arguments: [pipelineArgument],
  options: {
    stream: { type: 'string', value: 'NAME', multiple: true, summary: 'Only the bookmark of this stream' },
  },
  examples: [
    ['flx state reset orders', 'Start from scratch'],
    ['flx state reset orders --stream customers', 'Load one stream again'],
  ],
  json: 'The new version, as from flx state get.',
  async run({ options, args, terminal, api: connect }) {
    const api = await connect()
    const { id, name } = await findPipeline(api, args[0] ?? '')
    const param = { id }
    const { stream } = options
    if (stream.length > 0) await answer(api.pipelines[':id'].state.$patch({ param, json: { reset: stream } }))
    else await answer(api.pipelines[':id'].state.$delete({ param, query: {} }))
    if (terminal.json) terminal.value(await answer(api.pipelines[':id'].state.$get({ param })))
    else terminal.line(`Reset the state of "${name}"${stream.length > 0 ? ` for ${stream.join(', ')}` : ''}.`)
    return EXIT.ok
  },
})

/** Reads the text of a file, or of stdin for `-`. Throws Failure. */
export async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new Failure(
      missing ? `Cannot read ${file}: the file does not exist.` : `Cannot read ${file}: ${String(error)}`,
      {
        cause: error,
      },
    )
  }
}
