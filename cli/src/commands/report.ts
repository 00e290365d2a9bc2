import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

import { isJsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import { connect } from '../api/client.ts'
import { chosenServer } from '../api/credentials.ts'
import { executionSentence } from '../api/follow.ts'
import { command } from '../core/command.ts'
import { misuse } from '../core/exit.ts'
import { wholeNumber } from '../core/numbers.ts'
import type { Terminal } from '../core/terminal.ts'
import { deliver, type Delivery } from '../report/delivery.ts'
import { environmentMasker } from '../report/masked.ts'
import { exitCodeOf, runCommand } from '../report/run-command.ts'
import { Spool, type CommandEnd } from '../report/spool.ts'

const TIMEOUT_MS = 20_000

export const report = command({
  name: 'report',
  summary: 'Run a command and show it as an execution of a pipeline',
  description:
    'Starts a command, as cron or CI would, and reports it to the server: its output as the log, the records that it counts in METRIC lines, its exit code as the outcome. Output and exit code pass through.\nThe command never waits for the server. While the server is away, the report is kept on disk and sent later, at the latest by the next flx report. If flx or its machine is lost, the execution ends as interrupted after 20 seconds (FLX_LEASE_SECONDS of the server). Cancelling the execution in the browser stops the command: SIGTERM, then SIGKILL ten seconds later.\nThe log masks the values of environment variables whose names suggest a secret, and the secrets of the pipeline that the server knows.',
  arguments: [],
  options: {
    pipeline: {
      type: 'string',
      short: 'p',
      value: 'NAME',
      summary: 'Name or ID of the pipeline; required',
      completes: 'pipeline',
    },
    state: {
      type: 'string',
      value: 'FILE',
      summary:
        'If the command succeeds, report the state in this file, or the last state that it prints (-). Needs a token with the editor role',
      completes: 'file',
    },
    patience: {
      type: 'string',
      value: 'SECONDS',
      summary: 'How long to try to reach the server after the command ends (default: 60)',
    },
  },
  rest: 'CMD…',
  examples: [
    ['flx report --pipeline nightly -- meltano run tap-github target-postgres', 'In a crontab or a CI job'],
    [
      'flx report -p orders --state - -- sh -c "tap-orders | target-csv"',
      'With the state that the loader prints',
    ],
  ],
  json: 'One line on stderr at the end: `delivered` (whether the server has the whole report) and `execution` (its summary, or null).',
  exits: [
    [127, 'The command could not be started'],
    [128, 'And above: the command was ended by a signal, 128 + its number'],
  ],
  ownSignals: true,
  async run({ options, rest, terminal, env, server }) {
    const { pipeline } = options
    if (pipeline === undefined) throw misuse('flx report needs --pipeline.', ['See flx report --help.'])
    const patienceMs = 1000 * wholeNumber('--patience', options.patience ?? '60', 0, 86_400)
    const { url, token } = await chosenServer(env, server)
    const { api } = connect(url, token, TIMEOUT_MS)
    const mask = environmentMasker(env)
    const { spool, problem } = await openSpool(env, {
      url,
      id: randomUUID(),
      key: randomUUID() + randomUUID(),
      pipeline,
      startedAt: new Date().toISOString(),
      host: hostname(),
      command: rest.map(mask),
      pid: process.pid,
    })
    let woken = new AbortController()
    let printedState: string | undefined
    const running = await runCommand(rest, (text, from) => {
      spool?.append([{ at: new Date().toISOString(), text: mask(text) }])
      if (from === 'stdout' && options.state === '-' && isState(text)) printedState = text
      woken.abort()
    })
    let end: CommandEnd | undefined
    let endedAt = 0
    const ended = running.ended.then(async (commandEnd) => {
      const state =
        commandEnd.exitCode === 0 ? await stateOf(options.state, printedState, terminal) : undefined
      end = state === undefined ? commandEnd : { ...commandEnd, state }
      endedAt = Date.now()
      woken.abort()
    })
    if (spool === undefined) {
      terminal.error(`flx: the command is not being reported: ${problem}`)
      await ended
    } else {
      const note = (text: string): void => terminal.note(`flx: ${text}`)
      const delivery = deliver({
        api,
        spool,
        note,
        end: () => end,
        giveUpAt: () => endedAt + patienceMs,
        woken() {
          if (woken.signal.aborted && spool.isEmpty && end === undefined) woken = new AbortController()
          return woken.signal
        },
        onStatus: ({ execution }) => stopIfCancelled(execution, running.stop),
      })
      const earlierDeliveries = deliverEarlier(env, url, api, spool.head.id)
      await ended
      await reportOutcome(await delivery, spool, end, terminal)
      await earlierDeliveries
    }
    return end === undefined ? 1 : exitCodeOf(end)
  },
})

async function openSpool(
  env: NodeJS.ProcessEnv,
  head: Spool['head'],
): Promise<{ spool?: Spool; problem?: string }> {
  try {
    return { spool: await Spool.create(env, head) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Stops the command if the server reports that its execution is being, or has been, cancelled. */
function stopIfCancelled(
  {
    cancelRequestedAt,
    forceRequestedAt,
  }: { cancelRequestedAt: string | null; forceRequestedAt: string | null },
  stop: (force: boolean) => void,
): void {
  if (forceRequestedAt !== null) stop(true)
  else if (cancelRequestedAt !== null) stop(false)
}

/** Delivers what earlier reports could not. */
async function deliverEarlier(
  env: NodeJS.ProcessEnv,
  url: string,
  api: ReturnType<typeof connect>['api'],
  ownId: string,
) {
  for (const { spool, end } of await Spool.left(env, url)) {
    if (spool.head.id === ownId) continue
    const result = await deliver({
      api,
      spool,
      end: () => end,
      isAbandoned: end === undefined,
      giveUpAt: () => 0,
      woken: () => AbortSignal.abort(),
      note: () => undefined,
    })
    if (result.outcome === 'kept') spool.close()
    else await spool.remove()
  }
}

async function reportOutcome(
  delivery: Delivery,
  spool: Spool,
  end: CommandEnd | undefined,
  terminal: Terminal,
): Promise<void> {
  const execution = 'report' in delivery ? delivery.report.execution : null
  if (terminal.json)
    terminal.error(JSON.stringify({ delivered: delivery.outcome === 'delivered', execution }))
  switch (delivery.outcome) {
    case 'delivered':
      break
    case 'lost':
      terminal.note(
        `flx: the server ended the execution before the command ended. ${executionSentence(delivery.report.execution)}`,
      )
      break
    case 'refused':
      terminal.note(`flx: the command was not reported. ${delivery.reason}`)
      break
    case 'kept':
      if (end !== undefined) spool.keepEnd(end)
      terminal.note(
        `flx: the report is kept in ${spool.folder}; the next flx report delivers it. ${delivery.reason}`,
      )
      spool.close()
      return
  }
  await spool.remove()
}

/** Returns whether a line is a state. Messages of a tap have a type; a state printed by a loader has none. */
function isState(line: string): boolean {
  if (!line.startsWith('{')) return false
  const value = tryParseJson(line)
  return (
    value !== undefined && isJsonObject(value) && (value['type'] === undefined || value['type'] === 'STATE')
  )
}

async function stateOf(
  file: string | undefined,
  printed: string | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  if (file === undefined || file === '-') return printed
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    terminal.note(`flx: the state was not read: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
