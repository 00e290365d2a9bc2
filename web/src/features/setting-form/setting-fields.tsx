import { FilterX } from 'lucide-react'
import { useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Field, Textarea } from '#web/ui/field.tsx'
import { SearchField } from '#web/ui/search-field.tsx'

import {
  groupFields,
  neededSettings,
  REST,
  type SettingEdits,
  type SettingErrors,
  type SettingField,
  type SettingForm,
} from './setting-form.ts'
import { Alternatives } from './alternatives.tsx'
import { SettingControl } from './setting-control.tsx'

const NOTHING_NEEDED: readonly (readonly string[])[] = []

/** From this many settings on, a search narrows them. */
const MANY = 12

/**
 * The settings of one plugin as fields, needed ones first, then in the order of their definitions. What no definition names is shown as JSON,
 * so that nothing that is stored is out of sight.
 */
export function SettingFields({
  form,
  edits,
  errors,
  groups = NOTHING_NEEDED,
  inheritedFrom,
  onChange,
}: {
  form: SettingForm
  edits: SettingEdits
  errors: SettingErrors
  /** Sets of settings of which the plugin needs one. */
  groups?: readonly (readonly string[])[]
  /** Where inherited values come from, in words: "the plugin". */
  inheritedFrom: string
  onChange: (edits: SettingEdits) => void
}) {
  const [search, setSearch] = useState('')
  const shown = form.fields.filter((field) => !field.hidden)
  const matching =
    search === '' ? shown : shown.filter((field) => matches(field, search) || errors[field.name])
  const hasRest = Object.keys(form.rest).length > 0 || edits.rest !== null || errors[REST] !== undefined

  const labelOf = (name: string): string => shown.find((field) => field.name === name)?.label ?? name

  const control = (field: SettingField) => (
    <SettingControl
      key={field.name}
      field={field}
      edit={edits.fields[field.name]}
      error={errors[field.name]}
      inheritedFrom={inheritedFrom}
      onEdit={(edit) => {
        const { [field.name]: _before, ...others } = edits.fields
        onChange({ ...edits, fields: edit === undefined ? others : { ...others, [field.name]: edit } })
      }}
    />
  )

  return (
    <div className="space-y-5">
      <Alternatives alternatives={neededSettings(form, edits, groups)} labelOf={labelOf} />
      {shown.length > MANY && (
        <SearchField
          label="Find a setting"
          placeholder={`Find among ${shown.length} settings…`}
          value={search}
          onSearch={setSearch}
          className="max-w-sm"
        />
      )}
      {matching.length === 0 && search !== '' && (
        <p className="text-sm text-text-faint">
          No setting matches.{' '}
          <Button size="small" icon={FilterX} onClick={() => setSearch('')}>
            Show all
          </Button>
        </p>
      )}
      {groupFields(matching, new Set(groups.flat())).map(({ group, fields }) =>
        group === null ? (
          <div key="" className={GRID}>
            {fields.map(control)}
          </div>
        ) : (
          <fieldset key={group} className="border-l-2 border-line pl-4">
            <legend className="mb-2 font-mono text-xs font-medium text-text-faint">{group}</legend>
            <div className={GRID}>{fields.map(control)}</div>
          </fieldset>
        ),
      )}
      {shown.length === 0 && !hasRest && (
        <p className="text-sm text-text-soft">
          This plugin describes no settings. Add the ones it needs as JSON.
        </p>
      )}
      {hasRest ? (
        <RestField form={form} edits={edits} error={errors[REST]} onChange={onChange} />
      ) : (
        <Button
          size="small"
          variant="quiet"
          className="-ml-2.5"
          onClick={() => onChange({ ...edits, rest: '{\n  \n}' })}
        >
          Add settings that are not listed
        </Button>
      )}
    </div>
  )
}

const GRID = 'grid gap-x-6 gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))]'

function matches({ name, label, definition }: SettingField, search: string): boolean {
  const wanted = search.toLowerCase()
  return [name, label, definition.description ?? ''].some((text) => text.toLowerCase().includes(wanted))
}

function RestField({
  form,
  edits,
  error,
  onChange,
}: {
  form: SettingForm
  edits: SettingEdits
  error: string | undefined
  onChange: (edits: SettingEdits) => void
}) {
  const stored = Object.keys(form.rest).length === 0 ? '' : JSON.stringify(form.rest, null, 2)
  const text = edits.rest ?? stored
  return (
    <Field
      label="Other settings"
      error={error}
      hint={
        <>
          Settings that the plugin does not describe, as JSON. They are passed on as they are.
          {text.includes('$secret') && ' {"$secret": true} keeps a stored secret.'}
        </>
      }
    >
      {(control) => (
        <Textarea
          {...control}
          value={text}
          rows={Math.min(16, Math.max(3, text.split('\n').length))}
          spellCheck={false}
          className="field-sizing-content max-h-96 font-mono text-xs"
          onChange={({ target: { value } }) => onChange({ ...edits, rest: value === stored ? null : value })}
        />
      )}
    </Field>
  )
}
