import {
  ALERT_CONDITIONS,
  THRESHOLDS,
  type AlertCondition,
  type AlertRule,
  type AlertRuleCreate,
} from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'

import { alerts, saveAlertRule } from '#web/api/alerts.ts'
import { isProblem } from '#web/api/problem.ts'
import { formatNumber } from '#web/lib/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox, Switch } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field, Input, Select } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { CONDITION_WORDS, THRESHOLD_WORDS } from './alert-words.ts'
import { PipelinePicker } from './pipeline-picker.tsx'

interface Draft {
  name: string
  condition: AlertCondition
  threshold: string
  pipelineIds: string[]
  tags: string
  channelIds: string[]
  isActive: boolean
  tellRecovery: boolean
}

const draftOf = (rule: AlertRule | null): Draft => ({
  name: rule?.name ?? '',
  condition: rule?.condition ?? 'failure',
  threshold: rule?.threshold?.toString() ?? '',
  pipelineIds: rule?.pipelineIds ?? [],
  tags: rule?.tags.join(', ') ?? '',
  channelIds: rule?.channelIds ?? [],
  isActive: rule?.isActive ?? true,
  tellRecovery: rule?.tellRecovery ?? true,
})

function bodyOf(draft: Draft): Omit<AlertRuleCreate, 'mutedUntil'> {
  const hasThreshold = THRESHOLD_WORDS[draft.condition] !== null && draft.threshold.trim() !== ''
  return {
    name: draft.name,
    condition: draft.condition,
    threshold: hasThreshold ? Number(draft.threshold) : null,
    pipelineIds: draft.pipelineIds,
    tags: draft.tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    channelIds: draft.channelIds,
    isActive: draft.isActive,
    tellRecovery: draft.tellRecovery,
  }
}

/** Creates a rule, or changes one. */
export function RuleDialog({ rule, onClose }: { rule: AlertRule | null; onClose: () => void }) {
  const form = useId()
  const toast = useToast()
  const [draft, setDraft] = useState(() => draftOf(rule))
  const saving = useMutation(saveAlertRule())
  const { data: channels } = useQuery(alerts.channels())
  const change = (changes: Partial<Draft>) => setDraft((current) => ({ ...current, ...changes }))
  const errors = new Map(
    isProblem(saving.error)
      ? saving.error.fields.map(({ path, message }) => [path.split('.')[0], message])
      : [],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (saving.isPending) return
    saving.mutate(
      { id: rule?.id ?? null, body: bodyOf(draft) },
      {
        onSuccess: (saved) => {
          toast.done(`${saved.name} was saved.`)
          onClose()
        },
      },
    )
  }
  const threshold = THRESHOLD_WORDS[draft.condition]
  return (
    <Dialog
      title={rule === null ? 'Create rule' : 'Edit rule'}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" form={form} variant="primary" busy={saving.isPending}>
            Save rule
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="space-y-3 text-text">
        {saving.error !== null && errors.size === 0 && (
          <Notice tone="danger">{messageOf(saving.error)}</Notice>
        )}
        <Field label="Name" required error={errors.get('name')}>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="When" error={errors.get('condition')}>
          {(control) => (
            <Select
              {...control}
              value={draft.condition}
              onChange={(event) => {
                const condition = ALERT_CONDITIONS.find((known) => known === event.target.value)
                if (condition !== undefined) change({ condition, threshold: '' })
              }}
            >
              {ALERT_CONDITIONS.map((condition) => (
                <option key={condition} value={condition}>
                  {CONDITION_WORDS[condition]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {threshold !== null && (
          <Field label={threshold} hint={rangeWords(draft.condition)} error={errors.get('threshold')}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={draft.threshold}
                onChange={(event) => change({ threshold: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field
          label="Pipelines"
          hint="With neither pipelines nor tags the rule is for all."
          error={errors.get('pipelineIds')}
        >
          {(control) => (
            <PipelinePicker
              control={control}
              ids={draft.pipelineIds}
              onChange={(pipelineIds) => change({ pipelineIds })}
            />
          )}
        </Field>
        <Field label="Tags" hint="Separated by commas." error={errors.get('tags')}>
          {(control) => (
            <Input
              {...control}
              value={draft.tags}
              onChange={(event) => change({ tags: event.target.value })}
            />
          )}
        </Field>
        <fieldset className="space-y-1">
          <legend className="mb-1 text-sm font-medium">Tell</legend>
          {(channels ?? []).map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={draft.channelIds.includes(id)}
              onChange={(event) =>
                change({
                  channelIds: event.target.checked
                    ? [...draft.channelIds, id]
                    : draft.channelIds.filter((other) => other !== id),
                })
              }
            />
          ))}
          {channels?.length === 0 && (
            <p className="text-text-faint">There is no channel yet. Incidents are shown here all the same.</p>
          )}
        </fieldset>
        <Checkbox
          label="Also tell when it is good again"
          checked={draft.tellRecovery}
          onChange={(event) => change({ tellRecovery: event.target.checked })}
        />
        <Switch label="Active" checked={draft.isActive} onChange={(isActive) => change({ isActive })} />
      </form>
    </Dialog>
  )
}

function rangeWords(condition: AlertCondition): string {
  const range = THRESHOLDS[condition]
  return range === null ? '' : `From ${range.least} to ${formatNumber(range.most)}; empty = ${range.usual}.`
}
