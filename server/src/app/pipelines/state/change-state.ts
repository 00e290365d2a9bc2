import { backfilled, streamsOf, withStreams } from '@flx/shared/executions/state/bookmarks'
import type {
  StateCopy,
  StateImport,
  StatePatch,
  StatePut,
  StateRestore,
  StateVersion,
} from '@flx/shared/executions/state/state'
import type { Json, JsonObject } from '@flx/shared/json/json'
import { parseJson, tryParseJson } from '@flx/shared/json/json-text'

import { AppError, conflict, invalid, notFound } from '../../../domain/core/errors.ts'
import { refusedAs, type StoreRefusal } from '../../../domain/core/store-refusal.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import type { StateEdit } from '../../../domain/executions/execution-store.ts'
import { stateChanges } from '../../../domain/executions/execution-comparison.ts'
import { createMasker, MASK, maskJson } from '../../../domain/settings/secrets/masker.ts'
import { checkedState, enteredState, importedState } from '../../../domain/singer/state/state-documents.ts'
import { restoreSecrets } from '../../../domain/singer/state/masked-state.ts'
import { aboutPipeline } from '../../access/audit-notes.ts'
import { nowText, type Actor, type AppContext } from '../../core/context.ts'
import { findPipeline } from '../show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'states' | 'clock'> & {
  /** Returns the values of a pipeline's secrets. */
  secretsOf: (pipelineId: string) => Promise<string[]>
}

/** The state to save. */
interface NewState {
  /** The JSON text with its secrets. */
  text: string
  /**
   * The value as the user saw or wrote it: values masked before stay masked, whatever the current settings
   * contain.
   */
  shown: Json
}

/** The source of a new version, and the version it is based on. */
type Origin = Pick<StateEdit, 'source'> & { seen?: number | undefined }

/** Replaces the whole state. Throws AppError `invalid` if the value is not a state or is empty. */
export async function putState(
  context: Context,
  id: string,
  { value, text, version }: StatePut,
  actor: Actor,
): Promise<StateVersion> {
  const pipeline = await findEditable(context, id)
  const entered = text === undefined ? (value ?? null) : tryParseJson(text)
  if (entered === undefined) throw invalid('The text is not valid JSON.', 'text')
  const state = enteredState(entered, text === undefined ? 'value' : 'text')
  const { whole, base } = await withSecretsRestored(context, id, state)
  // Keep typed text verbatim.
  const written = whole === entered && text !== undefined ? text.trim() : JSON.stringify(whole)
  const origin = { source: 'edit', seen: version ?? base } as const
  return save(context, pipeline, { text: written, shown: state }, origin, actor)
}

/**
 * Changes the bookmarks of single streams: sets, removes or resets them to a date. Throws AppError `invalid`
 * if a stream has no bookmark, or if its bookmark is not a date.
 */
export async function patchState(
  context: Context,
  id: string,
  { bookmarks = {}, reset = [], from, version }: StatePatch,
  actor: Actor,
): Promise<StateVersion> {
  const pipeline = await findEditable(context, id)
  // Edit the shown state; its masked values are restored afterwards.
  const current = await context.states.current(id)
  const before = current?.value ?? null
  const streams = new Map<string, Json>(Object.entries(streamsOf(before)))
  for (const [stream, bookmark] of Object.entries(bookmarks)) {
    if (bookmark === null) streams.delete(stream)
    else streams.set(stream, bookmark)
  }
  for (const stream of reset) {
    const bookmark = streams.get(stream)
    if (bookmark === undefined)
      throw invalid(`The state has no bookmark for the stream "${stream}".`, 'reset')
    if (from === undefined) {
      streams.delete(stream)
      continue
    }
    const moved = backfilled(bookmark, new Date(from))
    if (moved === undefined) {
      throw invalid(
        `The bookmark of "${stream}" is not a date. Reset the stream, or edit its bookmark.`,
        'from',
      )
    }
    streams.set(stream, moved)
  }
  // A concurrent change would be lost.
  const origin = { seen: version ?? current?.version ?? 0 }
  if (streams.size === 0) return saveReset(context, pipeline, origin, actor)
  const shown = withStreams(before, Object.fromEntries(streams) as JsonObject)
  checkedState(shown, 'bookmarks')
  const { whole } = await withSecretsRestored(context, id, shown)
  const state = { text: JSON.stringify(whole), shown }
  return save(context, pipeline, state, { source: 'edit', ...origin }, actor)
}

/** Resets the state: the next execution extracts everything. */
export async function deleteState(
  context: Context,
  id: string,
  seen: number | undefined,
  actor: Actor,
): Promise<void> {
  const pipeline = await findEditable(context, id)
  const current = await context.states.current(id)
  if (current === undefined || current.text === 'null') return
  await saveReset(context, pipeline, { seen }, actor)
}

/** Restores an earlier version by saving it as a new one. Throws AppError `not-found`. */
export async function restoreState(
  context: Context,
  id: string,
  { restoreVersion, version }: StateRestore,
  actor: Actor,
): Promise<StateVersion> {
  const pipeline = await findEditable(context, id)
  const [whole, shown] = await Promise.all([
    context.states.whole(id, restoreVersion),
    context.states.version(id, restoreVersion),
  ])
  if (whole === undefined || shown === undefined)
    throw notFound('version of the state', String(restoreVersion))
  if (whole === null) return saveReset(context, pipeline, { seen: version }, actor)
  const state = { text: whole.text, shown: shown.value }
  return save(context, pipeline, state, { source: 'restore', seen: version }, actor)
}

/** Copies the state of another pipeline with the same extractor. */
export async function copyState(
  context: Context,
  id: string,
  { pipelineId, version }: StateCopy,
  actor: Actor,
): Promise<StateVersion> {
  const pipeline = await findEditable(context, id)
  if (pipelineId === id)
    throw invalid('Choose another pipeline: a state cannot be copied to itself.', 'pipelineId')
  const source = await findPipeline(context, pipelineId)
  if (source.extractor !== pipeline.extractor) {
    throw invalid(
      `The state of "${source.name}" belongs to ${source.extractor}. This pipeline extracts with ${pipeline.extractor}.`,
      'pipelineId',
    )
  }
  const shown = await context.states.current(pipelineId)
  // Read both from the same version, in case another is saved meanwhile.
  const whole = shown === undefined ? null : await context.states.whole(pipelineId, shown.version)
  if (whole === null || whole === undefined || shown === undefined)
    throw invalid(`Pipeline "${source.name}" has no state to copy.`, 'pipelineId')
  const state = { text: whole.text, shown: shown.value }
  return save(context, pipeline, state, { source: 'copy', seen: version }, actor, [pipelineId])
}

/** Imports a state printed by Meltano. Throws AppError `invalid` if the text contains none. */
export async function importState(
  context: Context,
  id: string,
  { text, stateId, version }: StateImport,
  actor: Actor,
): Promise<StateVersion> {
  const pipeline = await findEditable(context, id)
  const document = tryParseJson(text)
  if (document === undefined) throw invalid('The text is not valid JSON.', 'text')
  const state = importedState(document, stateId)
  const written = state === document ? text.trim() : JSON.stringify(state)
  if (written.includes(MASK)) throw invalid(MASKED, 'text')
  return save(context, pipeline, { text: written, shown: state }, { source: 'import', seen: version }, actor)
}

/**
 * Takes over a state from Meltano. `text` is the state itself. Throws AppError `stale-version` if the
 * pipeline's own state changed since `version`, and `conflict` while an execution is unfinished.
 */
export async function takeState(
  context: Context,
  id: string,
  { text, version }: { text: string; version: number },
  actor: Actor,
): Promise<StateVersion> {
  const pipeline = await findEditable(context, id)
  const state = checkedState(parseJson(text))
  return save(context, pipeline, { text, shown: state }, { source: 'import', seen: version }, actor)
}

const MASKED = `The state contains ${MASK}, the mark of a hidden secret. Enter the value itself.`

/**
 * Restores the values that were masked in the state the user edited; `base` is the version they come from.
 * Throws AppError `invalid` for a mask without a stored value.
 */
async function withSecretsRestored(
  context: Context,
  id: string,
  edited: Json,
): Promise<{ whole: Json; base?: number }> {
  if (!JSON.stringify(edited).includes(MASK)) return { whole: edited }
  const shown = await context.states.current(id)
  const stored = shown === undefined ? undefined : await context.states.whole(id, shown.version)
  const whole = restoreSecrets(edited, shown?.value ?? null, stored?.value ?? null)
  if (whole === undefined) throw invalid(MASKED)
  return { whole, base: shown?.version ?? 0 }
}

async function findEditable(context: Context, id: string): Promise<PipelineRecord> {
  const pipeline = await findPipeline(context, id)
  if (pipeline.archivedAt !== null) {
    throw conflict(
      `Cannot change the state of pipeline "${pipeline.name}": it is archived. Restore it first.`,
    )
  }
  if (pipeline.runner.kind === 'meltano') {
    throw conflict(
      `Cannot change the state of pipeline "${pipeline.name}" here: Meltano keeps it, and this is a copy. Change it with "meltano state".`,
    )
  }
  return pipeline
}

const saveReset = (
  context: Context,
  pipeline: PipelineRecord,
  origin: { seen: number | undefined },
  actor: Actor,
) => save(context, pipeline, { text: 'null', shown: null }, { source: 'reset', ...origin }, actor)

async function save(
  context: Context,
  pipeline: PipelineRecord,
  { text, shown: shownValue }: NewState,
  { source, seen }: Origin,
  actor: Actor,
  alsoSecretsOf: readonly string[] = [],
): Promise<StateVersion> {
  const secrets = await Promise.all([pipeline.id, ...alsoSecretsOf].map((id) => context.secretsOf(id)))
  const shown = JSON.stringify(maskJson(shownValue, createMasker(secrets.flat())))
  const before = (await context.states.current(pipeline.id))?.value ?? null
  const changes = stateChanges(before, parseJson(shown))
  const edit: StateEdit = {
    text,
    // Without masked values the text as written serves for both.
    ...(isSame(text, shown) ? {} : { shown }),
    source,
    by: actor.name,
    at: nowText(context),
    ...(seen === undefined ? {} : { seen }),
    note: { ...aboutPipeline(actor, pipeline, source === 'reset' ? 'reset-state' : 'set-state'), changes },
  }
  return refusedAs(
    () => context.states.edit(pipeline.id, edit),
    (refusal) => refusedEdit(refusal, pipeline),
  )
}

function refusedEdit({ reason, execution }: StoreRefusal, { id }: PipelineRecord): AppError | undefined {
  if (reason === 'missing') return notFound('pipeline', id)
  if (reason === 'stale') {
    return new AppError(
      'stale-version',
      'The state has changed in the meantime. Compare your change with the current version and save again.',
    )
  }
  if (execution === undefined) return undefined
  return conflict(
    `Cannot change the state while an execution is ${execution.status}: its state would replace the change. Wait until it ends, or cancel it.`,
    { executionId: execution.id },
  )
}

/** Returns whether a JSON text has the same content as one without white space. */
const isSame = (text: string, compact: string): boolean => JSON.stringify(parseJson(text)) === compact
