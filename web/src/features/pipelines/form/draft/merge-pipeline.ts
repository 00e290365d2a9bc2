import { copyJson, isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { bodyOf, type PipelineBody } from './pipeline-body.ts'
import { pipelineFieldWords } from '../words.ts'

/** One field that another user changed while the pipeline was being edited. Undefined means absent. */
export interface Change {
  id: string
  label: string
  before: Json | undefined
  theirs: Json | undefined
  mine: Json | undefined
  /** Both changed it, to different values. */
  conflict: boolean
}

export type Choice = 'mine' | 'theirs'

const LABELS: Record<Exclude<keyof PipelineBody, 'config'>, string> = {
  name: pipelineFieldWords.name,
  description: pipelineFieldWords.description,
  extractor: pipelineFieldWords.extractor,
  mappers: pipelineFieldWords.mappers,
  loader: pipelineFieldWords.loader,
  transform: pipelineFieldWords.transform,
  schedule: pipelineFieldWords.schedule,
  timezone: pipelineFieldWords.timeZone,
  missedTicks: pipelineFieldWords.missedRuns,
  retryAttempts: pipelineFieldWords.retries,
  retryDelaySeconds: pipelineFieldWords.secondsBeforeRetry,
  retryOn: pipelineFieldWords.retryOn,
  startWindowSeconds: pipelineFieldWords.startWindowSeconds,
  priority: pipelineFieldWords.priority,
  requiredLabels: pipelineFieldWords.requiredLabels,
  timeoutSeconds: pipelineFieldWords.timeLimitSeconds,
  silenceTimeoutSeconds: pipelineFieldWords.silenceLimitSeconds,
  catalogMaxAgeHours: pipelineFieldWords.catalogueAgeHours,
  after: pipelineFieldWords.afterPipeline,
  owner: pipelineFieldWords.owner,
  freshnessTargetSeconds: pipelineFieldWords.freshnessTargetSeconds,
  successObjective: pipelineFieldWords.successObjective,
  freshnessObjective: pipelineFieldWords.freshnessObjective,
  objectiveDays: pipelineFieldWords.objectiveDays,
  tags: pipelineFieldWords.tags,
  isActive: pipelineFieldWords.active,
  runner: pipelineFieldWords.runner,
}

interface Leaf {
  label: string
  value: Json
}

/** Returns the other user's changes, conflicts first. */
export function changesBetween(before: PipelineBody, theirs: PipelineBody, mine: PipelineBody): Change[] {
  const [beforeLeaves, theirLeaves, myLeaves] = [leavesOf(before), leavesOf(theirs), leavesOf(mine)]
  const ids = new Set([...beforeLeaves.keys(), ...theirLeaves.keys()])
  return [...ids]
    .map((id): Change => {
      const [beforeValue, theirValue, myValue] = [
        beforeLeaves.get(id)?.value,
        theirLeaves.get(id)?.value,
        myLeaves.get(id)?.value,
      ]
      return {
        id,
        label: (theirLeaves.get(id) ?? beforeLeaves.get(id))?.label ?? id,
        before: beforeValue,
        theirs: theirValue,
        mine: myValue,
        conflict: !isSame(myValue, beforeValue) && !isSame(myValue, theirValue),
      }
    })
    .filter(({ before, theirs }) => !isSame(before, theirs))
    .sort((a, b) => Number(b.conflict) - Number(a.conflict))
}

/** Merges both users' changes. Where both changed a field, the choice decides (mine by default). */
export function mergePipelines(
  before: PipelineBody,
  theirs: PipelineBody,
  mine: PipelineBody,
  choices: Readonly<Record<string, Choice>>,
): PipelineBody {
  const theirChanges = new Map(
    changesBetween(before, theirs, mine)
      .filter((change) => !change.conflict || choices[change.id] === 'theirs')
      .map((change) => [change.id, change.theirs]),
  )
  const merged: Record<string, Json | undefined> = { ...scalarsOf(mine) }
  const config: Record<string, JsonObject> = Object.fromEntries(
    Object.entries(mine.config).map(([plugin, settings]) => [plugin, copyJson(settings)]),
  )
  for (const [id, value] of theirChanges) {
    const [plugin, setting] = id.startsWith('[') ? (JSON.parse(id) as [string, string]) : []
    if (plugin === undefined || setting === undefined) merged[id] = value
    else config[plugin] = withSetting(config[plugin] ?? {}, setting, value)
  }
  // Every field of a body has a value in both documents, so that none is missing here.
  return { ...(merged as unknown as Omit<PipelineBody, 'config'>), config }
}

function withSetting(settings: JsonObject, name: string, value: Json | undefined): JsonObject {
  const rest = Object.entries(settings).filter(([key]) => key !== name)
  return Object.fromEntries(value === undefined ? rest : [...rest, [name, value]])
}

function scalarsOf(body: PipelineBody): Omit<PipelineBody, 'config'> {
  const { config: _config, ...scalars } = bodyOf(body)
  return scalars
}

function leavesOf(body: PipelineBody): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  for (const [field, label] of Object.entries(LABELS)) {
    leaves.set(field, { label, value: body[field as keyof typeof LABELS] })
  }
  for (const [plugin, settings] of Object.entries(body.config)) {
    for (const [name, value] of Object.entries(settings)) {
      leaves.set(JSON.stringify([plugin, name]), { label: `${plugin}: ${name}`, value })
    }
  }
  return leaves
}

/** Compares by value, ignoring the order of an object's keys. */
function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b))
}

function sortKeys(value: Json | undefined): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (!isJsonObject(value)) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sortKeys(inner)])
}
