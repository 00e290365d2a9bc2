import type { Json } from '@flx/shared/json/json'

import { AppError, ERROR_CODES, type ErrorCode } from '../../domain/core/errors.ts'
import type { Clock, NewId } from '../../domain/core/ports.ts'
import {
  NO_REQUIREMENTS,
  type ErrandKind,
  type ErrandNeeds,
  type ErrandSignal,
  type ErrandStore,
  type Obstacle,
} from '../../domain/errands/errand-store.ts'

interface Context {
  errandStore: ErrandStore
  errandSignal: ErrandSignal
  clock: Clock
  newId: NewId
}

/** Has a worker do something and returns its answer. Rethrows the AppError that was thrown there. */
export type AskWorker = (
  kind: ErrandKind,
  subject: string,
  request: unknown,
  options?: { signal?: AbortSignal; needs?: ErrandNeeds },
) => Promise<Json>

/** Polling interval: the longest delay after a lost signal. */
const POLL_MS = 1000
/** Time within which an errand must be taken: a live worker takes one at once. */
const ACCEPT_TIMEOUT_MS = 15_000

/** Creates the errands of this node. */
export function createErrands({ errandStore: store, errandSignal, clock, newId }: Context): AskWorker {
  return async (kind, subject, request, { signal, needs = NO_REQUIREMENTS } = {}) => {
    const id = newId()
    const requestedAt = clock.now()
    const obstacles = await store.obstacles(kind, needs)
    if (obstacles !== null) throw new AppError('unavailable', noWorkerMessage(obstacles))
    await store.add({ id, kind, subject, request: request as Json }, needs, requestedAt.toISOString())
    errandSignal.wake()
    try {
      for (;;) {
        const errand = await store.find(id)
        const now = clock.now()
        if (errand?.status === 'ended') return readAnswer(errand.answer)
        const wasLost = errand === undefined || isLost(errand.leaseExpiresAt, now)
        if (wasLost) {
          throw new AppError(
            'unavailable',
            `The worker ${errand?.node ?? ''} that was doing this was lost. Try again.`.replace('  ', ' '),
          )
        }
        if (errand.status === 'pending' && now.getTime() - requestedAt.getTime() > ACCEPT_TIMEOUT_MS) {
          throw new AppError('unavailable', timeoutMessage(await store.labelsOf(needs)))
        }
        if (signal?.aborted === true) throw new AppError('unavailable', 'It was stopped.')
        await waitForChange(errandSignal, signal)
      }
    } finally {
      // The answer is no longer read: stop the work on the worker.
      await store.cancel(id)
      errandSignal.wake()
    }
  }
}

/** Number of workers named in a message; the rest are counted. */
const NAMED = 5

/** Explains at once why no worker can take the errand: waiting would not help. */
function noWorkerMessage(obstacles: readonly Obstacle[]): string {
  if (obstacles.length === 0)
    return 'No worker is connected, and this server does not start connectors itself. Start a worker (FLX_ROLES=worker).'
  const sentences = obstacles.slice(0, NAMED).map(obstacleOf)
  const moreCount = obstacles.length - sentences.length
  const all = [...sentences, ...(moreCount > 0 ? [`${moreCount} more cannot either`] : [])].join('; ')
  const lacksLabels = obstacles.some(({ lacks }) => lacks.length > 0)
  const advice = lacksLabels
    ? 'Start a worker with these labels (FLX_WORKER_LABELS), or change what the pipeline requires.'
    : 'Start another worker, or resume one under Settings → Workers.'
  return `No worker can do this now: ${all}. ${advice}`
}

function obstacleOf({ worker, lacks, isReserved, isDraining }: Obstacle): string {
  if (lacks.length > 0)
    return `${worker} lacks the ${lacks.length === 1 ? 'label' : 'labels'} ${lacks.join(', ')}`
  if (isReserved) return `${worker} is reserved for pipelines that require labels`
  return isDraining ? `${worker} is draining or shutting down` : `${worker} is busy`
}

const timeoutMessage = (labels: readonly string[]): string =>
  labels.length === 0
    ? 'No worker took this within 15 seconds, and this server does not start connectors itself. Start a worker (FLX_ROLES=worker), or wait until one has a free slot.'
    : `No worker with the labels ${labels.join(', ')}, which the pipeline requires, took this within 15 seconds. Start one (FLX_WORKER_LABELS), or wait until it has a free slot.`

const isLost = (leaseExpiresAt: string | null, now: Date): boolean =>
  leaseExpiresAt !== null && Date.parse(leaseExpiresAt) < now.getTime()

/** Resolves at the next signal, after `POLL_MS`, or on abort. */
async function waitForChange(errandSignal: ErrandSignal, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stopListening = errandSignal.listen(resolve)
  const timer = setTimeout(resolve, POLL_MS)
  const abort = (): void => resolve()
  signal?.addEventListener('abort', abort, { once: true })
  await promise
  clearTimeout(timer)
  stopListening()
  signal?.removeEventListener('abort', abort)
}

/** A stored answer: a value, or the refusal that was thrown. */
type Answer = { value: Json } | { refusal: { code: string; message: string; fields?: Json; extra?: Json } }

/** Runs some work and returns its answer to store. An unexpected error is reported without its details. */
export async function answerOf(
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<Json> {
  try {
    return { value: ((await work()) ?? null) as Json } satisfies Answer
  } catch (error) {
    if (error instanceof AppError) {
      const { code, message, fields, extra } = error
      const details = {
        ...(fields !== undefined && { fields: fields as unknown as Json }),
        ...(extra !== undefined && { extra: extra as unknown as Json }),
      }
      return { refusal: { code, message, ...details } } satisfies Answer
    }
    onError(error)
    const message = 'It failed unexpectedly on the worker. Check the log of that server.'
    return { refusal: { code: 'unavailable', message } } satisfies Answer
  }
}

function readAnswer(stored: Json): Json {
  const answer = stored as unknown as Answer
  if ('value' in answer) return answer.value
  if (!('refusal' in answer)) {
    throw new AppError('unavailable', 'The response of the worker is damaged in the database. Try again.')
  }
  const { code, message, fields, extra } = answer.refusal
  throw new AppError(Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'unavailable', message, {
    ...(fields !== undefined && { fields: fields as unknown as NonNullable<AppError['fields']> }),
    ...(extra !== undefined && { extra: extra as unknown as NonNullable<AppError['extra']> }),
  })
}
