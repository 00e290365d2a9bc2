import { hostname } from 'node:os'

import type { DescriptorRoom } from '../../adapters/process/descriptor-room.ts'
import { steadyClock } from '../../adapters/system/system.ts'
import type { Config } from '../../config.ts'
import { VERSION } from '../../core/version.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { startNodeLoop, type NodeLoop } from '../../worker/node-loop.ts'
import type { Watchman } from '../../worker/lease-watch.ts'
import { startWorker, type Worker } from '../../worker/worker.ts'
import type { Data } from '../data.ts'
import type { openWorkerStores } from '../database.ts'
import type { Signals } from '../signals.ts'

interface NodeParts {
  data: Data
  /** Stores of its worker if they differ from those in `data`; otherwise undefined. */
  ownStores: ReturnType<typeof openWorkerStores>
  engine: EngineContext
  signals: Pick<Signals, 'work' | 'passOn'>
  /** Identifies this process. */
  startId: string
  room: DescriptorRoom
  /** Stops what a stalled worker has started. */
  watchman: Watchman
}

/** A server that has joined the others and performs executions if it has the worker role. */
export interface RunningNode extends AsyncDisposable {
  /** Undefined if FLX_ROLES does not include the worker. */
  worker: Worker | undefined
  loop: NodeLoop
}

/** Joins the other servers and starts the worker. */
export async function startNode(
  config: Config,
  { data, ownStores, engine, signals, startId, room, watchman }: NodeParts,
): Promise<RunningNode> {
  await using started = new AsyncDisposableStack()
  const { folder, stores, storage, jobs, measureClock } = data
  const performs = config.roles.has('worker')
  const workerRef: { current?: Worker } = {}
  const loop = started.use(
    await startNodeLoop({
      nodes: stores.nodes,
      log: engine.log,
      steady: steadyClock,
      measureClock,
      node: {
        name: folder.node,
        startId,
        version: VERSION,
        roles: [...config.roles],
        labels: config.workerLabels,
        isReserved: config.isWorkerReserved,
        host: hostname(),
        pid: process.pid,
        concurrency: performs ? config.concurrency : 0,
      },
      executing: () => workerRef.current?.executing() ?? 0,
    }),
  )
  if (performs) {
    workerRef.current = started.use(
      startWorker({
        context: { ...engine, ...ownStores },
        source: signals.work,
        giveUp: ownStores?.giveUp,
        tickets: jobs && { ...jobs.tickets, passOn: signals.passOn },
        name: folder.node,
        concurrency: config.concurrency,
        drainMs: config.drainSeconds * 1000,
        mayStart() {
          const problem = room.problem()
          if (problem !== null) storage.failed(problem)
          return problem === null
        },
        isSteady: loop.isSteady,
        isShared: config.postgres !== null,
        watchman,
      }),
    )
  }
  const running = started.move()
  return { worker: workerRef.current, loop, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
