import type { ProjectPreview } from '@flx/shared/projects/project-import'

import { Field } from '#web/ui/fields/field.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { Section } from '#web/ui/card.tsx'

import { missingVariables } from './chosen-elements.ts'
import { variablesWords } from '../words.ts'

/** Fields for variables without a value. A value is used when its field loses the focus. */
export function MissingVariables({
  preview,
  values,
  onFill,
}: {
  preview: ProjectPreview
  /** The values filled in so far. */
  values: Readonly<Record<string, string>>
  onFill: (name: string, value: string) => void
}) {
  const missing = missingVariables(preview)
  const filled = preview.variables.filter(({ name, from }) => from === 'given' && Object.hasOwn(values, name))
  const shownVariables = [...missing, ...filled].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (shownVariables.length === 0) return null
  const incompletePipelines = preview.elements.filter(
    ({ kind, outcome, missing: names }) => kind === 'pipeline' && outcome === 'create' && names.length > 0,
  )
  return (
    <Section title={variablesWords.title(missing.length)}>
      <p className="-mt-2 mb-3 text-sm text-text-soft">{variablesWords.hint(incompletePipelines.length)}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {shownVariables.map(({ name, usedBy }) => (
          <Field
            key={name}
            label={<span className="font-mono text-xs [overflow-wrap:anywhere]">{name}</span>}
            hint={variablesWords.usedBy(usedBy.length)}
          >
            {(control) => (
              <PasswordInput
                {...control}
                placeholder={variablesWords.enter}
                autoComplete="off"
                defaultValue={values[name] ?? ''}
                onBlur={(event) => onFill(name, event.target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    </Section>
  )
}
