import type { Json } from '@flx/shared/json/json'
import { describedPipelineSchema, type DescribedPipeline } from '@flx/shared/pipelines/pipeline-document'

import type { PipelineRecord } from '../../../core/records.ts'
import type { Claim } from '../claims.ts'
import { previousClaims, type Compared, type ServerState } from '../planned.ts'
import type { Represented, WantedPipeline } from '../represented.ts'

/** Compares a pipeline of a project with the stored one. */
export function comparePipeline(
  requested: WantedPipeline,
  project: Pick<Represented, 'plugins' | 'unread'>,
  server: ServerState,
): Compared<WantedPipeline, PipelineRecord, DescribedPipeline> {
  const stored = server.pipelines.find(({ name }) => name === requested.name)
  const wanted = withFilledIn(requested, stored)
  const claims: Claim[] = [
    { path: ['extractor'], value: wanted.extractor },
    { path: ['mappers'], value: wanted.mappers },
    { path: ['loader'], value: wanted.loader },
    { path: ['transform'], value: wanted.transform },
    { path: ['after'], value: wanted.after },
    ...(wanted.runner === undefined ? [] : [{ path: ['runner'], value: wanted.runner as unknown as Json }]),
    ...Object.entries(wanted.fields ?? {}).map(([field, value]) => ({ path: [field], value })),
    ...(wanted.schedule === undefined ? [] : [{ path: ['schedule'], value: wanted.schedule }]),
    ...Object.entries(wanted.config).flatMap(([plugin, settings]) =>
      Object.entries(settings).map(([name, value]) => ({ path: ['config', plugin, name], value })),
    ),
  ]
  const missing = missingOf(wanted, project)
  const reasons = [...wanted.notes]
  if (wanted.through === 'choice' && missing.length > 0) {
    reasons.push(
      `Meltano takes ${missing.join(', ')} from the .env of the project, or from the variables of the pipeline's runner. Enter ${missing.length === 1 ? 'it' : 'them'} above, or set ${missing.length === 1 ? 'it' : 'them'} there.`,
    )
  }
  if (missing.length > 0 && stored === undefined) {
    reasons.push(
      `It is created inactive: ${missing.join(', ')} ${missing.length === 1 ? 'has' : 'have'} no value.`,
    )
  }
  const fields =
    stored === undefined
      ? describedPipelineSchema.parse({
          name: wanted.name,
          extractor: wanted.extractor,
          loader: wanted.loader,
          ...(wanted.runner === undefined ? {} : { runner: wanted.runner }),
          isActive: missing.length === 0,
          timezone: server.timezone,
        })
      : describe(stored, server.namesBefore)
  const keptPaths = new Set(previousClaims(wanted.key, project, server))
  return { wanted, stored, fields, claims, keptPaths, reasons }
}

/** Keeps the values filled in earlier for a pipeline that Meltano performs. */
function withFilledIn(wanted: WantedPipeline, stored: PipelineRecord | undefined): WantedPipeline {
  const { runner, missing = [] } = wanted
  if (runner === undefined || stored?.runner.kind !== 'meltano') return wanted
  const { env, secretEnv } = stored.runner
  const kept = missing.filter((name) => secretEnv.includes(name) && Object.hasOwn(env, name))
  if (kept.length === 0) return wanted
  return {
    ...wanted,
    runner: {
      ...runner,
      env: { ...Object.fromEntries(kept.map((name) => [name, env[name] ?? ''])), ...runner.env },
      secretEnv: [...new Set([...runner.secretEnv, ...kept])].toSorted(),
    },
    missing: missing.filter((name) => !kept.includes(name)),
  }
}

/** Lists the variables that a pipeline needs and that have no value. */
export function missingOf(wanted: WantedPipeline, { plugins }: Pick<Represented, 'plugins'>): string[] {
  if (wanted.missing !== undefined) return wanted.missing
  const names = new Set([
    wanted.extractor,
    ...wanted.mappers,
    wanted.loader,
    ...(wanted.transform === '' ? [] : [wanted.transform.split(':')[0] ?? '']),
  ])
  const used = plugins.filter(({ name }) => names.has(name))
  const parents = new Set(used.flatMap(({ fields }) => fields.inheritFrom ?? []))
  const all = plugins.filter(({ name }) => names.has(name) || parents.has(name))
  return [...new Set(all.flatMap(({ missing }) => missing))]
}

function describe(stored: PipelineRecord, namesBefore: ReadonlyMap<string, string>): DescribedPipeline {
  const fields = Object.keys(describedPipelineSchema.shape) as (keyof DescribedPipeline)[]
  const entries = fields.map((field) => [field, stored[field]])
  const after = stored.after === null ? null : (namesBefore.get(stored.after) ?? null)
  return { ...(Object.fromEntries(entries) as unknown as DescribedPipeline), after }
}
