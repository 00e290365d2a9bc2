import type { TemplateParameter } from '@flx/shared/templates/template'
import type { CheckedRow, ParameterValues } from '@flx/shared/templates/template-pipelines'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useId } from 'react'

import { IconButton } from '#web/ui/button.tsx'
import { CARD_CELL, CARD_ROW } from '#web/ui/table/card-look.ts'
import { Td, Tr } from '#web/ui/table/table.tsx'

import { ValueInput } from '#web/parts/templates/value-input.tsx'
import { tableWords as words } from '../words.ts'

/** One row: a control per parameter, followed by the problems. */
export function GridRow({
  number,
  parameters,
  values,
  checked,
  onValues,
  onRemove,
}: {
  number: number
  parameters: readonly TemplateParameter[]
  values: ParameterValues
  checked: CheckedRow | undefined
  onValues: (values: ParameterValues) => void
  onRemove: () => void
}) {
  const id = useId()
  const problems = checked?.problems ?? []
  return (
    <Tr className={CARD_ROW}>
      <Td numeric className={`text-text-faint ${CARD_CELL.title} max-md:text-left`}>
        {number}
      </Td>
      {parameters.map((parameter) => {
        const { name } = parameter
        const isInvalid = problems.some(({ path }) => path === name)
        return (
          <Td key={name} className={`min-w-32 p-1! ${CARD_CELL.message}`}>
            <span aria-hidden className="mb-0.5 block text-xs text-text-faint md:hidden">
              {name}
            </span>
            <ValueInput
              aria-label={words.cell(name, number)}
              aria-invalid={isInvalid || undefined}
              aria-describedby={isInvalid ? id : undefined}
              className="h-7! font-mono text-xs! aria-invalid:bg-danger-soft md:border-transparent md:bg-transparent md:hover:border-line-strong md:focus-visible:bg-surface"
              parameter={parameter}
              value={values[name] ?? ''}
              onValue={(value) => onValues({ ...values, [name]: value })}
            />
          </Td>
        )
      })}
      <Td className={`min-w-44 whitespace-normal ${CARD_CELL.message}`}>
        <span className="flex items-start justify-between gap-1">
          <span id={id} className="min-w-0 text-xs">
            {checked === undefined ? null : problems.length === 0 ? (
              <span className="inline-flex items-center gap-1.5 text-accent">
                <CircleCheck aria-hidden className="size-3.5" />
                {words.isValid}
              </span>
            ) : (
              problems.map(({ path, message }) => (
                <span key={`${path} ${message}`} className="flex items-start gap-1.5 text-danger">
                  <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                  {parameters.some(({ name }) => name === path) ? message : `${path}: ${message}`}
                </span>
              ))
            )}
          </span>
          <IconButton
            label={words.removeRow(number)}
            icon={X}
            size="small"
            className="-my-1"
            onClick={onRemove}
          />
        </span>
      </Td>
    </Tr>
  )
}
