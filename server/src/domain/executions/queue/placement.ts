import type { WaitingDetails } from '@flx/shared/executions/waiting'

/** A worker that is up. */
export interface LiveWorker {
  name: string
  /** Its labels, limited to those that were asked for. */
  labels: readonly string[]
  /** Takes only executions of pipelines that require labels. */
  isReserved: boolean
  /** False while it drains or shuts down. */
  takesWork: boolean
  /** Most executions in parallel. */
  concurrency: number
  /** Executions running now. */
  executing: number
}

/** The workers that are up, and the requirements of the pipelines. */
export interface Placement {
  /** Undefined if no server has registered. */
  workers: readonly LiveWorker[] | undefined
  /** Required labels by pipeline; pipelines that require none are left out. */
  labels: ReadonlyMap<string, readonly string[]>
  /** Environments of the pipelines' plugins that a worker failed to build. */
  failed: readonly { pipelineId: string; node: string; plugin: string; error: string }[]
  /** Most executions in parallel in the whole fleet; null: the sum of the workers' limits. */
  most: number | null
}

type Details = Pick<WaitingDetails, 'limit' | 'labels' | 'workers' | 'omittedWorkers'>

/** Workers listed by name; the rest are only counted. */
const MAX_NAMED = 5
/** Length to which an error is cut in the list of workers. */
const MAX_ERROR = 300

/**
 * Returns what keeps every worker from taking an execution of a pipeline now; null if one can take it. `running`: executions
 * running in the whole fleet.
 */
export function placementReason(
  pipelineId: string,
  { workers = [], labels, failed, most }: Placement,
  running: number,
): { waitingFor: 'labels' | 'no-worker' | 'fleet-limit' | 'slot'; details: Details } | null {
  const required = labels.get(pipelineId) ?? []
  const candidates = workers.map((worker) => {
    const missingLabels = required.filter((label) => !worker.labels.includes(label))
    return {
      worker,
      missingLabels,
      fits: missingLabels.length === 0 && (!worker.isReserved || required.length > 0),
    }
  })
  const fitting = candidates.filter(({ fits }) => fits)
  const taking = fitting.filter(({ worker }) => worker.takesWork)
  const failures = failed.filter((failure) => failure.pipelineId === pipelineId)
  const details = (limit: number | null, shown: typeof candidates): Details => {
    const named = shown.map(({ worker, missingLabels, fits }) => {
      const problem = failures.find(({ node }) => node === worker.name)
      const isWorking = worker.takesWork && fits
      return {
        name: worker.name,
        missingLabels,
        isReserved: worker.isReserved && required.length === 0,
        isDraining: !worker.takesWork,
        problem: problem && isWorking ? `${problem.plugin}: ${problem.error.slice(0, MAX_ERROR)}` : null,
      }
    })
    return {
      limit,
      labels: [...required],
      workers: named.slice(0, MAX_NAMED),
      omittedWorkers: Math.max(0, named.length - MAX_NAMED),
    }
  }
  if (fitting.length === 0 && required.length > 0)
    return { waitingFor: 'labels', details: details(null, candidates) }
  if (taking.length === 0) return { waitingFor: 'no-worker', details: details(null, candidates) }
  if (most !== null && running >= most) return { waitingFor: 'fleet-limit', details: details(most, []) }
  // If the build failed on all of them, any worker takes it and reports why.
  const isBroken = ({ worker }: (typeof taking)[number]) => failures.some(({ node }) => node === worker.name)
  const intact = taking.filter((candidate) => !isBroken(candidate))
  const eligible = intact.length === 0 ? taking : intact
  if (eligible.some(({ worker }) => worker.executing < worker.concurrency)) return null
  const slots = eligible.reduce((sum, { worker }) => sum + worker.concurrency, 0)
  return { waitingFor: 'slot', details: details(slots, intact.length === 0 ? [] : taking.filter(isBroken)) }
}
