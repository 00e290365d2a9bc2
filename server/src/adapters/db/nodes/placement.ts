import { sql, type RawBuilder, type SqlBool } from 'kysely'

import { goneBefore } from '../../../domain/plugins/environments.ts'
import { FLEET_LIMIT } from './fleet-limit.ts'

/** A value, or a column of the surrounding statement. */
type Value = RawBuilder<unknown> | string

const value = (given: Value): RawBuilder<unknown> => (typeof given === 'string' ? sql`${given}` : given)

/** Whether a node takes work: false if it drains, stops, or was taken for lost and has not reported back. */
export const takesWork = (node: Value): RawBuilder<SqlBool> => sql<SqlBool>`not exists (
  select 1 from node taker where taker.name = ${value(node)}
    and (taker.state <> 'up' or taker.drain_asked_at is not null))`

/** Rows of labels; the tables have the alias `need`. */
const pipelineLabels = (id: Value) => sql`pipeline_label need where need.pipeline_id = ${value(id)}`
const ERRAND_LABELS = sql`errand_label need where need.errand_id = errand.id`

const hasAll = (node: Value, needs: RawBuilder<unknown>) => sql<SqlBool>`not exists (
  select 1 from ${needs} and not exists (
    select 1 from node_label has where has.node = ${value(node)} and has.label = need.label))`

const isNotReserved = (node: Value) => sql<SqlBool>`not exists (
  select 1 from node kept where kept.name = ${value(node)} and kept.reserved = 1)`

/**
 * Whether a node has all labels that a pipeline requires. A reserved node takes only pipelines that require some. Work
 * without a pipeline (null) requires none.
 */
export const fits = (node: Value, pipelineId: Value): RawBuilder<SqlBool> => sql<SqlBool>`(
  ${hasAll(node, pipelineLabels(pipelineId))}
  and (${isNotReserved(node)} or exists (select 1 from ${pipelineLabels(pipelineId)})))`

/** The same for given labels. */
export const fitsLabels = (node: Value, labels: readonly string[]): RawBuilder<SqlBool> =>
  labels.length === 0
    ? isNotReserved(node)
    : sql<SqlBool>`${labels.length} = (
        select count(*) from node_label has
        where has.node = ${value(node)} and has.label in (${sql.join([...labels])}))`

/** The same for an `errand`, which can also have its own labels for a pipeline that is not saved. */
export const fitsErrand = (node: Value): RawBuilder<SqlBool> => {
  const saved = pipelineLabels(sql`errand.pipeline_id`)
  return sql<SqlBool>`(${hasAll(node, saved)} and ${hasAll(node, ERRAND_LABELS)} and (${isNotReserved(node)}
    or exists (select 1 from ${saved}) or exists (select 1 from ${ERRAND_LABELS})))`
}

/**
 * Whether a worker is free and nothing restricts which one takes these pipelines: no required labels, no failed
 * environment, no limit of the fleet. Then there is nothing to explain.
 */
export const isWorkerFree = (pipelineIds: readonly string[]): RawBuilder<SqlBool> => sql<SqlBool>`(
  exists (select 1 from node own where own.state = 'up' and own.drain_asked_at is null and own.reserved = 0
    and own.concurrency > (select count(*) from execution busy
      where busy.status = 'running' and busy.trigger_kind <> 'report' and busy.worker = own.name))
  and not exists (select 1 from pipeline_label where pipeline_id in (${sql.join([...pipelineIds])}))
  and not exists (select 1 from plugin_environment where state = 'failed')
  and not exists (select 1 from meta where name = ${FLEET_LIMIT}))`

/** Whether there is another worker that takes this pipeline and did not fail to build this environment. */
export const anotherWorkerCan = (
  { worker, now }: { worker: string; now: Date },
  pipelineId: Value,
  environment: { pluginId: Value; fingerprint: Value },
): RawBuilder<SqlBool> => sql<SqlBool>`exists (
  select 1 from worker_host other where other.node <> ${worker} and other.seen_at > ${goneBefore(now)}
    and ${takesWork(sql`other.node`)} and ${fits(sql`other.node`, pipelineId)}
    and not exists (
      select 1 from plugin_environment its
      where its.node = other.node and its.plugin_id = ${value(environment.pluginId)} and its.state = 'failed'
        and its.fingerprint = ${value(environment.fingerprint)}))`

/**
 * Whether an `execution` should be left to another worker: it needs an environment that this worker could not build,
 * and that another worker might have. If all have failed, any worker takes it and reports why. If no environment
 * failed, the first condition decides, once per statement.
 */
export const isLeftToOthers = (claimant: { worker: string; now: Date }): RawBuilder<SqlBool> => sql<SqlBool>`(
  exists (select 1 from plugin_environment mine where mine.node = ${claimant.worker} and mine.state = 'failed')
  and exists (
    select 1 from pipeline_plugin own
    join plugin used on used.name = own.plugin_name
    join plugin owner on owner.id = used.id
      or (used.inherit_from = owner.name and used.type = owner.type and used.pip_url is null)
    join plugin_environment mine on mine.plugin_id = owner.id and mine.node = ${claimant.worker} and mine.state = 'failed'
    join plugin_lock locked on locked.plugin_id = mine.plugin_id and locked.fingerprint = mine.fingerprint
    where own.pipeline_id = execution.pipeline_id and ${anotherWorkerCan(
      claimant,
      sql`execution.pipeline_id`,
      {
        pluginId: sql`mine.plugin_id`,
        fingerprint: sql`mine.fingerprint`,
      },
    )}))`
