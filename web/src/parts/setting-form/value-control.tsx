import { CalendarDays } from 'lucide-react'
import { useRef } from 'react'

import { IconButton } from '#web/ui/button.tsx'
import { Input, Select, Textarea, type ControlProps } from '#web/ui/fields/field.tsx'

import { isMapRules } from './map-rules/map-rules.ts'
import { RulesInput } from './map-rules/rules-input.tsx'
import { MAP_RULES, STREAM_MAPS } from './map-rules/rules-kinds.ts'
import { isStreamMaps } from './map-rules/stream-maps.ts'
import { ListInput, textsOf } from './list-input.tsx'
import type { SettingField } from './setting-form.ts'
import { formatShort, textOf } from './setting-text.ts'
import { valueControlWords } from './words.ts'

interface Props {
  control: ControlProps
  field: SettingField
  text: string
  onText: (text: string) => void
}

/**
 * The control of a setting that is not a secret, by its editor. Every control keeps a value that it would not
 * offer itself.
 */
export function ValueControl(props: Props) {
  const { control, field, text, onText } = props
  const placeholder = placeholderOf(field)
  switch (field.editor) {
    case 'boolean':
    case 'options':
      return <Choice {...props} />
    case 'array': {
      const texts = textsOf(text)
      if (texts !== null) {
        return (
          <ListInput
            control={control}
            label={field.label}
            texts={texts}
            onTexts={(next) => onText(next.length === 0 ? '' : JSON.stringify(next, null, 2))}
          />
        )
      }
      return <JsonInput {...props} />
    }
    case 'object': {
      const json = <JsonInput {...props} />
      const rules = { control, label: field.label, text, onText, children: json }
      if (isMapRules(field.name, field.definition.description))
        return <RulesInput kind={MAP_RULES} {...rules} />
      return isStreamMaps(field.name) ? <RulesInput kind={STREAM_MAPS} {...rules} /> : json
    }
    case 'date':
      return <DateInput {...props} />
    case 'integer':
    case 'decimal':
      return (
        // Not type=number, which accepts no references and drops what it cannot read.
        <Input
          {...control}
          value={text}
          placeholder={placeholder}
          inputMode={field.editor === 'integer' ? 'numeric' : 'decimal'}
          className="tabular"
          onChange={(event) => onText(event.target.value)}
        />
      )
    case 'email':
    case 'file':
    case 'text':
      return <TextInput {...props} />
  }
}

function JsonInput({ control, field, text, onText }: Props) {
  return (
    <>
      <Textarea
        {...control}
        value={text}
        placeholder={placeholderOf(field)}
        rows={Math.min(20, Math.max(3, text.split('\n').length))}
        spellCheck={false}
        className="field-sizing-content max-h-96 font-mono text-xs"
        onChange={(event) => onText(event.target.value)}
      />
      {field.editor === 'array' && text === '' && (
        <button
          type="button"
          aria-label={valueControlWords.asListNamed(field.label)}
          className="mt-1 rounded-sm text-xs text-text-faint hover:text-text hover:underline"
          onClick={() => onText('[""]')}
        >
          {valueControlWords.asList}
        </button>
      )}
    </>
  )
}

function TextInput({ control, field, text, onText }: Props) {
  const controlProps = { ...control, value: text, placeholder: placeholderOf(field), spellCheck: false }
  if (text.includes('\n')) {
    return <Textarea {...controlProps} rows={4} onChange={(event) => onText(event.target.value)} />
  }
  return (
    <Input
      {...controlProps}
      autoComplete="off"
      inputMode={field.editor === 'email' ? 'email' : undefined}
      onChange={(event) => onText(event.target.value)}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text')
        if (!pasted.trim().includes('\n')) return
        event.preventDefault()
        onText(pasted)
      }}
    />
  )
}

const YES_NO = [
  { text: 'true', label: valueControlWords.yes },
  { text: 'false', label: valueControlWords.no },
]

function Choice({ control, field, text, onText }: Props) {
  const options =
    field.editor === 'boolean'
      ? YES_NO
      : (field.definition.options ?? []).map(({ label, value }) => ({
          text: textOf(value, 'options'),
          label: label === undefined || label === '' ? formatShort(value) : label,
        }))
  const isOption = text === '' || options.some((option) => option.text === text)
  const reference = unquoted(text)
  if (!isOption && (reference.startsWith('$') || reference.startsWith('file:'))) {
    return (
      <Input
        {...control}
        value={reference}
        placeholder={valueControlWords.referenceExample}
        spellCheck={false}
        autoComplete="off"
        className="font-mono"
        onChange={(event) => onText(event.target.value)}
      />
    )
  }
  return (
    <Select {...control} value={text} onChange={(event) => onText(event.target.value)}>
      <option value="">{unsetWords(field, options)}</option>
      {options.map((option) => (
        <option key={option.text} value={option.text}>
          {option.label}
        </option>
      ))}
      {!isOption && <option value={text}>{reference}</option>}
      <option value="$">{valueControlWords.fromEnvironment}</option>
    </Select>
  )
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1')

function unsetWords(field: SettingField, options: readonly { text: string; label: string }[]): string {
  if (field.fallback === null) return valueControlWords.notSet
  const { from, value } = field.fallback
  const text = textOf(value, field.editor)
  const label = options.find((option) => option.text === text)?.label ?? formatShort(value)
  return from === 'default' ? valueControlWords.default(label) : valueControlWords.inherited(label)
}

/** Free text, because a time, a zone or a reference is also allowed. The button picks a day. */
function DateInput({ control, field, text, onText }: Props) {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <div className="relative">
      <Input
        {...control}
        value={text}
        placeholder={placeholderOf(field) || '2026-01-31T00:00:00Z'}
        spellCheck={false}
        autoComplete="off"
        className="tabular pr-10"
        onChange={(event) => onText(event.target.value)}
      />
      <input
        ref={picker}
        type="date"
        tabIndex={-1}
        aria-hidden
        value={/^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? ''}
        className="pointer-events-none absolute right-0 bottom-0 size-0 opacity-0"
        onChange={(event) => onText(`${event.target.value}T00:00:00Z`)}
      />
      <IconButton
        label={valueControlWords.pickDate(field.label)}
        icon={CalendarDays}
        onClick={() => picker.current?.showPicker()}
        className="absolute top-0 right-0"
      />
    </div>
  )
}

function placeholderOf({ definition, fallback, editor }: SettingField): string {
  if (fallback !== null)
    return editor === 'array' || editor === 'object'
      ? textOf(fallback.value, editor)
      : formatShort(fallback.value)
  return definition.placeholder ?? ''
}
