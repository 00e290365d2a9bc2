import { PLUGIN_TYPES, TRANSFORMER_MODES } from '@flx/shared/plugins/plugin'

import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input, Select, Textarea } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { ArgumentList } from './argument-list.tsx'
import { MODE_WORDS, TYPE_WORDS } from '../plugin-words.ts'
import { CAPABILITIES, type PluginDraft, type PluginErrors } from './add-draft.ts'
import { addFieldsWords } from './words.ts'

interface FieldsProps {
  draft: PluginDraft
  errors: PluginErrors
  onChange: (changes: Partial<PluginDraft>) => void
}

/** The fields for name, type and description. */
export function AboutFields({ draft, errors, onChange }: FieldsProps) {
  const textField = (field: 'variant' | 'docs', label: string, hint?: string, placeholder?: string) => (
    <Field label={label} error={errors[field]} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <Input
          {...control}
          value={draft[field]}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => onChange({ [field]: event.target.value })}
        />
      )}
    </Field>
  )
  const capabilities = CAPABILITIES[draft.type]
  return (
    <Section title={addFieldsWords.plugin}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={addFieldsWords.name} required error={errors['name']} hint={addFieldsWords.nameHint}>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              placeholder={addFieldsWords.nameExample(draft.type === 'loader')}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <ChoiceField
          label={addFieldsWords.type}
          error={errors['type']}
          options={PLUGIN_TYPES}
          words={TYPE_WORDS}
          chosen={draft.type}
          onChoose={(type) => onChange({ type })}
        />
        {draft.type === 'transformer' && (
          <ChoiceField
            label={addFieldsWords.place}
            error={errors['mode']}
            options={TRANSFORMER_MODES}
            words={MODE_WORDS}
            chosen={draft.mode}
            onChoose={(mode) => onChange({ mode })}
          />
        )}
        {textField('variant', addFieldsWords.variant, addFieldsWords.variantHint, 'meltanolabs')}
        {textField('docs', addFieldsWords.documentation, undefined, 'https://…')}
        <Field label={addFieldsWords.description} error={errors['description']} className="sm:col-span-2">
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.description}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          )}
        </Field>
        {capabilities.length > 0 && (
          <fieldset className="sm:col-span-2">
            <legend className="mb-1 text-sm font-medium">{addFieldsWords.capabilities}</legend>
            <div className="flex flex-wrap gap-x-5 gap-y-1">
              {capabilities.map((capability) => (
                <Checkbox
                  key={capability}
                  label={<span className="font-mono text-xs">{capability}</span>}
                  checked={draft.capabilities.includes(capability)}
                  onChange={({ target: { checked } }) =>
                    onChange({
                      capabilities: checked
                        ? [...draft.capabilities, capability]
                        : draft.capabilities.filter((other) => other !== capability),
                    })
                  }
                />
              ))}
            </div>
            <p className="mt-1 text-xs text-text-faint">{addFieldsWords.capabilitiesHint}</p>
          </fieldset>
        )}
      </div>
    </Section>
  )
}

/** A choice of a few options from a list. */
function ChoiceField<Option extends string>({
  label,
  error,
  options,
  words,
  chosen,
  onChoose,
}: {
  label: string
  error: string | undefined
  options: readonly Option[]
  words: Readonly<Record<Option, string>>
  chosen: Option
  onChoose: (option: Option) => void
}) {
  return (
    <Field label={label} required error={error}>
      {(control) => (
        <Select
          {...control}
          value={chosen}
          onChange={({ target: { value } }) => {
            const option = options.find((candidate) => candidate === value)
            if (option !== undefined) onChoose(option)
          }}
        >
          {options.map((option) => (
            <option key={option} value={option}>
              {words[option]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

const SOURCES = [
  { key: 'pip', label: addFieldsWords.fromPip },
  { key: 'command', label: addFieldsWords.byCommand },
] as const

/** The fields for the source of the program. */
export function SourceFields({ draft, errors, onChange }: FieldsProps) {
  const codeField = (field: 'executable' | 'python', label: string, hint: string, placeholder: string) => (
    <Field label={label} error={errors[field]} hint={hint}>
      {(control) => (
        <Input
          {...control}
          value={draft[field]}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          onChange={(event) => onChange({ [field]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <Section
      title={addFieldsWords.program}
      aside={
        <Segmented
          label={addFieldsWords.sourceLabel}
          options={SOURCES}
          chosen={draft.source}
          onChoose={(source) => onChange({ source })}
        />
      }
    >
      {draft.source === 'pip' ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={addFieldsWords.pipUrl}
            required
            error={errors['pipUrl']}
            className="sm:col-span-2"
            hint={addFieldsWords.pipUrlHint}
          >
            {(control) => (
              <Input
                {...control}
                value={draft.pipUrl}
                placeholder={addFieldsWords.pipUrlExample}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                onChange={(event) => onChange({ pipUrl: event.target.value })}
              />
            )}
          </Field>
          {codeField(
            'executable',
            addFieldsWords.executable,
            addFieldsWords.executableHint,
            draft.name || 'tap-github',
          )}
          {codeField('python', addFieldsWords.python, addFieldsWords.pythonHint, 'python3')}
        </div>
      ) : (
        <div className="space-y-3">
          <Notice>{addFieldsWords.commandHint}</Notice>
          <ArgumentList parts={draft.command} errors={errors} onChange={(command) => onChange({ command })} />
          {errors['command'] !== undefined && <Notice tone="danger">{errors['command']}</Notice>}
        </div>
      )}
    </Section>
  )
}

const EXAMPLE = `[
  { "name": "api_url", "label": "API address", "required": true },
  { "name": "auth_token", "kind": "password" },
  { "name": "start_date", "kind": "date_iso8601", "value": "2026-01-01" }
]`

/**
 * The field for setting definitions, from which the settings form is built. Without them, settings are
 * entered as JSON.
 */
export function SettingDefinitionsFields({ draft, errors, onChange }: FieldsProps) {
  return (
    <Section title={addFieldsWords.settingsOptional}>
      <Field
        label={addFieldsWords.settingDefinitions}
        error={errors['settingDefinitions']}
        hint={addFieldsWords.definitionsHint}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={Math.min(20, Math.max(6, draft.settingDefinitions.split('\n').length))}
            value={draft.settingDefinitions}
            placeholder={EXAMPLE}
            spellCheck={false}
            className="font-mono text-xs"
            onChange={(event) => onChange({ settingDefinitions: event.target.value })}
          />
        )}
      </Field>
    </Section>
  )
}
