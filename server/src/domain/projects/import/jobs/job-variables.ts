import type { JsonObject } from '@flx/shared/json/json'

import type { Place } from '../../parts.ts'
import type { JobContext, RepresentedJobs } from './job-blocks.ts'
import type { WantedPipeline } from '../represented.ts'
import { variableText } from '../../run/job-through-meltano.ts'
import { variableName } from '../../../settings/plugin-variables.ts'

/** Turns variables of a job or schedule that represent settings into settings of its pipelines. */
export function addEnv(
  key: string,
  { env, place, name }: { env: JsonObject; place: Place; name: string },
  pipelines: readonly WantedPipeline[],
  { blocks }: JobContext,
  found: RepresentedJobs,
): void {
  for (const [variable, value] of Object.entries(env)) {
    const matches = pipelines.flatMap((pipeline) =>
      [pipeline.extractor, ...pipeline.mappers, pipeline.loader].flatMap((plugin) => {
        const wantedPlugin = blocks.get(plugin)?.plugin
        const names = [
          ...(wantedPlugin?.settingDefinitions.map((definition) => definition.name) ?? []),
          ...Object.keys(wantedPlugin?.settings ?? {}),
          '_select',
          '_load_schema',
        ]
        const setting = names.find(
          (settingName) => `${variableName(plugin)}_${variableName(settingName)}` === variable,
        )
        return setting === undefined ? [] : [{ pipeline, plugin, setting }]
      }),
    )
    for (const { pipeline, plugin, setting } of matches) {
      pipeline.config[plugin] = { ...pipeline.config[plugin], [setting]: value }
    }
    found.others.push({
      key: `${key}/env/${variable}`,
      kind: 'setting',
      name: `${name}: ${variable}`,
      place,
      outcome: matches.length === 0 ? 'left-out' : 'used',
      reason:
        matches.length === 0
          ? 'No plugin of the pipeline has such a setting, and a pipeline has no variables of its own.'
          : `A setting of ${matches.map(({ plugin }) => plugin).join(', ')} in the pipeline.`,
    })
  }
}

/** Does the same for a schedule; for a pipeline that Meltano performs, they become variables of its runner. */
export function addScheduleEnv(
  key: string,
  schedule: { env: JsonObject; place: Place; name: string },
  target: WantedPipeline,
  context: JobContext,
  found: RepresentedJobs,
): void {
  const { runner } = target
  if (runner === undefined || target.through === 'annotation') {
    return addEnv(key, schedule, [target], context, found)
  }
  for (const [variable, value] of Object.entries(schedule.env)) {
    runner.env = { ...runner.env, [variable]: variableText(value) }
    const { name, place } = schedule
    found.others.push({
      ...{ key: `${key}/env/${variable}`, kind: 'setting', name: `${name}: ${variable}`, place },
      outcome: 'used',
      reason: `A variable that is passed to Meltano in "${target.name}".`,
    })
  }
}
