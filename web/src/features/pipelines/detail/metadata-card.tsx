import type { Pipeline } from '@flx/shared/pipeline'

import { Section } from '#web/ui/card.tsx'
import { CopyButton } from '#web/ui/code-block.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

/** Who made it and when. */
export function MetadataCard({ pipeline }: { pipeline: Pipeline }) {
  const last = pipeline.lastExecution
  return (
    <Section title="Metadata">
      <KeyValue
        items={[
          { label: 'Created by', value: pipeline.createdBy?.name ?? 'System' },
          { label: 'Created', value: <RelativeTime at={pipeline.createdAt} /> },
          { label: 'Updated', value: <RelativeTime at={pipeline.updatedAt} /> },
          {
            label: 'Last run',
            value: last === null ? 'Never' : <RelativeTime at={last.startedAt ?? last.queuedAt} />,
          },
          { label: 'Version', value: <span className="tabular">{pipeline.version}</span> },
          {
            label: 'Id',
            value: (
              <span className="flex items-start gap-1">
                <code className="min-w-0 font-mono text-xs/5">{pipeline.id}</code>
                <CopyButton text={pipeline.id} label="Copy the id" className="-my-1" />
              </span>
            ),
          },
        ]}
      />
    </Section>
  )
}
