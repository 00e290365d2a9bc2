import { FilterX } from 'lucide-react'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { Button } from '#web/ui/button.tsx'
import { Field, Textarea } from '#web/ui/fields/field.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'

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
import { settingFieldsWords } from './words.ts'

const NO_GROUPS: readonly (readonly string[])[] = []

/** From this many settings on, a search narrows them. */
const SEARCH_THRESHOLD = 12

/**
 * The settings of one plugin as fields, required ones first, then in the order of their definitions. Values
 * without a definition are shown as JSON, so that everything stored is visible.
 */
export function SettingFields({
  form,
  edits,
  errors,
  groups = NO_GROUPS,
  inheritedFrom,
  pathOf,
  onChange,
}: {
  form: SettingForm
  edits: SettingEdits
  errors: SettingErrors
  /** Sets of settings, one of which the plugin requires. */
  groups?: readonly (readonly string[])[]
  /** The source of inherited values in words: "the plugin". */
  inheritedFrom: string
  /** Returns the path of a setting in the surrounding form, which can lock it. */
  pathOf?: (name: string) => string
  onChange: (edits: SettingEdits) => void
}) {
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState(false)
  const container = useRef<HTMLDivElement>(null)
  const visible = form.fields.filter((field) => !field.hidden)
  const matching =
    search === '' ? visible : visible.filter((field) => matches(field, search) || errors[field.name])
  // Based on what is stored, not on what is typed: a field must not move while the user types in it.
  const needed = new Set(groups.flat())
  const prominent =
    search !== '' || visible.length <= SEARCH_THRESHOLD
      ? matching
      : matching.filter(({ name, required, stored }) => required || needed.has(name) || stored !== undefined)
  const folded = prominent.length === 0 ? [] : matching.filter((field) => !prominent.includes(field))
  const hasRest = Object.keys(form.rest).length > 0 || edits.rest !== null || errors[REST] !== undefined

  const labelOf = (name: string): string => visible.find((field) => field.name === name)?.label ?? name

  const renderControl = (field: SettingField) => (
    <SettingControl
      key={field.name}
      {...(pathOf !== undefined && { path: pathOf(field.name) })}
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

  const renderGroups = (fields: readonly SettingField[]) =>
    groupFields(fields, needed).map(({ group, fields: members }) =>
      group === null ? (
        <div key="" className={GRID}>
          {members.map(renderControl)}
        </div>
      ) : (
        <fieldset key={group} className="border-l-2 border-line pl-4">
          <legend className="mb-2 font-mono text-xs font-medium text-text-faint">{group}</legend>
          <div className={GRID}>{members.map(renderControl)}</div>
        </fieldset>
      ),
    )

  return (
    <div ref={container} className="space-y-5">
      <Alternatives alternatives={neededSettings(form, edits, groups)} labelOf={labelOf} />
      {visible.length > SEARCH_THRESHOLD && (
        <SearchField
          label={settingFieldsWords.find}
          placeholder={settingFieldsWords.findAmong(visible.length)}
          value={search}
          onSearch={setSearch}
          className="max-w-sm"
        />
      )}
      {matching.length === 0 && search !== '' && (
        <p className="text-sm text-text-faint">
          {settingFieldsWords.noMatch}
          <Button size="small" icon={FilterX} onClick={() => setSearch('')}>
            {settingFieldsWords.showAll}
          </Button>
        </p>
      )}
      {renderGroups(prominent.length === 0 ? matching : prominent)}
      {folded.length > 0 && (
        <details open={open || folded.some(({ name }) => errors[name] !== undefined)}>
          <summary
            className="touch cursor-pointer rounded-md border border-line px-3 py-2 text-sm"
            // Controlled by React, so that an error inside can open it.
            onClick={(event) => {
              event.preventDefault()
              setOpen(!open)
            }}
          >
            {settingFieldsWords.folded(folded.length)}
          </summary>
          <div className="mt-4 space-y-5">{renderGroups(folded)}</div>
        </details>
      )}
      {visible.length === 0 && !hasRest && (
        <p className="text-sm text-text-soft">{settingFieldsWords.noDefinitions}</p>
      )}
      {hasRest ? (
        <RestField form={form} edits={edits} error={errors[REST]} onChange={onChange} />
      ) : (
        <Button
          size="small"
          variant="quiet"
          className="-ml-2.5"
          onClick={() => {
            flushSync(() => onChange({ ...edits, rest: '{\n  \n}' }))
            container.current?.querySelector<HTMLElement>('[data-rest]')?.focus()
          }}
        >
          {settingFieldsWords.addUnlisted}
        </Button>
      )}
    </div>
  )
}

const GRID = 'grid gap-x-6 gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))]'

function matches({ name, label, definition }: SettingField, search: string): boolean {
  const needle = search.toLowerCase()
  return [name, label, definition.description ?? ''].some((text) => text.toLowerCase().includes(needle))
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
      label={settingFieldsWords.other}
      error={error}
      hint={
        <>
          {settingFieldsWords.otherHint}
          {text.includes('$secret') && settingFieldsWords.secretHint}
        </>
      }
    >
      {(control) => (
        <Textarea
          {...control}
          data-rest
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
