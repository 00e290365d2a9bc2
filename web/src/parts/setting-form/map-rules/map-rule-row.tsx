import { Input, Select } from '#web/ui/fields/field.tsx'

import { mapRulesWords } from '../words.ts'
import { RuleRow, SHORT_TEXT } from './rule-row.tsx'
import type { RuleRowProps } from './rules-kind.ts'
import { MAP_ACTIONS, MAP_OPERATORS, ruleProblem, type MapRule } from './map-rules.ts'

const TEXT = {
  spellCheck: false,
  autoComplete: 'off',
  className: SHORT_TEXT,
}

/** The row of one rule: its action, field and value. */
export function MapRuleRow({ rule, onChange, onRemove }: RuleRowProps<MapRule>) {
  const { action, field, value, operator } = rule
  const problem = ruleProblem(rule)
  return (
    <RuleRow
      actions={MAP_ACTIONS}
      words={mapRulesWords.actions}
      action={action}
      missing={problem === null ? null : mapRulesWords.missing[problem]}
      onAction={(next) => {
        const takesValue = next === 'rename' || next === 'rename_stream' || next === 'filter'
        onChange({
          ...rule,
          action: next,
          field: next === 'rename_stream' ? '' : field,
          value: takesValue ? value : '',
        })
      }}
      onRemove={onRemove}
    >
      {action !== 'rename_stream' && (
        <Input
          {...TEXT}
          aria-label={mapRulesWords.field}
          aria-invalid={problem === 'field' || undefined}
          placeholder={mapRulesWords.fieldExample}
          value={field}
          onChange={(event) => onChange({ ...rule, field: event.target.value })}
        />
      )}
      {action === 'filter' && (
        <Select
          aria-label={mapRulesWords.operator}
          value={operator}
          className="w-40! max-sm:order-2 max-sm:w-full!"
          onChange={(event) => {
            const next = MAP_OPERATORS.find((option) => option === event.target.value)
            if (next !== undefined) onChange({ ...rule, operator: next })
          }}
        >
          {MAP_OPERATORS.map((option) => (
            <option key={option} value={option}>
              {mapRulesWords.operators[option]}
            </option>
          ))}
        </Select>
      )}
      {action === 'filter' && (operator !== 'exists' || value !== '') && (
        <Input
          {...TEXT}
          aria-label={mapRulesWords.value}
          placeholder={mapRulesWords.valueExamples[operator === 'in' ? 'several' : 'one']}
          value={value}
          onChange={(event) => onChange({ ...rule, value: event.target.value })}
        />
      )}
      {(action === 'rename' || action === 'rename_stream') && (
        <Input
          {...TEXT}
          aria-label={mapRulesWords.newName}
          aria-invalid={problem === 'name' || undefined}
          placeholder={mapRulesWords.newName}
          value={value}
          onChange={(event) => onChange({ ...rule, value: event.target.value })}
        />
      )}
    </RuleRow>
  )
}
