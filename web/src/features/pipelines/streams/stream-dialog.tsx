import type { SelectedStream } from '@flx/shared/catalog/selector'
import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import { PRIMARY_KEYS } from '@flx/shared/catalog/metadata-rules'
import { useState } from 'react'

import { Field, Input, Select, Textarea } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'

import { ownRule, primaryKeyRule, settingsOf, withStreamRule, type Draft } from './draft.ts'
import { KeyOptions, MethodOptions } from './list/stream-options.tsx'
import { WORDS } from './words.ts'

/** Keys and schema of one stream. Applying it does not save it yet. */
export function StreamDialog({
  entry,
  draft,
  disabledReason,
  onApply,
  onClose,
}: {
  entry: SelectedStream
  draft: Draft
  disabledReason: string | undefined
  onApply: (change: Partial<Draft>) => void
  onClose: () => void
}) {
  const { stream } = entry.indexed
  const settings = settingsOf(entry)
  const ownMetadata = ownRule(draft.metadata, stream.id)
  const ownSchema = ownRule(draft.schema, stream.id)
  const [method, setMethod] = useState(textOf(ownMetadata['replication-method']))
  const [key, setKey] = useState(textOf(ownMetadata['replication-key']))
  const [primaryKey, setPrimaryKey] = useState(settings.primaryKey.join(', '))
  const [schema, setSchema] = useState(
    Object.keys(ownSchema).length === 0 ? '' : JSON.stringify(ownSchema, null, 2),
  )
  const names = namesIn(primaryKey)
  const unknownField = names.find((name) => !stream.fields.includes(name))
  const parsed = schema.trim() === '' ? {} : tryParseJson(schema)
  const schemaProblem =
    parsed === undefined ? WORDS.dialog.notJson : isSchemas(parsed) ? undefined : WORDS.dialog.notSchemas
  const apply = () => {
    if (unknownField !== undefined || !isSchemas(parsed)) return
    const isDiscovered = names.join('\0') === stream.primaryKey.join('\0')
    onApply({
      metadata: withStreamRule(draft.metadata, stream.id, {
        'replication-method': method === '' ? undefined : method,
        'replication-key': key === '' ? undefined : key,
        ...Object.fromEntries(PRIMARY_KEYS.map((name) => [name, undefined])),
        [primaryKeyRule(entry)]: isDiscovered ? undefined : names,
      }),
      schema: withStreamRule(draft.schema, stream.id, {
        ...Object.fromEntries(Object.keys(ownSchema).map((name) => [name, undefined])),
        ...parsed,
      }),
    })
  }
  return (
    <FormDialog
      wide
      title={WORDS.dialog.title(stream.id)}
      submitLabel={WORDS.dialog.apply}
      pending={false}
      submitError={null}
      disabledReason={disabledReason}
      onSubmit={apply}
      onClose={onClose}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={WORDS.dialog.method} {...(settings.isForced ? { hint: WORDS.dialog.forced } : {})}>
          {(control) => (
            <Select
              {...control}
              value={method}
              disabled={settings.isForced}
              onChange={({ target }) => setMethod(target.value)}
            >
              <MethodOptions stream={stream} chosen={method} />
            </Select>
          )}
        </Field>
        <Field label={WORDS.dialog.key} hint={WORDS.dialog.keyHint}>
          {(control) => (
            <Select {...control} value={key} onChange={({ target }) => setKey(target.value)}>
              <KeyOptions stream={stream} chosen={key} />
            </Select>
          )}
        </Field>
      </div>
      <Field
        label={WORDS.dialog.primaryKey}
        hint={WORDS.dialog.primaryHint(stream.primaryKey)}
        error={unknownField === undefined ? undefined : WORDS.dialog.unknownField(unknownField)}
      >
        {(control) => (
          <Input
            {...control}
            value={primaryKey}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={({ target }) => setPrimaryKey(target.value)}
          />
        )}
      </Field>
      <Field label={WORDS.dialog.schema} hint={WORDS.dialog.schemaHint} error={schemaProblem}>
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            value={schema}
            spellCheck={false}
            placeholder={WORDS.dialog.schemaExample}
            className="font-mono text-xs!"
            onChange={({ target }) => setSchema(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

const isSchemas = (value: unknown): value is JsonObject =>
  isJsonObject(value) && Object.values(value).every(isJsonObject)
