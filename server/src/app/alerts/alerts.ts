import {
  burnWindowsProblem,
  thresholdProblem,
  type AlertChannel,
  type AlertChannelCreate,
  type AlertChannelPatch,
  type AlertRule,
  type AlertRuleCreate,
  type AlertRulePatch,
  type ChannelSettings,
} from '@flx/shared/alert'
import { isSecretMarker } from '@flx/shared/settings/secret'

import type { AlertChannelRecord, AlertRuleRecord, AlertStore } from '../../domain/alerts/alert-store.ts'
import type { AuditActor } from '../../domain/access/audit-log.ts'
import { withoutDamage } from '../../domain/core/damage.ts'
import { invalid, notFound } from '../../domain/core/errors.ts'
import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import { channelDeleted, channelSaved, channelUsed, ruleDeleted, ruleSaved } from './alert-audit.ts'
import { mapSecrets, hideSecrets } from './channel-secrets.ts'
import { nowText, type AppContext } from '../core/context.ts'

type Context = Pick<AppContext, 'clock' | 'newId' | 'targetUrlProblem'> & {
  alerts: AlertStore
  pipelines: PipelineStore
}

/** Creates a rule. Throws AppError `invalid` for pipelines or channels that do not exist. */
export async function createAlertRule(
  context: Context,
  body: AlertRuleCreate,
  actor: AuditActor,
): Promise<AlertRule> {
  await checkRule(context, body)
  const at = nowText(context)
  const rule = { ...body, id: context.newId(), createdAt: at, updatedAt: at }
  await context.alerts.saveRule(rule, ruleSaved(actor, null, rule))
  return { ...rule, openIncidents: 0 }
}

/** Changes the given fields of a rule. */
export async function updateAlertRule(
  context: Context,
  id: string,
  patch: AlertRulePatch,
  actor: AuditActor,
): Promise<AlertRule> {
  const before = await findAlertRule(context, id)
  const changes = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const rule = withoutDamage(
    { ...before, ...(changes as Partial<AlertRuleCreate>), updatedAt: nowText(context) },
    Object.keys(changes),
  )
  await checkRule(context, rule)
  await context.alerts.saveRule(rule, ruleSaved(actor, before, rule))
  const stored = (await context.alerts.rules()).find((other) => other.id === id)
  return { ...rule, openIncidents: stored?.openIncidents ?? 0 }
}

async function findAlertRule(context: Context, id: string): Promise<AlertRuleRecord> {
  const rule = await context.alerts.findRule(id)
  if (rule === undefined) throw notFound('alert rule', id)
  return rule
}

/** Deletes a rule; its open incidents are closed without a message. */
export async function deleteAlertRule(context: Context, id: string, actor: AuditActor): Promise<void> {
  const rule = await findAlertRule(context, id)
  await context.alerts.removeRule(id, nowText(context), ruleDeleted(actor, rule))
}

async function checkRule(
  context: Context,
  {
    condition,
    threshold,
    burnWindows,
    pipelineIds,
    channelIds,
  }: Pick<AlertRuleCreate, 'condition' | 'threshold' | 'burnWindows' | 'pipelineIds' | 'channelIds'>,
): Promise<void> {
  const thresholdError = thresholdProblem(condition, threshold)
  if (thresholdError !== null) throw invalid(thresholdError, 'threshold')
  const windowsError = burnWindowsProblem(condition, burnWindows)
  if (windowsError !== null) throw invalid(windowsError, 'burnWindows')
  const channels = new Set((await context.alerts.findChannels(channelIds)).map(({ id }) => id))
  const missing = channelIds.findIndex((id) => !channels.has(id))
  if (missing !== -1) throw invalid('This channel does not exist.', `channelIds.${missing}`)
  for (const [index, id] of pipelineIds.entries()) {
    if ((await context.pipelines.find(id)) === undefined)
      throw invalid('This pipeline does not exist.', `pipelineIds.${index}`)
  }
}

/** Returns all channels, with markers in place of secrets. */
export async function listAlertChannels(context: Context): Promise<AlertChannel[]> {
  return (await context.alerts.channels()).map(({ lastDelivery, ...channel }) => ({
    ...channel,
    settings: hideSecrets(channel.settings),
    lastDelivery,
  }))
}

/** Creates a channel. */
export async function createAlertChannel(
  context: Context,
  body: AlertChannelCreate,
  actor: AuditActor,
): Promise<AlertChannel> {
  const at = nowText(context)
  const settings = keepSecrets(body.settings, undefined)
  await checkTarget(context, settings)
  const channel = { id: context.newId(), name: body.name, settings, createdAt: at, updatedAt: at }
  await context.alerts.saveChannel(channel, channelSaved(actor, null, channel))
  return { ...channel, settings: hideSecrets(settings), lastDelivery: null }
}

/** Changes a channel; markers keep the stored secrets. */
export async function updateAlertChannel(
  context: Context,
  id: string,
  patch: AlertChannelPatch,
  actor: AuditActor,
): Promise<AlertChannel> {
  const before = await findAlertChannel(context, id)
  const settings =
    patch.settings === undefined ? before.settings : keepSecrets(patch.settings, before.settings)
  if (patch.settings !== undefined) await checkTarget(context, settings)
  const channel = withoutDamage(
    { ...before, name: patch.name ?? before.name, settings, updatedAt: nowText(context) },
    patch.settings === undefined ? [] : ['settings'],
  )
  await context.alerts.saveChannel(channel, channelSaved(actor, before, channel))
  return { ...channel, settings: hideSecrets(settings), lastDelivery: null }
}

/** Deletes a channel with its deliveries. */
export async function deleteAlertChannel(context: Context, id: string, actor: AuditActor): Promise<void> {
  const channel = await findAlertChannel(context, id)
  await context.alerts.removeChannel(id, channelDeleted(actor, channel))
}

async function checkTarget(context: Context, settings: ChannelSettings): Promise<void> {
  if (settings.kind === 'email' || typeof settings.url !== 'string') return
  const refusal = await context.targetUrlProblem(settings.url)
  if (refusal !== null) throw invalid(refusal, 'settings.url')
}

async function findAlertChannel(context: Context, id: string): Promise<AlertChannelRecord> {
  const [channel] = await context.alerts.findChannels([id])
  if (channel === undefined) throw notFound('alert channel', id)
  return channel
}

/** Queues a test message for a channel; the delivery log shows the outcome. */
export async function testAlertChannel(
  context: Context,
  id: string,
  actor: AuditActor,
): Promise<{ deliveryId: string }> {
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
    channelUsed(actor, channel, 'test'),
  )
  return { deliveryId }
}

function keepSecrets(incoming: ChannelSettings, stored: ChannelSettings | undefined): ChannelSettings {
  return mapSecrets(incoming, (value, field) => {
    if (!isSecretMarker(value)) return value
    const before =
      stored?.kind === incoming.kind ? (stored as unknown as Record<string, unknown>)[field] : undefined
    if (before === undefined) throw invalid('No value is stored yet: enter one.', `settings.${field}`)
    return before
  })
}

/**
 * Sends a message again: retries a waiting delivery at once, or creates a new delivery for any other. Returns
 * the ID of the delivery to follow.
 */
export async function sendAgain(
  context: Context,
  id: string,
  actor: AuditActor,
): Promise<{ deliveryId: string }> {
  const delivery = await context.alerts.findDelivery(id)
  if (delivery === undefined) throw notFound('delivery', id)
  const at = nowText(context)
  const note = channelUsed(actor, await findAlertChannel(context, delivery.channelId), 'retry')
  if (delivery.status === 'pending' && (await context.alerts.retryNow(id, at, note)))
    return { deliveryId: id }
  const deliveryId = context.newId()
  await context.alerts.addDelivery(
    { id: deliveryId, channelId: delivery.channelId, message: delivery.message },
    at,
    note,
  )
  return { deliveryId }
}
