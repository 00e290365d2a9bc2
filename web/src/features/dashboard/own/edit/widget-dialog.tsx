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
import { Field, Select, Textarea } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'

import { USUAL_SIZE } from '../draft.ts'
import { KIND_WORDS, widgetDialogWords as words, WINDOW_NAMES } from '../words.ts'
import { PipelineField } from './pipeline-field.tsx'

const newWidget = (kind: WidgetKind): Widget => ({
  id: crypto.randomUUID(),
  kind,
  ...USUAL_SIZE[kind],
  window: '30d',
  pipelineId: null,
  tag: null,
  text: '',
})

type Of = 'all' | 'tag' | 'pipeline'

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
  const [of, setOf] = useState<Of>(
    draft.pipelineId !== null ? 'pipeline' : draft.tag !== null ? 'tag' : 'all',
  )
  const { data: tags } = useQuery({ ...pipelines.tags(), enabled: of === 'tag' })
  const change = (changes: Partial<Widget>) => setDraft((before) => ({ ...before, ...changes }))
  const { kind } = draft
  const narrows = WIDGET_FILTERS[kind]
  const chooseKind = (next: WidgetKind) => {
    setDraft({ ...newWidget(next), id: draft.id, window: draft.window })
    setOf('all')
  }
  const missing =
    of === 'pipeline' && draft.pipelineId === null
      ? words.choosePipeline
      : of === 'tag' && draft.tag === null
        ? words.chooseTag
        : undefined
  return (
    <FormDialog
      title={widget === null ? words.addTitle : words.editTitle}
      submitLabel={widget === null ? words.add : words.apply}
      pending={false}
      disabledReason={missing}
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
              const next = WIDGET_KINDS.find((known) => known === value)
              if (next !== undefined) chooseKind(next)
            }}
          >
            {WIDGET_KINDS.map((known) => (
              <option key={known} value={known}>
                {KIND_WORDS[known].name}
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
                change({ window: WIDGET_WINDOWS.find((known) => known === value) ?? '30d' })
              }
            >
              {WIDGET_WINDOWS.map((known) => (
                <option key={known} value={known}>
                  {WINDOW_NAMES[known]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {narrows.length > 0 && (
        <Field label={words.of}>
          {(control) => (
            <Select
              {...control}
              value={of}
              onChange={({ target: { value } }) => {
                setOf(value === 'tag' || value === 'pipeline' ? value : 'all')
                change({ tag: null, pipelineId: null })
              }}
            >
              <option value="all">{words.ofAll}</option>
              {narrows.includes('tag') && <option value="tag">{words.ofTag}</option>}
              {narrows.includes('pipeline') && <option value="pipeline">{words.ofPipeline}</option>}
            </Select>
          )}
        </Field>
      )}
      {of === 'tag' && (
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
            </Select>
          )}
        </Field>
      )}
      {of === 'pipeline' && (
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
