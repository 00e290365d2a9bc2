import { X } from 'lucide-react'

import { IconButton } from '#web/ui/button.tsx'
import { Input, Select } from '#web/ui/fields/field.tsx'

import { mapRulesWords } from '../words.ts'
import type { RuleRowProps } from './rules-kind.ts'
import { MAP_ACTIONS, MAP_OPERATORS, ruleProblem, type MapRule } from './map-rules.ts'

const TEXT = {
  spellCheck: false,
  autoComplete: 'off',
  className: 'w-48! font-mono text-xs max-sm:order-2 max-sm:w-full!',
}

/** One rule: what is done, to which field, and with what. */
export function MapRuleRow({ rule, onChange, onRemove }: RuleRowProps<MapRule>) {
  const { action, field, value, operator } = rule
  const problem = ruleProblem(rule)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={mapRulesWords.action}
        value={action}
        className="w-52! max-sm:w-auto! max-sm:flex-1"
        onChange={(event) => {
          const next = MAP_ACTIONS.find((known) => known === event.target.value)
          if (next === undefined) return
          const named = next === 'rename' || next === 'rename_stream' || next === 'filter'
          onChange({
            ...rule,
            action: next,
            field: next === 'rename_stream' ? '' : field,
            value: named ? value : '',
          })
        }}
      >
        {MAP_ACTIONS.map((known) => (
          <option key={known} value={known}>
            {mapRulesWords.actions[known]}
          </option>
        ))}
      </Select>
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
            const next = MAP_OPERATORS.find((known) => known === event.target.value)
            if (next !== undefined) onChange({ ...rule, operator: next })
          }}
        >
          {MAP_OPERATORS.map((known) => (
            <option key={known} value={known}>
              {mapRulesWords.operators[known]}
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
      <IconButton
        label={mapRulesWords.removeRule}
        icon={X}
        onClick={onRemove}
        className="max-sm:order-1 sm:ml-auto"
      />
      {problem !== null && (
        <p className="w-full text-xs max-sm:order-2 text-text-faint">{mapRulesWords.missing[problem]}</p>
      )}
    </div>
  )
}
