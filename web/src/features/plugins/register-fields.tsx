import { PLUGIN_TYPES, TRANSFORMER_MODES } from '@flx/shared/plugin'

import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Field, Input, Select, Textarea } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Segmented } from '#web/ui/segmented.tsx'

import { ArgumentList } from './argument-list.tsx'
import { MODE_WORDS, TYPE_WORDS } from './plugin-words.ts'
import { CAPABILITIES, type RegisterDraft, type RegisterErrors } from './register-draft.ts'

interface Props {
  draft: RegisterDraft
  errors: RegisterErrors
  onChange: (changes: Partial<RegisterDraft>) => void
}

/** What the plugin is. */
export function AboutFields({ draft, errors, onChange }: Props) {
  const text = (field: 'variant' | 'docs', label: string, hint?: string, placeholder?: string) => (
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
    <Section title="Plugin">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" required error={errors['name']} hint="Pipelines refer to it by this name.">
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              placeholder={draft.type === 'loader' ? 'target-postgres' : 'tap-github'}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Type" required error={errors['type']}>
          {(control) => (
            <Select
              {...control}
              value={draft.type}
              onChange={({ target: { value } }) => {
                const type = PLUGIN_TYPES.find((known) => known === value)
                if (type !== undefined) onChange({ type })
              }}
            >
              {PLUGIN_TYPES.map((type) => (
                <option key={type} value={type}>
                  {TYPE_WORDS[type]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {draft.type === 'transformer' && (
          <Field label="Where it works" required error={errors['mode']}>
            {(control) => (
              <Select
                {...control}
                value={draft.mode}
                onChange={({ target: { value } }) => {
                  const mode = TRANSFORMER_MODES.find((known) => known === value)
                  if (mode !== undefined) onChange({ mode })
                }}
              >
                {TRANSFORMER_MODES.map((mode) => (
                  <option key={mode} value={mode}>
                    {MODE_WORDS[mode]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {text('variant', 'Variant', 'Who made this implementation.', 'meltanolabs')}
        {text('docs', 'Documentation', undefined, 'https://…')}
        <Field label="Description" error={errors['description']} className="sm:col-span-2">
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
            <legend className="mb-1 text-sm font-medium">Capabilities</legend>
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
            <p className="mt-1 text-xs text-text-faint">What its documentation says it can do.</p>
          </fieldset>
        )}
      </div>
    </Section>
  )
}

const SOURCES = [
  { key: 'pip', label: 'From pip' },
  { key: 'command', label: 'By command' },
] as const

/** Where the program comes from. */
export function SourceFields({ draft, errors, onChange }: Props) {
  const code = (field: 'executable' | 'python', label: string, hint: string, placeholder: string) => (
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
      title="Program"
      aside={
        <Segmented
          label="Where the program comes from"
          options={SOURCES}
          chosen={draft.source}
          onChoose={(source) => onChange({ source })}
        />
      }
    >
      {draft.source === 'pip' ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="pip URL"
            required
            error={errors['pipUrl']}
            className="sm:col-span-2"
            hint="What pip installs, as in Meltano: a package, a version of it, a git address; several with blanks between them."
          >
            {(control) => (
              <Input
                {...control}
                value={draft.pipUrl}
                placeholder="meltanolabs-tap-github~=1.0"
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                onChange={(event) => onChange({ pipUrl: event.target.value })}
              />
            )}
          </Field>
          {code(
            'executable',
            'Executable',
            'The program in its environment, if it is not the name.',
            draft.name || 'tap-github',
          )}
          {code('python', 'Python', 'The interpreter, if not the default one.', 'python3')}
        </div>
      ) : (
        <div className="space-y-3">
          <Notice>
            It is started as it stands here, with the server’s rights, without a shell. Singer’s own arguments
            (--config, --catalog, --state) are added after yours.
          </Notice>
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

/** From these the settings form is built. Without them settings are entered as JSON. */
export function SettingDefinitionsFields({ draft, errors, onChange }: Props) {
  return (
    <Section title="Settings (optional)">
      <Field
        label="Setting definitions"
        error={errors['settingDefinitions']}
        hint="A list in the vocabulary of MeltanoHub: name, label, kind, value (the default), description, options, sensitive, required. Without it settings are entered as JSON."
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
