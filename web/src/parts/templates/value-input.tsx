import type { TemplateParameter } from '@flx/shared/templates/template'
import type { ComponentProps } from 'react'

import { Input, Select } from '#web/ui/fields/field.tsx'

import { valueWords as words } from './words.ts'

/** The control for the value of a parameter, by its kind. */
export function ValueInput({
  parameter: { kind, options, default: preset },
  value,
  onValue,
  ...control
}: {
  parameter: TemplateParameter
  value: string
  onValue: (value: string) => void
} & Omit<ComponentProps<'input'> & ComponentProps<'select'>, 'value' | 'onChange' | 'ref'>) {
  if (kind === 'choice' || kind === 'boolean') {
    const choices = kind === 'boolean' ? [words.yes, words.no] : options
    return (
      <Select {...control} value={value} onChange={(event) => onValue(event.target.value)}>
        <option value="">{preset === '' ? words.choose : preset}</option>
        {choices.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
        {/* A value from a pasted table that is not an option is shown, with its problem. */}
        {value !== '' && !choices.includes(value) && <option value={value}>{value}</option>}
      </Select>
    )
  }
  return (
    <Input
      {...control}
      type={kind === 'secret' ? 'password' : 'text'}
      autoComplete={kind === 'secret' ? 'new-password' : 'off'}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      spellCheck={false}
      placeholder={preset}
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  )
}
