import type { StateVersion } from '@flx/shared/executions/state/state'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { actionsColumn } from '#web/ui/table/data-table.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { VersionDialog } from './version-dialog.tsx'
import { sourceText, WORDS } from './words.ts'

/** All versions of the state, newest first. */
export function StateVersions({ pipeline, current }: { pipeline: Pipeline; current: number }) {
  const query = useInfiniteQuery(pipelineState.versions(pipeline.id))
  const [openVersion, setOpenVersion] = useState<StateVersion | null>(null)
  return (
    <section aria-label={WORDS.versions.title}>
      <h2 className="mb-2 text-base font-semibold">{WORDS.versions.title}</h2>
      <PagedTable
        label={WORDS.versions.title}
        query={query}
        errorTitle={WORDS.versions.failed}
        empty={<p className="p-4 text-sm text-text-faint">{WORDS.versions.empty}</p>}
        noun={WORDS.versions.noun}
        keyOf={({ version }) => String(version)}
        columns={[
          {
            label: WORDS.versions.version,
            card: 'title',
            className: 'w-px whitespace-nowrap tabular',
            cell: ({ version }) => (
              <>
                {version}
                {version === current && (
                  <span className="ml-2">
                    <Badge>{WORDS.versions.current}</Badge>
                  </span>
                )}
              </>
            ),
          },
          {
            label: WORDS.versions.source,
            card: 'fact',
            cell: (version) =>
              version.executionId === null ? (
                sourceText(version)
              ) : (
                <Link to={paths.execution(version.executionId)} className="rounded-sm hover:underline">
                  {sourceText(version)}
                </Link>
              ),
          },
          {
            label: WORDS.versions.saved,
            card: 'time',
            className: 'whitespace-nowrap text-text-soft',
            cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
          },
          actionsColumn((version: StateVersion) => (
            <Button
              size="small"
              variant="quiet"
              aria-label={WORDS.versions.viewNamed(version.version)}
              onClick={() => setOpenVersion(version)}
            >
              {WORDS.versions.view}
            </Button>
          )),
        ]}
      />
      {openVersion !== null && (
        <VersionDialog
          pipeline={pipeline}
          version={openVersion}
          current={current}
          onClose={() => setOpenVersion(null)}
        />
      )}
    </section>
  )
}
