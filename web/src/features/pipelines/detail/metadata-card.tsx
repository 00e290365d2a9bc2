import type { Pipeline } from '@flx/shared/pipelines/pipeline'

import { Section } from '#web/ui/card.tsx'
import { CopyButton } from '#web/ui/code-block.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { metadataCardWords } from './words.ts'

/** Who created the pipeline, and when. */
export function MetadataCard({ pipeline }: { pipeline: Pipeline }) {
  const last = pipeline.lastExecution
  return (
    <Section title={metadataCardWords.metadata}>
      <KeyValue
        items={[
          { label: metadataCardWords.createdBy, value: pipeline.createdBy?.name ?? metadataCardWords.system },
          { label: metadataCardWords.created, value: <RelativeTime at={pipeline.createdAt} /> },
          { label: metadataCardWords.updated, value: <RelativeTime at={pipeline.updatedAt} /> },
          {
            label: metadataCardWords.lastRun,
            value:
              last === null ? metadataCardWords.never : <RelativeTime at={last.startedAt ?? last.queuedAt} />,
          },
          { label: metadataCardWords.version, value: <span className="tabular">{pipeline.version}</span> },
          {
            label: metadataCardWords.id,
            value: (
              <span className="flex items-start gap-1">
                <code className="min-w-0 font-mono text-xs/5">{pipeline.id}</code>
                <CopyButton text={pipeline.id} label={metadataCardWords.copyId} className="-my-1" />
              </span>
            ),
          },
        ]}
      />
    </Section>
  )
}
