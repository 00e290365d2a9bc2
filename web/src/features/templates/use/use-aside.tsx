import type { Template } from '@flx/shared/templates/template'
import type { ParameterValues, TemplateCheck } from '@flx/shared/templates/template-pipelines'
import { CircleAlert, Workflow } from 'lucide-react'

import { Field, Select } from '#web/ui/fields/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'

import { templateWords, fillWords as words } from '../words.ts'

const SHOWN_NAMES = 10

/** A summary of the rows: names, secrets, starts per hour, and whether the schedules are active at once. */
export function UseAside({
  template,
  rows,
  check,
  start,
  onStart,
  className,
}: {
  template: Template
  rows: readonly ParameterValues[]
  check: TemplateCheck | undefined
  start: 'template' | 'hold'
  onStart: (start: 'template' | 'hold') => void
  className: string
}) {
  const secretNames = template.parameters.filter(({ kind }) => kind === 'secret').map(({ name }) => name)
  const secrets = rows.flatMap((row) => secretNames.filter((name) => (row[name] ?? '') !== '')).length
  const names = (check?.rows ?? []).slice(0, rows.length)
  return (
    <aside className={className}>
      <h2 className="text-sm font-medium">{templateWords.naming}</h2>
      <p className="mt-1 rounded-md border border-line bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-anywhere">
        {template.naming}
      </p>
      {names.length > 0 && (
        <>
          <div className="mt-4 flex items-baseline justify-between gap-2">
            <h2 className="text-sm font-medium">{words.names}</h2>
            <span className="tabular text-xs text-text-faint">{words.nameCount(names.length)}</span>
          </div>
          <ul className="mt-1 space-y-1 text-xs">
            {names.slice(0, SHOWN_NAMES).map(({ name, problems }, index) => (
              // Two rows can have the same name, which is then reported as their problem.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index} className="flex items-start gap-1.5">
                {problems.length === 0 ? (
                  <Workflow aria-hidden className="mt-px size-3.5 shrink-0 text-text-faint" />
                ) : (
                  <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-danger" />
                )}
                <span className={problems.length === 0 ? 'wrap-anywhere' : 'text-danger wrap-anywhere'}>
                  {name}
                </span>
              </li>
            ))}
            {names.length > SHOWN_NAMES && (
              <li className="pl-5 text-text-faint">{words.more(names.length - SHOWN_NAMES)}</li>
            )}
          </ul>
        </>
      )}
      <div className="mt-4 space-y-4 border-t border-line pt-4">
        <Field label={words.start}>
          {(control) => (
            <Select
              {...control}
              value={start}
              onChange={({ target }) => onStart(target.value === 'hold' ? 'hold' : 'template')}
            >
              <option value="template">{words.starts.template}</option>
              <option value="hold">{words.starts.hold}</option>
            </Select>
          )}
        </Field>
        <KeyValue
          items={[
            ...(secretNames.length > 0 ? [{ label: words.secrets, value: words.secretCount(secrets) }] : []),
            {
              label: words.perHour,
              value: <span className="tabular">{words.perHourCount(check?.startsPerHour ?? 0)}</span>,
            },
          ]}
        />
      </div>
    </aside>
  )
}
