import type { UseQueryResult } from '@tanstack/react-query'

import type { useRole } from '#web/api/access/session.ts'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { ErrorState } from '#web/ui/states.tsx'

import type { EditorHead } from './editor/pipeline-editor.tsx'
import { FormSkeleton } from './form-frame.tsx'
import { formFrameWords } from './words.ts'

/** The page of a form that cannot be shown yet: why not, or that it is loading. */
export function BeforeForm({
  head,
  editor,
  failedQuery,
}: {
  head: EditorHead
  editor: ReturnType<typeof useRole>
  failedQuery: Pick<UseQueryResult, 'error' | 'refetch'> | undefined
}) {
  return (
    <>
      <PageHeader {...head} />
      {!editor.allowed ? (
        <Notice tone="caution">{editor.reason}</Notice>
      ) : failedQuery === undefined ? (
        <FormSkeleton />
      ) : (
        <Card>
          <ErrorState
            title={formFrameWords.loadError}
            error={failedQuery.error}
            onRetry={() => void failedQuery.refetch()}
          />
        </Card>
      )}
    </>
  )
}
