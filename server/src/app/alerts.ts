import type {
  AlertChannel,
  AlertChannelCreate,
  AlertChannelPatch,
  AlertRule,
  AlertRuleCreate,
  AlertRulePatch,
  ChannelSettings,
} from '@flx/shared/alert'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/secret'

import type { AlertChannelRecord, AlertStore } from '../domain/alert-store.ts'
import { invalid, notFound } from '../domain/errors.ts'
import type { PipelineStore } from '../domain/ports.ts'
import { nowText, type AppContext } from './context.ts'

type Context = Pick<AppContext, 'clock' | 'newId'> & { alerts: AlertStore; pipelines: PipelineStore }

/** Creates a rule. Throws AppError `invalid` for pipelines and channels that are not there. */
export async function createAlertRule(context: Context, body: AlertRuleCreate): Promise<AlertRule> {
  await checkReferences(context, body)
  const at = nowText(context)
  const rule = { ...body, id: context.newId(), createdAt: at, updatedAt: at }
  await context.alerts.saveRule(rule)
  return { ...rule, openIncidents: 0 }
}

/** Changes the given fields of a rule. */
export async function updateAlertRule(
  context: Context,
  id: string,
  patch: AlertRulePatch,
): Promise<AlertRule> {
  const before = await context.alerts.findRule(id)
  if (before === undefined) throw notFound('alert rule', id)
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const rule = { ...before, ...(given as Partial<AlertRuleCreate>), updatedAt: nowText(context) }
  await checkReferences(context, rule)
  await context.alerts.saveRule(rule)
  const stored = (await context.alerts.rules()).find((other) => other.id === id)
  return { ...rule, openIncidents: stored?.openIncidents ?? 0 }
}

async function checkReferences(
  context: Context,
  { pipelineIds, channelIds }: Pick<AlertRuleCreate, 'pipelineIds' | 'channelIds'>,
): Promise<void> {
  const channels = new Set((await context.alerts.findChannels(channelIds)).map(({ id }) => id))
  const missing = channelIds.findIndex((id) => !channels.has(id))
  if (missing !== -1) throw invalid('There is no such channel.', `channelIds.${missing}`)
  for (const [index, id] of pipelineIds.entries()) {
    if ((await context.pipelines.find(id)) === undefined)
      throw invalid('There is no such pipeline.', `pipelineIds.${index}`)
  }
}

/** All channels, with markers in place of secrets. */
export async function listAlertChannels(context: Context): Promise<AlertChannel[]> {
  return (await context.alerts.channels()).map(({ lastDelivery, ...channel }) => ({
    ...channel,
    settings: shown(channel.settings),
    lastDelivery,
  }))
}

/** Adds a channel. */
export async function createAlertChannel(context: Context, body: AlertChannelCreate): Promise<AlertChannel> {
  const at = nowText(context)
  const settings = kept(body.settings, undefined)
  const channel = { id: context.newId(), name: body.name, settings, createdAt: at, updatedAt: at }
  await context.alerts.saveChannel(channel)
  return { ...channel, settings: shown(settings), lastDelivery: null }
}

/** Changes a channel; markers keep the stored secrets. */
export async function updateAlertChannel(
  context: Context,
  id: string,
  patch: AlertChannelPatch,
): Promise<AlertChannel> {
  const before = await findAlertChannel(context, id)
  const settings = patch.settings === undefined ? before.settings : kept(patch.settings, before.settings)
  const channel = { ...before, name: patch.name ?? before.name, settings, updatedAt: nowText(context) }
  await context.alerts.saveChannel(channel)
  return { ...channel, settings: shown(settings), lastDelivery: null }
}

export async function findAlertChannel(context: Context, id: string): Promise<AlertChannelRecord> {
  const [channel] = await context.alerts.findChannels([id])
  if (channel === undefined) throw notFound('alert channel', id)
  return channel
}

/** Puts a test message in the queue of a channel; the delivery log shows what became of it. */
export async function testAlertChannel(context: Context, id: string): Promise<{ deliveryId: string }> {
  const channel = await findAlertChannel(context, id)
  const at = nowText(context)
  const deliveryId = context.newId()
  await context.alerts.addDelivery(
    {
      id: deliveryId,
      channelId: id,
      message: {
        kind: 'test',
        subject: 'Test of an alert channel',
        text: `This is a test of the channel "${channel.name}". Nothing is wrong.`,
        ruleName: null,
        pipeline: null,
        executionId: null,
        at,
      },
    },
    at,
  )
  return { deliveryId }
}

/** The fields that hold secrets, by kind: a Slack address lets anybody post. */
const SECRET_FIELDS = { webhook: ['secret'], slack: ['url'], email: ['password'] } as const

function shown(settings: ChannelSettings): ChannelSettings {
  return mapSecrets(settings, (value) => (value === '' ? value : SECRET_MARKER))
}

function kept(incoming: ChannelSettings, stored: ChannelSettings | undefined): ChannelSettings {
  return mapSecrets(incoming, (value, field) => {
    if (!isSecretMarker(value)) return value
    const before =
      stored?.kind === incoming.kind ? (stored as unknown as Record<string, unknown>)[field] : undefined
    if (before === undefined)
      throw invalid('There is no stored value to keep: enter it.', `settings.${field}`)
    return before
  })
}

function mapSecrets(
  settings: ChannelSettings,
  map: (value: unknown, field: string) => unknown,
): ChannelSettings {
  const values = settings as unknown as Record<string, unknown>
  const changed = SECRET_FIELDS[settings.kind].map((field) => [field, map(values[field], field)] as const)
  return { ...settings, ...(Object.fromEntries(changed) as object) }
}
