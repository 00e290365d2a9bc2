import { DEFAULT_CATALOG_MAX_AGE_HOURS } from '@flx/shared/pipelines/pipeline-body'
import { useQuery } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { Section } from '#web/ui/card.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import type { PipelineDraft } from './draft/pipeline-draft.ts'
import { catalogSectionWords } from './words.ts'

const AGES: readonly { hours: number; label: string }[] = [
  { hours: 0, label: catalogSectionWords.everyExecution },
  { hours: 1, label: catalogSectionWords.everyHour },
  { hours: 6, label: catalogSectionWords.every6Hours },
  { hours: DEFAULT_CATALOG_MAX_AGE_HOURS, label: catalogSectionWords.everyDay },
  { hours: 7 * 24, label: catalogSectionWords.everyWeek },
]

/** The maximum age of the stream catalogue, and the patterns that match nothing in it. */
export function CatalogSection({
  pipelineId,
  draft,
  onChange,
}: {
  /** Undefined while the pipeline is being created. */
  pipelineId: string | undefined
  draft: PipelineDraft
  onChange: (change: Partial<PipelineDraft>) => void
}) {
  const streamsQuery = useQuery({ ...pipelines.streams(pipelineId ?? ''), enabled: pipelineId !== undefined })
  const hours = draft.catalogMaxAgeHours ?? DEFAULT_CATALOG_MAX_AGE_HOURS
  const { discoveredAt = null, warnings = [] } = streamsQuery.data ?? {}
  return (
    <Section title={catalogSectionWords.catalogue}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] items-start gap-4">
        <Field
          path="catalogMaxAgeHours"
          label={catalogSectionWords.discoverStreams}
          hint={
            discoveredAt === null ? (
              catalogSectionWords.discoverHint
            ) : (
              <>
                {catalogSectionWords.lastDiscovered} <RelativeTime at={discoveredAt} />
                {catalogSectionWords.fullRefreshHint}
              </>
            )
          }
        >
          {(control) => (
            <Select
              {...control}
              value={hours}
              onChange={({ target: { value } }) =>
                onChange({
                  catalogMaxAgeHours: Number(value) === DEFAULT_CATALOG_MAX_AGE_HOURS ? null : Number(value),
                })
              }
            >
              {AGES.map((age) => (
                <option key={age.hours} value={age.hours}>
                  {age.label}
                </option>
              ))}
              {AGES.every((age) => age.hours !== hours) && (
                <option value={hours}>{catalogSectionWords.everyHours(hours)}</option>
              )}
            </Select>
          )}
        </Field>
      </div>
      {warnings.length > 0 && (
        <Notice tone="caution" className="mt-4">
          {catalogSectionWords.unmatchedRules}
          <ul className="list-disc pl-4">
            {warnings.map((warning) => (
              <li key={warning} className="break-words">
                {warning}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Section>
  )
}
