import { isEmitted, statusOf } from '@flx/shared/catalog/selector'
import { clsx } from 'clsx'
import { Bookmark, KeyRound } from 'lucide-react'

import { SelectBox } from '#web/ui/fields/select-box.tsx'
import { Badge } from '#web/ui/status/badge.tsx'

import { settingsOf } from '../draft.ts'
import { fieldDepth, fieldKey, fieldName, type Row } from './rows.ts'
import type { StreamListProps } from './stream-list.tsx'
import { STATUS_WORDS, WORDS } from '../words.ts'

const MAX_INDENTED = 6

/** A field of a stream: whether it is selected, and why. */
export function FieldRow({
  row: { entry, field },
  view,
  changes,
  lines,
  disabledReason,
  onTickField,
}: StreamListProps & { row: Extract<Row, { kind: 'field' }> }) {
  const { stream } = entry.indexed
  const path = stream.fields[field] ?? ''
  const status = statusOf(entry, field)
  const isTicked = isEmitted(status)
  const settings = settingsOf(entry)
  const decidingLine = entry.decidingLines[field + 1] ?? 0
  const excludingLine = decidingLine < 0 ? lines[-decidingLine - 1] : undefined
  const reason =
    status === 'left-out'
      ? excludingLine === undefined
        ? null
        : WORDS.leftOut(excludingLine)
      : STATUS_WORDS[status]
  const fixedReason = status === 'automatic' || status === 'unsupported' ? (reason ?? undefined) : undefined
  const key = fieldKey(stream.id, path)
  const previousType = changes.retyped.get(key)
  const name = fieldName(path)
  return (
    <div className="flex min-h-7.5 items-center gap-1.5 bg-sunken pr-3 pl-9 text-xs">
      <span
        aria-hidden
        className="shrink-0"
        style={{ width: `${Math.min(fieldDepth(entry, field), MAX_INDENTED) * 0.75}rem` }}
      />
      <SelectBox
        label={`${stream.id}.${name}`}
        checked={isTicked}
        disabledReason={disabledReason ?? fixedReason}
        onToggle={() => onTickField(entry, field, !isTicked)}
      />
      <span className="flex min-w-0 grow flex-wrap items-baseline gap-x-3 py-1">
        <code className={clsx('min-w-0 font-mono wrap-anywhere', isTicked ? 'text-text' : 'text-text-soft')}>
          {name}
        </code>
        <span className="font-mono text-2xs wrap-anywhere text-text-faint">
          {view.types[stream.types[field] ?? -1]}
        </span>
      </span>
      <span className="flex shrink-0 flex-wrap items-center justify-end gap-1.5 text-right text-text-faint max-sm:max-w-36">
        {reason !== null && <span className="wrap-anywhere">{reason}</span>}
        {changes.added.has(key) && <Badge tone="accent">{WORDS.badges.new}</Badge>}
        {previousType !== undefined && <Badge tone="caution">{WORDS.badges.was(previousType)}</Badge>}
        {settings.replicationKey === path && (
          <Badge>
            <Bookmark aria-hidden className="size-3" />
            {WORDS.badges.replicationKey}
          </Badge>
        )}
        {settings.primaryKey.includes(path) && (
          <Badge>
            <KeyRound aria-hidden className="size-3" />
            {WORDS.badges.primaryKey}
          </Badge>
        )}
      </span>
    </div>
  )
}
