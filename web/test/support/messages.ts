import { totalsOf } from '@flx/shared/executions/execution'
import type { LiveEvent, LiveHint } from '@flx/shared/live/live'

import { change } from './builders.ts'

type Message = LiveEvent | LiveHint

const bulk = {
  id: 'b1',
  kind: 'pipelines',
  action: 'activate',
  status: 'success',
  total: 1,
  done: 1,
  unchanged: 0,
  failed: 0,
} as unknown as Extract<LiveEvent, { type: 'bulk.changed' }>['bulk']

/** One message of every type, or several if the topics depend on its content. */
export const MESSAGES: { [Type in Message['type']]: Extract<Message, { type: Type }>[] } = {
  'pipeline.changed': [
    { seq: 1, type: 'pipeline.changed', pipelineId: 'p1', change: 'created' },
    { seq: 1, type: 'pipeline.changed', pipelineId: 'p1', change: 'updated' },
  ],
  'pipeline.schemaChanged': [
    { seq: 1, type: 'pipeline.schemaChanged', pipelineId: 'p1', plugin: 'tap', change: null },
  ],
  'execution.changed': (['pending', 'running', 'failed'] as const).map((status) => ({
    seq: 1,
    type: 'execution.changed',
    execution: change({ status, trigger: 'schedule' }),
  })),
  'execution.noted': [{ seq: 1, type: 'execution.noted', executionId: 'e1', pipelineId: 'p1', notes: 1 }],
  'plugin.changed': [
    { seq: 1, type: 'plugin.changed', pluginId: 'x1', pluginType: 'loader', change: 'updated' },
  ],
  'alert.changed': [{ seq: 1, type: 'alert.changed' }],
  'openLineage.changed': [{ seq: 1, type: 'openLineage.changed' }],
  'lineage.received': [{ seq: 1, type: 'lineage.received' }],
  'disk.changed': [{ seq: 1, type: 'disk.changed' }],
  'failure.noted': [
    { seq: 1, type: 'failure.noted', executionId: 'e1' },
    { seq: 1, type: 'failure.noted', executionId: null },
  ],
  'failures.changed': [{ seq: 1, type: 'failures.changed' }],
  'schedules.changed': [{ seq: 1, type: 'schedules.changed' }],
  'project.changed': [{ seq: 1, type: 'project.changed', projectId: 'j1' }],
  'template.changed': [{ seq: 1, type: 'template.changed', templateId: 't1' }],
  'dashboards.changed': [{ seq: 1, type: 'dashboards.changed' }],
  'nodes.changed': [{ seq: 1, type: 'nodes.changed' }],
  'holds.changed': [{ seq: 1, type: 'holds.changed' }],
  'bulk.changed': [{ seq: 1, type: 'bulk.changed', bulk }],
  'execution.progress': [
    {
      type: 'execution.progress',
      executionId: 'e1',
      pipelineId: 'p1',
      ...totalsOf([]),
      recordsProcessed: 1,
      streams: [],
    },
  ],
  'transform.progress': [{ type: 'transform.progress', executionId: 'e1' }],
  'state.confirmed': [{ type: 'state.confirmed', executionId: 'e1', pipelineId: 'p1' }],
  'log.appended': [{ type: 'log.appended', executionId: 'e1', firstLine: 1, lastLine: 2 }],
  'plugin.output': [{ type: 'plugin.output', pluginId: 'x1', lastLine: 1 }],
  'bulk.progress': [{ type: 'bulk.progress', bulkId: 'b1', done: 1, unchanged: 0, failed: 0 }],
  'storage.changed': [{ type: 'storage.changed', problem: null }],
}
