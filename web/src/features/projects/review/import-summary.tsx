import type { ProjectPreview } from '@flx/shared/projects/project-import'
import { clsx } from 'clsx'

import { leftOutElements, missingVariables } from './chosen-elements.ts'
import { summaryWords } from '../words.ts'

/** The effect of the import in figures. */
export function ImportSummary({ preview }: { preview: ProjectPreview }) {
  const count = (outcome: string, kind?: string) =>
    preview.elements.filter(
      (element) => element.outcome === outcome && (kind === undefined || element.kind === kind),
    ).length
  const create = count('create', 'pipeline')
  const change = count('change', 'pipeline')
  const leftOut = leftOutElements(preview).length
  const missingCount = missingVariables(preview).length
  const figures = [
    { value: create, label: summaryWords.create(create), tone: 'text-accent' },
    { value: change, label: summaryWords.change(change), tone: 'text-accent' },
    { value: count('unchanged', 'pipeline'), label: summaryWords.unchanged, tone: '' },
    { value: leftOut, label: summaryWords.leftOut(leftOut), tone: 'text-caution' },
    { value: missingCount, label: summaryWords.missing(missingCount), tone: 'text-danger' },
  ]
  return (
    <section aria-label={summaryWords.label} className="mb-4">
      <dl className="grid grid-cols-2 overflow-hidden rounded-lg border border-line bg-surface shadow-low sm:grid-cols-5">
        {figures.map(({ value, label, tone }) => (
          <div
            key={label}
            className="flex flex-col-reverse justify-end border-line px-4 py-3 max-sm:border-b sm:not-last:border-r"
          >
            <dt className="text-sm text-text-soft">{label}</dt>
            <dd className={clsx('tabular text-xl font-semibold', value > 0 && tone)}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
