/** Approximate bytes of a row besides its long texts. */
const ROW_BYTES = 400

/** SQL for the approximate size of an execution's row. */
export const EXECUTION_BYTES = `${ROW_BYTES} + length(error_lines) + length(steps) + length(streams)
  + length(state_before) + length(state_after) + length(resolved_config) + coalesce(length(options), 0)`

/** SQL condition: true for an execution (aliased `execution`) that stays whatever the policy says. */
export const IS_KEPT = `(execution.status in ('pending', 'running')
  or execution.id = coalesce((select pipeline.last_execution_id from pipeline
    where pipeline.id = execution.pipeline_id), '')
  or execution.id = coalesce((select good.id from execution good where good.pipeline_id = execution.pipeline_id
    and good.status = 'success' order by good.queued_at desc, good.id desc limit 1), '')
  or execution.id = coalesce((select state.execution_id from pipeline_state state
    where state.pipeline_id = execution.pipeline_id and state.execution_id is not null
    order by state.version desc limit 1), '')
  or exists (select 1 from alert_incident incident where incident.execution_id = execution.id
    and incident.closed_at is null))`
