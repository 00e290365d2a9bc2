import type { FieldProblem } from '@flx/shared/core/problem'
import type { Template } from '@flx/shared/templates/template'
import type { ParameterValues } from '@flx/shared/templates/template-pipelines'
import { useState } from 'react'

import { CodeBlock } from '#web/ui/code-block.tsx'
import { Field } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { ValueInput } from '#web/parts/templates/value-input.tsx'
import { fillWords as words } from '../words.ts'

/** A field for each parameter, beside the pipeline they make. */
export function SingleForm({
  template: { parameters },
  values,
  onChange,
  problems,
  document,
}: {
  template: Template
  values: ParameterValues
  onChange: (values: ParameterValues) => void
  problems: readonly FieldProblem[]
  document: string
}) {
  /** A field that was not touched yet shows no problem. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const names = new Set(parameters.map(({ name }) => name))
  const otherProblems = problems.filter(({ path }) => !names.has(path))
  return (
    <div className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
      <div className="space-y-4">
        {otherProblems.length > 0 && (
          <Notice tone="danger">
            {otherProblems.map(({ path, message }) => (
              <p key={path}>
                <code className="font-mono text-xs">{path}</code> {message}
              </p>
            ))}
          </Notice>
        )}
        {parameters.map((parameter) => {
          const { name, help, required, default: preset } = parameter
          const problem = problems.find(({ path }) => path === name)
          return (
            <Field
              key={name}
              label={name}
              hint={help === '' ? undefined : help}
              required={required && preset === ''}
              error={touched.has(name) ? problem?.message : undefined}
            >
              {(control) => (
                <ValueInput
                  {...control}
                  parameter={parameter}
                  value={values[name] ?? ''}
                  onBlur={() => setTouched(new Set([...touched, name]))}
                  onValue={(value) => onChange({ ...values, [name]: value })}
                />
              )}
            </Field>
          )
        })}
      </div>
      <div className="min-w-0">
        <h2 className="mb-1 text-sm font-medium">{words.document}</h2>
        {document === '' ? (
          <p className="rounded-md border border-dashed border-line p-4 text-sm text-text-soft">
            {words.noDocument}
          </p>
        ) : (
          <CodeBlock label={words.document} text={document} />
        )}
      </div>
    </div>
  )
}
