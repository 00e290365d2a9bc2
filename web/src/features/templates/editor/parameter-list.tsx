import { PARAMETER_KINDS, type ParameterKind, type TemplateParameter } from '@flx/shared/templates/template'
import { Plus, X } from 'lucide-react'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input, Select } from '#web/ui/fields/field.tsx'

import { editorWords as words } from '../words.ts'

const NEW_PARAMETER: TemplateParameter = {
  name: '',
  kind: 'text',
  default: '',
  help: '',
  required: true,
  pattern: '',
  options: [],
}

/** The parameters of a template, each with the fields of its kind. */
export function ParameterList({
  parameters,
  onChange,
  problemOf,
}: {
  parameters: readonly TemplateParameter[]
  onChange: (parameters: readonly TemplateParameter[]) => void
  problemOf: (path: string) => string | undefined
}) {
  return (
    <Section
      title={words.parameters}
      aside={
        <Button size="small" icon={Plus} onClick={() => onChange([...parameters, NEW_PARAMETER])}>
          {words.addParameter}
        </Button>
      }
    >
      <ul className="divide-y divide-line">
        {parameters.map((parameter, index) => (
          // They have no identity other than their position.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} className="py-3 first:pt-0 last:pb-0">
            <Parameter
              parameter={parameter}
              problemOf={(field) => problemOf(`parameters.${index}.${field}`)}
              onChange={(changes) =>
                onChange(
                  parameters.map((item, position) => (position === index ? { ...item, ...changes } : item)),
                )
              }
              onRemove={() => onChange(parameters.filter((_parameter, position) => position !== index))}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Parameter({
  parameter,
  problemOf,
  onChange,
  onRemove,
}: {
  parameter: TemplateParameter
  problemOf: (field: string) => string | undefined
  onChange: (changes: Partial<TemplateParameter>) => void
  onRemove: () => void
}) {
  const { name, kind } = parameter
  return (
    <div className="grid gap-x-3 gap-y-2 sm:grid-cols-2">
      <Field label={words.parameterName} error={problemOf('name')}>
        {(control) => (
          <Input
            {...control}
            className="font-mono text-xs"
            value={name}
            onChange={({ target }) => onChange({ name: target.value })}
          />
        )}
      </Field>
      <Field
        label={words.kind}
        aside={
          <IconButton
            label={words.removeParameter(name)}
            icon={X}
            size="small"
            className="-my-1.5"
            onClick={onRemove}
          />
        }
      >
        {(control) => (
          <Select
            {...control}
            value={kind}
            onChange={({ target }) => onChange({ kind: target.value as ParameterKind })}
          >
            {PARAMETER_KINDS.map((option) => (
              <option key={option} value={option}>
                {words.kinds[option]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {kind !== 'secret' && (
        <Field label={words.default} error={problemOf('default')}>
          {(control) => (
            <Input
              {...control}
              value={parameter.default}
              onChange={({ target }) => onChange({ default: target.value })}
            />
          )}
        </Field>
      )}
      {kind === 'choice' && (
        <Field label={words.options} hint={words.optionsHint} error={problemOf('options')}>
          {(control) => (
            <Input
              {...control}
              defaultValue={parameter.options.join(', ')}
              onChange={({ target }) =>
                onChange({
                  options: target.value
                    .split(',')
                    .map((option) => option.trim())
                    .filter((option) => option !== ''),
                })
              }
            />
          )}
        </Field>
      )}
      {kind === 'text' && (
        <Field label={words.pattern} hint={words.patternHint} error={problemOf('pattern')}>
          {(control) => (
            <Input
              {...control}
              className="font-mono text-xs"
              value={parameter.pattern}
              onChange={({ target }) => onChange({ pattern: target.value })}
            />
          )}
        </Field>
      )}
      <Field label={words.help} error={problemOf('help')}>
        {(control) => (
          <Input
            {...control}
            value={parameter.help}
            onChange={({ target }) => onChange({ help: target.value })}
          />
        )}
      </Field>
      <Checkbox
        label={words.required}
        className="self-end"
        checked={parameter.required}
        onChange={({ target }) => onChange({ required: target.checked })}
      />
    </div>
  )
}
