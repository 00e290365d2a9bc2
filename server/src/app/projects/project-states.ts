import { streamsOf } from '@flx/shared/executions/state/bookmarks'
import type { StateVersion } from '@flx/shared/executions/state/state'
import type { JsonObject } from '@flx/shared/json/json'
import type { AuditChange } from '@flx/shared/access/audit'
import {
  MAX_STATES,
  type FoundState,
  type FoundStates,
  type StateBackend,
  type StatesImport,
  type StatesWrite,
  type StateTransfers,
} from '@flx/shared/projects/state-backend'

import { AppError, notFound } from '../../domain/core/errors.ts'
import type { PipelineRecord } from '../../domain/core/records.ts'
import { stateChanges } from '../../domain/executions/execution-comparison.ts'
import type { KeptState, ProjectStates, WriteRefusal } from '../../domain/projects/state/project-states.ts'
import { readKept } from '../../domain/projects/state/read-kept.ts'
import { parseStateId, stateIdMatcher, stateIdOf } from '../../domain/projects/state/state-ids.ts'
import { createMasker, maskJson } from '../../domain/settings/secrets/masker.ts'
import { aboutPipeline } from '../access/audit-notes.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { takeState } from '../pipelines/state/change-state.ts'
import type { Actor, AppContext } from '../core/context.ts'

export interface ProjectStatesContext extends Pick<AppContext, 'pipelines' | 'states' | 'clock' | 'audit'> {
  openStates(backend: StateBackend): Promise<ProjectStates>
  /** Returns a text that identifies the given text. */
  fingerprint(text: string): string
  /** Returns the values of a pipeline's secrets. */
  secretsOf(pipelineId: string): Promise<string[]>
}

/** Maximum number of pipelines considered. */
const MAX_PIPELINES = 10_000

/**
 * Lists the states that a Meltano stores, the pipeline each belongs to, and what it would replace there.
 * Changes nothing. Invalid states are named, never quoted.
 */
export async function findStates(
  context: ProjectStatesContext,
  { backend, environment }: { backend: StateBackend; environment: string | null },
): Promise<FoundStates> {
  await using store = await context.openStates(backend)
  const stored = await store.list(MAX_STATES)
  const pipelines = await allPipelines(context)
  const candidatesOf = stateIdMatcher(pipelines)
  const current = await context.states.currents(pipelines.map(({ id }) => id))
  const states = stored.map((state) =>
    presentState(context, state, { candidates: candidatesOf(state.stateId), environment, current }),
  )
  const matchedIds = new Set(states.flatMap(({ candidates }) => candidates.map(({ id }) => id)))
  return {
    environments: [
      ...new Set(stored.flatMap(({ stateId }) => parseStateId(stateId)?.environment ?? [])),
    ].toSorted(),
    states,
    unwritten:
      environment === null
        ? []
        : pipelines.flatMap((pipeline) => {
            const ownState = current.get(pipeline.id)
            if (ownState === undefined || ownState.value === null || matchedIds.has(pipeline.id)) return []
            const { id, name } = pipeline
            return [
              { id, name, stateId: stateIdOf(environment, pipeline), pipelineState: shortVersion(ownState) },
            ]
          }),
  }
}

const shortVersion = ({ version, createdAt }: StateVersion) => ({ version, createdAt })

async function allPipelines({ pipelines }: Pick<AppContext, 'pipelines'>): Promise<PipelineRecord[]> {
  const all: PipelineRecord[] = []
  let cursor: string | undefined
  do {
    const page = await pipelines.list({
      sort: 'name',
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    })
    all.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && all.length < MAX_PIPELINES)
  return all
}

function presentState(
  { fingerprint }: ProjectStatesContext,
  { stateId, text, updatedAt, isRunning }: KeptState,
  facts: {
    candidates: readonly PipelineRecord[]
    environment: string | null
    current: ReadonlyMap<string, StateVersion>
  },
): FoundState {
  const environment = parseStateId(stateId)?.environment ?? null
  const parsed = readKept(text)
  const [candidate, ...others] = facts.candidates
  const isMatch = candidate !== undefined && others.length === 0 && environment === facts.environment
  const ownState = candidate === undefined || others.length > 0 ? undefined : facts.current.get(candidate.id)
  return {
    stateId,
    environment,
    updatedAt,
    fingerprint: fingerprint(text ?? ''),
    isRunning,
    streams: 'state' in parsed ? Object.keys(streamsOf(parsed.state)).length : null,
    problem: 'problem' in parsed ? parsed.problem : null,
    candidates: facts.candidates.slice(0, 20).map(({ id, name }) => ({ id, name })),
    pipelineId: isMatch && 'state' in parsed ? candidate.id : null,
    pipelineState: ownState === undefined || ownState.value === null ? null : shortVersion(ownState),
    comparison:
      'state' in parsed && ownState !== undefined && ownState.value !== null
        ? compareStreams(ownState, parsed.state)
        : null,
  }
}

/** Counts the streams added, changed, kept and removed if a state replaced the one here. */
function compareStreams(ownState: StateVersion, state: JsonObject): NonNullable<FoundState['comparison']> {
  const before = streamsOf(ownState.value)
  const after = streamsOf(state)
  const names = Object.keys(after)
  const common = names.filter((name) => Object.hasOwn(before, name))
  const unchanged = common.filter((name) => JSON.stringify(before[name]) === JSON.stringify(after[name]))
  return {
    added: names.length - common.length,
    changed: common.length - unchanged.length,
    unchanged: unchanged.length,
    removed: Object.keys(before).filter((name) => !Object.hasOwn(after, name)).length,
  }
}

/** Compares a Meltano state with a pipeline's state, with secrets masked. */
export async function compareWithStates(
  context: ProjectStatesContext,
  { backend, stateId, pipelineId }: { backend: StateBackend; stateId: string; pipelineId: string },
): Promise<{ changes: AuditChange[] }> {
  await findPipeline(context, pipelineId)
  await using store = await context.openStates(backend)
  const stored = await store.read(stateId)
  if (stored === undefined) throw notFound('state', stateId)
  const parsed = readKept(stored.text)
  if ('problem' in parsed) throw new AppError('invalid', parsed.problem)
  const masker = createMasker(await context.secretsOf(pipelineId))
  const ownState = (await context.states.current(pipelineId))?.value ?? null
  return { changes: stateChanges(ownState, maskJson(parsed.state, masker)) }
}

type Item = StateTransfers['items'][number]

/**
 * Takes over states, each as a new version of its pipeline's state, so that each can be undone. A state that
 * has changed since the review, on either side, is skipped without blocking the others.
 */
export async function takeStates(
  context: ProjectStatesContext,
  { backend, states }: StatesImport,
  actor: Actor,
): Promise<StateTransfers> {
  await using store = await context.openStates(backend)
  const names = await context.pipelines.names(states.map(({ pipelineId }) => pipelineId))
  const items: Item[] = []
  for (const { stateId, fingerprint, pipelineId, version } of states) {
    const item = itemOf(stateId, pipelineId, names)
    items.push(
      await transfer(item, async () => {
        const stored = await store.read(stateId)
        if (stored === undefined || context.fingerprint(stored.text ?? '') !== fingerprint) {
          throw new AppError('conflict', 'The state has changed in Meltano in the meantime. Review it again.')
        }
        if (stored.isRunning) {
          throw new AppError('conflict', 'Meltano is running it. Import the state when the run has ended.')
        }
        const parsed = readKept(stored.text)
        if ('problem' in parsed) throw new AppError('invalid', parsed.problem)
        const text = JSON.stringify(parsed.state)
        const ownState = await context.states.current(pipelineId)
        if (ownState?.version === version && JSON.stringify(ownState.value) === text) {
          return { ...item, outcome: 'unchanged', version }
        }
        const saved = await takeState(context, pipelineId, { text, version }, actor)
        return { ...item, version: saved.version }
      }),
    )
  }
  return { items }
}

/** Writes states of pipelines back under Meltano's own locks. A state that has changed there is kept. */
export async function writeStates(
  context: ProjectStatesContext,
  { backend, states }: StatesWrite,
  actor: Actor,
): Promise<StateTransfers> {
  await using store = await context.openStates(backend)
  const names = await context.pipelines.names(states.map(({ pipelineId }) => pipelineId))
  const items: Item[] = []
  for (const { stateId, fingerprint, pipelineId } of states) {
    const item = itemOf(stateId, pipelineId, names)
    items.push(
      await transfer(item, async () => {
        const state = await context.states.bookmark(pipelineId)
        if (state === null) throw new AppError('invalid', 'The pipeline has no state to write.')
        const stored = await store.read(stateId)
        const before = stored?.text ?? null
        if (stored === undefined ? fingerprint !== null : context.fingerprint(before ?? '') !== fingerprint) {
          throw refusedWrite('changed')
        }
        if (stored !== undefined && before === null) {
          throw new AppError('invalid', 'What is stored there is not a Meltano state, so it is kept.')
        }
        const text = `{"completed": {"singer_state": ${state.text}}, "partial": {}}`
        const result = await store.write(stateId, text, before)
        if (result !== 'written') throw refusedWrite(result)
        const pipeline = await findPipeline(context, pipelineId)
        const changes = [{ path: 'stateId', after: stateId }]
        await context.audit.record({ ...aboutPipeline(actor, pipeline, 'export'), changes })
        return item
      }),
    )
  }
  return { items }
}

const itemOf = (stateId: string, pipelineId: string, names: ReadonlyMap<string, string>): Item => ({
  stateId,
  pipelineId,
  pipelineName: names.get(pipelineId) ?? '',
  outcome: 'done',
  message: null,
  version: null,
})

/** Reports a refusal in its item; an unreachable backend ends the request. */
async function transfer(item: Item, work: () => Promise<Item>): Promise<Item> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    return { ...item, outcome: 'error', message: error.message }
  }
}

function refusedWrite(refusal: WriteRefusal): AppError {
  const sentences: Record<WriteRefusal, string> = {
    changed: 'The state has changed in Meltano in the meantime. Review it again.',
    running: 'Meltano is running it. Write the state when the run has ended.',
    locked: 'Meltano holds its lock. Try again.',
  }
  return new AppError('conflict', sentences[refusal])
}
