import { X } from 'lucide-react'

import { IconButton } from '#web/ui/button.tsx'
import { Input, Select } from '#web/ui/fields/field.tsx'

import { mapRulesWords, streamMapsWords } from '../words.ts'
import type { RuleRowProps } from './rules-kind.ts'
import {
  STREAM_MAP_ACTIONS,
  streamMapProblem,
  takesField,
  takesValue,
  type StreamMapRule,
} from './stream-maps.ts'

const TEXT = { spellCheck: false, autoComplete: 'off' }
const NAME = 'w-48! font-mono text-xs max-sm:order-2 max-sm:w-full!'
const EXPRESSION = 'w-auto! min-w-48 flex-1 font-mono text-xs max-sm:order-2 max-sm:w-full! max-sm:flex-none'

/** One rule of a stream map: what is done, to which field, and with what. */
export function StreamMapRow({ rule, onChange, onRemove }: RuleRowProps<StreamMapRule>) {
  const { action, field, value } = rule
  const problem = streamMapProblem(rule)
  const isLong = action === 'set' || action === 'filter' || action === 'other'
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={mapRulesWords.action}
        value={action}
        className="w-52! max-sm:w-auto! max-sm:flex-1"
        onChange={(event) => {
          const next = STREAM_MAP_ACTIONS.find((known) => known === event.target.value)
          if (next === undefined) return
          const keeps = takesValue(next) && takesValue(action)
          onChange({ action: next, field: takesField(next) ? field : '', value: keeps ? value : '' })
        }}
      >
        {STREAM_MAP_ACTIONS.map((known) => (
          <option key={known} value={known}>
            {streamMapsWords.actions[known]}
          </option>
        ))}
      </Select>
      {takesField(action) && (
        <Input
          {...TEXT}
          className={NAME}
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
          className={isLong ? EXPRESSION : NAME}
          aria-label={streamMapsWords.values[action]}
          aria-invalid={(problem !== null && problem !== 'field') || undefined}
          placeholder={streamMapsWords.examples[action]}
          value={value}
          onChange={(event) => onChange({ ...rule, value: event.target.value })}
        />
      )}
      <IconButton
        label={mapRulesWords.removeRule}
        icon={X}
        onClick={onRemove}
        className="max-sm:order-1 sm:ml-auto"
      />
      {problem !== null && (
        <p className="w-full text-xs max-sm:order-2 text-text-faint">{streamMapsWords.missing[problem]}</p>
      )}
    </div>
  )
}
