import { Input } from '#web/ui/fields/field.tsx'

import { mapRulesWords, streamMapsWords } from '../words.ts'
import { RuleRow, SHORT_TEXT } from './rule-row.tsx'
import type { RuleRowProps } from './rules-kind.ts'
import {
  STREAM_MAP_ACTIONS,
  streamMapProblem,
  takesField,
  takesValue,
  type StreamMapRule,
} from './stream-maps.ts'

const TEXT = { spellCheck: false, autoComplete: 'off' }
const EXPRESSION = 'w-auto! min-w-48 flex-1 font-mono text-xs max-sm:order-2 max-sm:w-full! max-sm:flex-none'

/** The row of one stream map rule: its action, field and value. */
export function StreamMapRow({ rule, onChange, onRemove }: RuleRowProps<StreamMapRule>) {
  const { action, field, value } = rule
  const problem = streamMapProblem(rule)
  const isLong = action === 'set' || action === 'filter' || action === 'other'
  return (
    <RuleRow
      actions={STREAM_MAP_ACTIONS}
      words={streamMapsWords.actions}
      action={action}
      missing={problem === null ? null : streamMapsWords.missing[problem]}
      onAction={(next) => {
        const keepsValue = takesValue(next) && takesValue(action)
        onChange({ action: next, field: takesField(next) ? field : '', value: keepsValue ? value : '' })
      }}
      onRemove={onRemove}
    >
      {takesField(action) && (
        <Input
          {...TEXT}
          className={SHORT_TEXT}
          aria-label={action === 'other' ? streamMapsWords.option : mapRulesWords.field}
          aria-invalid={problem === 'field' || undefined}
          placeholder={action === 'other' ? streamMapsWords.optionExample : mapRulesWords.fieldExample}
          value={field}
          onChange={(event) => onChange({ ...rule, field: event.target.value })}
        />
      )}
      {takesValue(action) && (
        <Input
          {...TEXT}
          className={isLong ? EXPRESSION : SHORT_TEXT}
          aria-label={streamMapsWords.values[action]}
          aria-invalid={(problem !== null && problem !== 'field') || undefined}
          placeholder={streamMapsWords.examples[action]}
          value={value}
          onChange={(event) => onChange({ ...rule, value: event.target.value })}
        />
      )}
    </RuleRow>
  )
}
