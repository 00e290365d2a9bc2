import type { LiveEvent, LiveHint, Topic } from '@flx/shared/live'
import type { Role } from '@flx/shared/role'

/** The topics whose subscribers get an event. */
export function topicsOfEvent(event: LiveEvent): Topic[] {
  switch (event.type) {
    case 'pipeline.changed':
      // A schedule is a part of its pipeline.
      return ['pipelines', 'schedules', `pipeline:${event.pipelineId}`]
    case 'execution.changed': {
      const { id, pipelineId } = event.execution
      // Cards show the last execution, so lists of pipelines follow executions, too.
      return ['executions', 'pipelines', `pipeline:${pipelineId}`, `execution:${id}`]
    }
    case 'plugin.changed':
      return ['plugins', `plugin:${event.pluginId}`]
    case 'schedules.changed':
      return ['schedules']
    case 'holds.changed':
      return ['holds']
    case 'alert.changed':
      return ['alerts']
    case 'disk.changed':
      return ['disk']
    case 'failure.noted':
      return event.executionId === null
        ? ['alerts']
        : ['alerts', 'executions', `execution:${event.executionId}`]
    case 'bulk.changed':
      return [`bulk:${event.bulk.id}`]
  }
}

/** What goes to each topic; whoever follows several of them hears a hint again, which changes nothing. */
export function hintsByTopic(hints: readonly LiveHint[]): Map<Topic, LiveHint[]> {
  const found = new Map<Topic, LiveHint[]>()
  for (const hint of hints) {
    for (const topic of topicsOfHint(hint)) {
      const about = found.get(topic)
      if (about === undefined) found.set(topic, [hint])
      else about.push(hint)
    }
  }
  return found
}

function topicsOfHint(hint: LiveHint): Topic[] {
  switch (hint.type) {
    case 'execution.progress':
      return ['executions', 'pipelines', `pipeline:${hint.pipelineId}`, `execution:${hint.executionId}`]
    case 'log.appended':
      return [`log:${hint.executionId}`]
    case 'plugin.output':
      return [`plugin:${hint.pluginId}`]
    case 'bulk.progress':
      return [`bulk:${hint.bulkId}`]
    case 'storage.changed':
      // Sent to every socket by the gateway.
      return []
  }
}

/** The role that a subscription needs: output of installations is for those who may install (decision 33). */
export function roleForTopic(topic: Topic): Role {
  return topic.startsWith('plugin:') ? 'editor' : 'viewer'
}
