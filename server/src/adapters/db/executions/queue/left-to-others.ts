import { sql, type RawBuilder } from 'kysely'

import { goneBefore } from '../../../../domain/plugins/environments.ts'

/**
 * For a statement: the names of plugins whose environment a worker could not build while another worker that is there did
 * not fail at it. It leaves executions that need one to the others; when all have failed, anybody takes them and says why.
 */
export const leftToOthers = ({ worker, now }: { worker: string; now: Date }): RawBuilder<unknown> => sql`
  select used.name from plugin_environment mine
  join plugin_lock locked on locked.plugin_id = mine.plugin_id and locked.fingerprint = mine.fingerprint
  join plugin owner on owner.id = mine.plugin_id
  join plugin used on used.id = owner.id
    or (used.inherit_from = owner.name and used.type = owner.type and used.pip_url is null)
  where mine.node = ${worker} and mine.state = 'failed' and exists (
    select 1 from worker_host other where other.node <> ${worker} and other.seen_at > ${goneBefore(now)}
      and not exists (
        select 1 from plugin_environment its
        where its.node = other.node and its.plugin_id = mine.plugin_id and its.state = 'failed'
          and its.fingerprint = mine.fingerprint))`
