import {
  ALERT_CONDITIONS,
  THRESHOLDS,
  type AlertCondition,
  type AlertRule,
  type AlertRuleCreate,
} from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { alerts, saveAlertRule } from '#web/api/alerts.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { generalError } from '#web/parts/settings/field-errors.ts'
import { Checkbox, Switch } from '#web/ui/fields/checkbox.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { Field, Input, Select } from '#web/ui/fields/field.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { BurnWindowsField, draftWindowsOf, windowsOf, type DraftWindow } from './burn-windows-field.tsx'
import { PipelinePicker } from './pipeline-picker.tsx'
import { CONDITION_WORDS, THRESHOLD_WORDS, ruleDialogWords } from './words.ts'

interface Draft {
  name: string
  condition: AlertCondition
  threshold: string
  burnWindows: DraftWindow[]
  pipelineIds: string[]
  tags: string
  channelIds: string[]
  isActive: boolean
  notifyRecovery: boolean
}

const draftOf = (rule: AlertRule | null): Draft => ({
  name: rule?.name ?? '',
  condition: rule?.condition ?? 'failure',
  threshold: rule?.threshold?.toString() ?? '',
  burnWindows: draftWindowsOf(rule?.burnWindows ?? null),
  pipelineIds: rule?.pipelineIds ?? [],
  tags: rule?.tags.join(', ') ?? '',
  channelIds: rule?.channelIds ?? [],
  isActive: rule?.isActive ?? true,
  notifyRecovery: rule?.notifyRecovery ?? true,
})

function bodyOf(draft: Draft): Omit<AlertRuleCreate, 'mutedUntil'> {
  const hasThreshold = THRESHOLD_WORDS[draft.condition] !== null && draft.threshold.trim() !== ''
  return {
    name: draft.name,
    condition: draft.condition,
    threshold: hasThreshold ? Number(draft.threshold) : null,
    burnWindows: draft.condition === 'burn-rate' ? windowsOf(draft.burnWindows) : null,
    pipelineIds: draft.pipelineIds,
    tags: draft.tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    channelIds: draft.channelIds,
    isActive: draft.isActive,
    notifyRecovery: draft.notifyRecovery,
  }
}

/** The fields that show their own errors. */
const SHOWN = ['name', 'condition', 'threshold', 'burnWindows', 'pipelineIds', 'tags']

/** Creates or changes a rule. */
export function RuleDialog({ rule, onClose }: { rule: AlertRule | null; onClose: () => void }) {
  const toast = useToast()
  const [draft, setDraft] = useState(() => draftOf(rule))
  const saving = useMutation(saveAlertRule())
  const channelsQuery = useQuery(alerts.channels())
  const change = (changes: Partial<Draft>) => setDraft((current) => ({ ...current, ...changes }))
  const errors = new Map(
    isProblem(saving.error)
      ? saving.error.fields.map(({ path, message }) => [path.split('.')[0] ?? '', message])
      : [],
  )
  const submit = () =>
    saving.mutate(
      { id: rule?.id ?? null, body: bodyOf(draft) },
      {
        onSuccess: (saved) => {
          toast.done(ruleDialogWords.saved(saved.name))
          onClose()
        },
      },
    )
  const threshold = THRESHOLD_WORDS[draft.condition]
  return (
    <FormDialog
      title={rule === null ? ruleDialogWords.createRule : ruleDialogWords.editRule}
      submitLabel={ruleDialogWords.saveRule}
      pending={saving.isPending}
      submitError={generalError(saving.error, SHOWN, errors)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={ruleDialogWords.name} required error={errors.get('name')}>
        {(control) => (
          <Input {...control} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
        )}
      </Field>
      <Field label={ruleDialogWords.when} error={errors.get('condition')}>
        {(control) => (
          <Select
            {...control}
            value={draft.condition}
            onChange={(event) => {
              const condition = ALERT_CONDITIONS.find((option) => option === event.target.value)
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
      {draft.condition === 'burn-rate' && (
        <BurnWindowsField
          windows={draft.burnWindows}
          error={errors.get('burnWindows')}
          onChange={(burnWindows) => change({ burnWindows })}
        />
      )}
      <Field
        label={ruleDialogWords.pipelines}
        hint={ruleDialogWords.pipelinesHint}
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
      <Field label={ruleDialogWords.tags} hint={ruleDialogWords.tagsHint} error={errors.get('tags')}>
        {(control) => (
          <Input {...control} value={draft.tags} onChange={(event) => change({ tags: event.target.value })} />
        )}
      </Field>
      <fieldset className="space-y-1">
        <legend className="mb-1 text-sm font-medium">{ruleDialogWords.channels}</legend>
        <QueryContent query={channelsQuery} errorTitle={ruleDialogWords.channelsFailed} skeleton="h-5">
          {(channels) =>
            channels.length === 0 ? (
              <p className="text-text-faint">{ruleDialogWords.noChannels}</p>
            ) : (
              channels.map(({ id, name }) => (
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
              ))
            )
          }
        </QueryContent>
      </fieldset>
      <Checkbox
        label={ruleDialogWords.notifyOnRecovery}
        checked={draft.notifyRecovery}
        onChange={(event) => change({ notifyRecovery: event.target.checked })}
      />
      <Switch
        label={ruleDialogWords.active}
        checked={draft.isActive}
        onChange={(isActive) => change({ isActive })}
      />
    </FormDialog>
  )
}

function rangeWords(condition: AlertCondition): string {
  const range = THRESHOLDS[condition]
  return range === null ? '' : ruleDialogWords.range(range.least, range.most, range.usual)
}
