import { setTimeout as delay } from 'node:timers/promises'

import { io, type Socket } from 'socket.io-client'

import type { ClientToServer, LiveEvent, LiveHint, ServerToClient, SubscribeAck } from '@flx/shared/live/live'

import type { BenchServer } from './bench-server.ts'

type LiveSocket = Socket<ServerToClient, ClientToServer>

/** Everything a socket received between a subscription and its end. */
interface Span {
  /** Everything after this arrives as events; the page loads what was before. */
  from: number
  seqs: number[]
}

export interface FanOutResult {
  sockets: number
  /** Milliseconds from the moment that an event names (start or end of an execution) to its arrival, all sockets. */
  status: number[]
  /** Milliseconds between the first and the last socket that got the same progress. */
  progress: number[]
  missed: number
  doubled: number
  reconnectMs: number
}

const BATCH_SIZE = 50

/**
 * Connects many pages, spread over the servers, executes the pipelines (all at once, or `everyMs`), and cuts every
 * connection in the middle.
 */
export async function measureFanOut(
  servers: readonly [BenchServer, ...BenchServer[]],
  count: number,
  { pipelineIds, everyMs = 0 }: { pipelineIds: readonly string[]; everyMs?: number },
): Promise<FanOutResult> {
  const status: number[] = []
  const arrivals = new Map<string, { first: number; last: number }>()
  const [server] = servers
  const watchers = Array.from(
    { length: count },
    (_, index) => new Watcher(servers[index % servers.length] ?? server, status, arrivals),
  )
  try {
    for (let start = 0; start < count; start += BATCH_SIZE) {
      await Promise.all(watchers.slice(start, start + BATCH_SIZE).map((watcher) => watcher.connect()))
    }
    const half = Math.ceil(pipelineIds.length / 2)
    const execute = async (ids: readonly string[]) => {
      for (const id of ids) {
        await server.api('POST', `/pipelines/${id}/execute`, {})
        await delay(everyMs)
      }
    }
    await execute(everyMs === 0 ? pipelineIds : pipelineIds.slice(0, half))
    if (everyMs === 0) await delay(1500)
    const began = performance.now()
    // The first one stays: it is the witness of everything there was to receive.
    const others = watchers.slice(1)
    for (const watcher of others) watcher.cut()
    for (let start = 0; start < others.length; start += BATCH_SIZE) {
      await Promise.all(others.slice(start, start + BATCH_SIZE).map((watcher) => watcher.connect()))
    }
    const reconnectMs = performance.now() - began
    if (everyMs > 0) await execute(pipelineIds.slice(half))
    const witness = watchers[0]
    await witness?.waitForEnds(pipelineIds.length)
    await delay(1000)
    const witnessedSeqs = witness?.spans[0]?.seqs ?? []
    const comparisons = others.flatMap(({ spans }) =>
      spans.map((span, index) => compare(span, witnessedSeqs, index > 0)),
    )
    return {
      sockets: count,
      status,
      progress: [...arrivals.values()].map(({ first, last }) => last - first),
      missed: comparisons.reduce((sum, { missed }) => sum + missed, 0),
      doubled: comparisons.reduce((sum, { doubled }) => sum + doubled, 0),
      reconnectMs,
    }
  } finally {
    for (const watcher of watchers) watcher.cut()
  }
}

/** An open page that follows all executions. */
class Watcher {
  readonly spans: Span[] = []
  readonly #server: BenchServer
  readonly #status: number[]
  readonly #arrivals: Map<string, { first: number; last: number }>
  #socket: LiveSocket | undefined
  readonly #ended = new Set<string>()

  constructor(server: BenchServer, status: number[], arrivals: Map<string, { first: number; last: number }>) {
    this.#server = server
    this.#status = status
    this.#arrivals = arrivals
  }

  async connect(): Promise<void> {
    const socket: LiveSocket = io(this.#server.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: this.#server.headers,
    })
    this.#socket = socket
    const early: LiveEvent[] = []
    let span: Span | undefined
    socket.on('event', (event) => {
      if (span === undefined) early.push(event)
      else this.#record(span, event)
    })
    socket.on('hints', (hints) => {
      for (const hint of hints) this.#progress(hint)
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    const answer: SubscribeAck = await socket.emitWithAck('subscribe', 'executions')
    if ('error' in answer) throw new Error(answer.error.message)
    span = { from: answer.seq, seqs: [] }
    this.spans.push(span)
    for (const event of early) this.#record(span, event)
  }

  /** Resolves when this number of executions have ended. */
  async waitForEnds(count: number): Promise<void> {
    while (this.#ended.size < count) await delay(50)
  }

  cut(): void {
    this.#socket?.disconnect()
  }

  #record(span: Span, event: LiveEvent): void {
    if (event.seq <= span.from) return
    span.seqs.push(event.seq)
    if (event.type !== 'execution.changed') return
    const { startedAt, finishedAt, steps } = event.execution
    // A change of a step has no time of its own.
    const moment = finishedAt ?? (steps.length === 0 ? startedAt : null)
    if (finishedAt !== null) this.#ended.add(event.execution.id)
    if (moment !== null) this.#status.push(Date.now() - Date.parse(moment))
  }

  #progress(hint: LiveHint): void {
    if (hint.type !== 'execution.progress') return
    const key = `${hint.executionId} ${hint.recordsProcessed}`
    const now = performance.now()
    const arrival = this.#arrivals.get(key)
    if (arrival === undefined) this.#arrivals.set(key, { first: now, last: now })
    else arrival.last = now
  }
}

/** A span that was cut has the beginning of what the witness has received since; the last one has all of it. */
function compare({ from, seqs }: Span, witnessed: readonly number[], isComplete: boolean) {
  const doubled = seqs.length - new Set(seqs).size
  const last = isComplete ? Infinity : (seqs.at(-1) ?? from)
  const received = new Set(seqs)
  const missed = witnessed.filter((seq) => seq > from && seq <= last && !received.has(seq)).length
  return { missed, doubled }
}
