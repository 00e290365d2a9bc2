import type { LiveEvent, LiveHint } from './live.ts'
import type { JsonObject } from '../json/json.ts'
import type { Role } from '../access/role.ts'

/** Kinds of data that pages load and messages keep up to date; the web maps each to its queries. */
export type LiveData =
  | 'pipelines'
  | 'pipeline'
  | 'executions'
  | 'executionLists'
  | 'execution'
  | 'waiting'
  | 'logMatches'
  | 'plugins'
  | 'statistics'
  | 'schedules'
  | 'alerts'
  | 'failureNotes'
  | 'failures'
  | 'holds'
  | 'storage'
  | 'bulk'
  | 'projects'
  | 'templates'
  | 'dashboards'
  | 'lineage'
  | 'openLineage'
  | 'nodes'

interface TopicRule {
  /** `one`: the topic contains an ID, as in `pipeline:ID`. */
  about: 'all' | 'one'
  /** The role needed to subscribe. */
  role: Role
  /** The data to reload after a gap: everything that a message of this topic can change. */
  keys: readonly LiveData[]
}

/** All rooms that a page can subscribe to. `log:ID` and `execution:ID` take an execution's ID. */
export const TOPICS = {
  pipelines: {
    about: 'all',
    role: 'viewer',
    keys: ['pipelines', 'schedules', 'statistics', 'lineage', 'templates'],
  },
  executions: {
    about: 'all',
    role: 'viewer',
    keys: ['executions', 'statistics', 'alerts', 'failureNotes', 'nodes'],
  },
  plugins: { about: 'all', role: 'viewer', keys: ['plugins', 'waiting', 'projects'] },
  alerts: { about: 'all', role: 'viewer', keys: ['alerts', 'failureNotes', 'statistics'] },
  failures: { about: 'all', role: 'viewer', keys: ['failures'] },
  openLineage: { about: 'all', role: 'admin', keys: ['openLineage'] },
  schedules: { about: 'all', role: 'viewer', keys: ['schedules'] },
  projects: { about: 'all', role: 'viewer', keys: ['projects'] },
  templates: { about: 'all', role: 'viewer', keys: ['templates', 'pipelines'] },
  dashboards: { about: 'all', role: 'viewer', keys: ['dashboards'] },
  disk: { about: 'all', role: 'viewer', keys: ['storage'] },
  holds: { about: 'all', role: 'viewer', keys: ['holds', 'schedules', 'waiting'] },
  nodes: { about: 'all', role: 'viewer', keys: ['nodes', 'waiting'] },
  pipeline: { about: 'one', role: 'viewer', keys: ['pipeline', 'executionLists', 'schedules'] },
  execution: { about: 'one', role: 'viewer', keys: ['execution', 'failureNotes'] },
  log: { about: 'one', role: 'viewer', keys: ['execution', 'logMatches'] },
  // Output of installations is limited to users who can install.
  plugin: { about: 'one', role: 'editor', keys: ['plugins', 'waiting'] },
  bulk: { about: 'one', role: 'viewer', keys: ['bulk'] },
} as const satisfies Record<string, TopicRule>

export type TopicKind = keyof typeof TOPICS
export type Topic = {
  [Kind in TopicKind]: (typeof TOPICS)[Kind]['about'] extends 'one' ? `${Kind}:${string}` : Kind
}[TopicKind]

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isTopic(value: unknown): value is Topic {
  if (typeof value !== 'string') return false
  const [kind = '', ...rest] = value.split(':')
  if (!isKind(kind)) return false
  const id = rest.join(':')
  return TOPICS[kind].about === 'one' ? ID.test(id) : value === kind
}

const isKind = (text: string): text is TopicKind => Object.hasOwn(TOPICS, text)

/** Returns the rule of a topic and the ID it contains ('' if it is about all). */
export function ruleOf(topic: Topic): TopicRule & { id: string } {
  const [kind = '', id = ''] = topic.split(':')
  // A Topic starts with its kind.
  return { ...TOPICS[kind as TopicKind], id }
}

type Message = LiveEvent | LiveHint
type TopicsByType = {
  [Type in Message['type']]: (message: Extract<Message, { type: Type }>) => readonly Topic[]
}

/** The topics that receive each type of message. */
const TOPICS_BY_TYPE: TopicsByType = {
  // A schedule belongs to its pipeline.
  'pipeline.changed': ({ pipelineId }) => ['pipelines', 'schedules', `pipeline:${pipelineId}`],
  'pipeline.schemaChanged': ({ pipelineId }) => [`pipeline:${pipelineId}`],
  // Cards show the last execution, so lists of pipelines follow executions too.
  'execution.changed': ({ execution }) => [
    'executions',
    'pipelines',
    `pipeline:${execution.pipelineId}`,
    `execution:${execution.id}`,
  ],
  'execution.noted': ({ executionId, pipelineId }) => [
    'executions',
    `pipeline:${pipelineId}`,
    `execution:${executionId}`,
  ],
  'plugin.changed': ({ pluginId }) => ['plugins', `plugin:${pluginId}`],
  'schedules.changed': () => ['schedules'],
  'project.changed': () => ['projects'],
  'template.changed': () => ['templates'],
  'dashboards.changed': () => ['dashboards'],
  'holds.changed': () => ['holds'],
  'nodes.changed': () => ['nodes'],
  'alert.changed': () => ['alerts'],
  'disk.changed': () => ['disk'],
  'openLineage.changed': () => ['openLineage'],
  // Pages of the lineage follow the pipelines.
  'lineage.received': () => ['pipelines', 'openLineage'],
  'failure.noted': ({ executionId }) =>
    executionId === null ? ['alerts'] : ['alerts', 'executions', `execution:${executionId}`],
  'failures.changed': () => ['failures'],
  'bulk.changed': ({ bulk }) => [`bulk:${bulk.id}`],
  'execution.progress': ({ pipelineId, executionId }) => [
    'executions',
    'pipelines',
    `pipeline:${pipelineId}`,
    `execution:${executionId}`,
  ],
  'transform.progress': ({ executionId }) => [`execution:${executionId}`],
  'state.confirmed': ({ executionId, pipelineId }) => [`execution:${executionId}`, `pipeline:${pipelineId}`],
  'log.appended': ({ executionId }) => [`log:${executionId}`],
  'plugin.output': ({ pluginId }) => [`plugin:${pluginId}`],
  'bulk.progress': ({ bulkId }) => [`bulk:${bulkId}`],
  // Sent to every page, without a subscription.
  'storage.changed': () => [],
}

/** Returns whether a message has a known type and contains what its topics need. */
export function isLiveEvent(message: JsonObject): message is JsonObject & LiveEvent {
  if (typeof message['type'] !== 'string' || !Object.hasOwn(TOPICS_BY_TYPE, message['type'])) return false
  try {
    return topicsOf(message as Message).every(isTopic)
  } catch {
    // It lacks the fields that its topics need.
    return false
  }
}

/** Returns the topics whose subscribers receive a message. */
export function topicsOf<Type extends Message['type']>(
  message: Extract<Message, { type: Type }>,
): readonly Topic[] {
  // Each entry takes the messages of its key.
  const topicsOfType = TOPICS_BY_TYPE[message.type] as (typed: typeof message) => readonly Topic[]
  return topicsOfType(message)
}
