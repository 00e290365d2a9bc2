import {
  GRID_COLUMNS,
  MIN_WIDTH,
  MAX_HEIGHT,
  WIDGET_FILTERS,
  WIDGET_KINDS,
  WIDGET_WINDOWS,
  type Widget,
  type WidgetKind,
} from '@flx/shared/dashboards/dashboard'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { Field, PendingOption, Select, Textarea } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'

import { DEFAULT_SIZE } from '../draft.ts'
import { KIND_WORDS, widgetDialogWords as words, WINDOW_NAMES } from '../words.ts'
import { PipelineField } from './pipeline-field.tsx'

const newWidget = (kind: WidgetKind): Widget => ({
  id: crypto.randomUUID(),
  kind,
  ...DEFAULT_SIZE[kind],
  window: '30d',
  pipelineId: null,
  tag: null,
  text: '',
})

type ScopeKind = 'all' | 'tag' | 'pipeline'

/** Sets what a widget shows, for which pipelines and which time. If `widget` is null, adds a new one. */
export function WidgetDialog({
  widget,
  onPut,
  onClose,
}: {
  widget: Widget | null
  onPut: (widget: Widget) => void
  onClose: () => void
}) {
  const [draft, setDraft] = useState(() => widget ?? newWidget('outcomes'))
  const [scope, setScope] = useState<ScopeKind>(
    draft.pipelineId !== null ? 'pipeline' : draft.tag !== null ? 'tag' : 'all',
  )
  const tagsQuery = useQuery({ ...pipelines.tags(), enabled: scope === 'tag' })
  const tags = tagsQuery.data
  const change = (changes: Partial<Widget>) => setDraft((current) => ({ ...current, ...changes }))
  const { kind } = draft
  const filters = WIDGET_FILTERS[kind]
  const chooseKind = (next: WidgetKind) => {
    setDraft({ ...newWidget(next), id: draft.id, window: draft.window })
    setScope('all')
  }
  const missingReason =
    scope === 'pipeline' && draft.pipelineId === null
      ? words.choosePipeline
      : scope === 'tag' && draft.tag === null
        ? words.chooseTag
        : undefined
  return (
    <FormDialog
      title={widget === null ? words.addTitle : words.editTitle}
      submitLabel={widget === null ? words.add : words.apply}
      pending={false}
      disabledReason={missingReason}
      submitError={null}
      onSubmit={() => onPut(draft)}
      onClose={onClose}
    >
      <Field label={words.kind} hint={KIND_WORDS[kind].hint}>
        {(control) => (
          <Select
            {...control}
            value={kind}
            onChange={({ target: { value } }) => {
              const next = WIDGET_KINDS.find((option) => option === value)
              if (next !== undefined) chooseKind(next)
            }}
          >
            {WIDGET_KINDS.map((option) => (
              <option key={option} value={option}>
                {KIND_WORDS[option].name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {!['running', 'upcoming', 'budgets', 'text'].includes(kind) && (
        <Field label={words.window}>
          {(control) => (
            <Select
              {...control}
              value={draft.window}
              onChange={({ target: { value } }) =>
                change({ window: WIDGET_WINDOWS.find((option) => option === value) ?? '30d' })
              }
            >
              {WIDGET_WINDOWS.map((option) => (
                <option key={option} value={option}>
                  {WINDOW_NAMES[option]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {filters.length > 0 && (
        <Field label={words.scope}>
          {(control) => (
            <Select
              {...control}
              value={scope}
              onChange={({ target: { value } }) => {
                setScope(value === 'tag' || value === 'pipeline' ? value : 'all')
                change({ tag: null, pipelineId: null })
              }}
            >
              <option value="all">{words.scopeAll}</option>
              {filters.includes('tag') && <option value="tag">{words.scopeTag}</option>}
              {filters.includes('pipeline') && <option value="pipeline">{words.scopePipeline}</option>}
            </Select>
          )}
        </Field>
      )}
      {scope === 'tag' && (
        <Field label={words.tag} {...(tags?.length === 0 && { hint: words.noTags })}>
          {(control) => (
            <Select
              {...control}
              value={draft.tag ?? ''}
              onChange={({ target: { value } }) => change({ tag: value === '' ? null : value })}
            >
              <option value="">{words.chooseTag}</option>
              {[...new Set([...(draft.tag === null ? [] : [draft.tag]), ...(tags ?? [])])].map((tag) => (
                <option key={tag} value={tag}>
                  {tag}
                </option>
              ))}
              <PendingOption query={tagsQuery} />
            </Select>
          )}
        </Field>
      )}
      {scope === 'pipeline' && (
        <PipelineField id={draft.pipelineId} onChange={(pipelineId) => change({ pipelineId })} />
      )}
      {kind === 'text' && (
        <Field label={words.text} hint={words.textHint}>
          {(control) => (
            <Textarea
              {...control}
              value={draft.text}
              maxLength={2000}
              onChange={(event) => change({ text: event.target.value })}
            />
          )}
        </Field>
      )}
      <div className="grid grid-cols-2 gap-3">
        <SizeField
          label={words.width}
          from={MIN_WIDTH}
          to={GRID_COLUMNS}
          value={draft.width}
          onChange={(width) => change({ width })}
        />
        <SizeField
          label={words.height}
          from={1}
          to={MAX_HEIGHT}
          value={draft.height}
          onChange={(height) => change({ height })}
        />
      </div>
    </FormDialog>
  )
}

function SizeField({
  label,
  from,
  to,
  value,
  onChange,
}: {
  label: string
  from: number
  to: number
  value: number
  onChange: (value: number) => void
}) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(Number(event.target.value))}>
          {Array.from({ length: to - from + 1 }, (_, index) => (
            <option key={index} value={from + index}>
              {from + index}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
