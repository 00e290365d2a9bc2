import type { StateVersion } from '@flx/shared/executions/state/state'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'

import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { Button } from '#web/ui/button.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { prettyState } from './state-text.ts'
import { UnfinishedLink, useStateChange, useStateEditing } from './use-state-change.tsx'
import { WORDS } from './words.ts'

/** One version: its changes, its full text, and a button to restore it. */
export function VersionDialog({
  pipeline,
  version,
  current,
  onClose,
}: {
  pipeline: Pipeline
  version: StateVersion
  current: number
  onClose: () => void
}) {
  const { disabledReason } = useStateEditing(pipeline)
  const changes = useQuery(pipelineState.changes(pipeline.id, version.version - 1, version.version))
  const change = useStateChange(pipeline.id, onClose)
  const problem = change.problem()
  return (
    <Dialog
      wide
      title={WORDS.versions.dialog(version.version)}
      busy={change.pending}
      onClose={onClose}
      footer={
        version.version === current ? undefined : (
          <Button
            variant="primary"
            busy={change.pending}
            disabledReason={disabledReason}
            onClick={() =>
              change.send({ kind: 'restore', restoreVersion: version.version, version: current })
            }
          >
            {WORDS.versions.restore}
          </Button>
        )
      }
    >
      <div className="space-y-4 text-text">
        {problem !== null && <SubmitError message={problem} />}
        <UnfinishedLink executionId={change.unfinishedId} />
        <section aria-label={WORDS.versions.changes(version.version)}>
          <h3 className="mb-2 text-sm font-semibold">{WORDS.versions.changes(version.version)}</h3>
          {changes.data === undefined ? (
            changes.error === null ? (
              <Skeleton className="h-5 w-2/3" />
            ) : (
              <QueryError compact query={changes} title={WORDS.versions.changesFailed} />
            )
          ) : changes.data.changes.length === 0 ? (
            <p className="text-sm text-text-faint">{WORDS.versions.same}</p>
          ) : (
            <ChangeList changes={changes.data.changes} />
          )}
        </section>
        <CodeBlock label={WORDS.versions.text} text={prettyState(version) || 'none'} />
      </div>
    </Dialog>
  )
}
