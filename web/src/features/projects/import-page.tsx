import type { ProjectPreview, ProjectPreviewRequest } from '@flx/shared/projects/project-import'
import { useMutation, useQuery } from '@tanstack/react-query'
import { FilePen, FolderGit2, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { applyProject, previewProject, projects } from '#web/api/projects/projects.ts'
import { FolderNote } from '#web/parts/projects/folder-note.tsx'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { ErrorState, Loading, Skeleton } from '#web/ui/states.tsx'

import { ChooseProject } from './choose-project.tsx'
import { NO_CHOICES, type Choices } from './review/chosen-elements.ts'
import { ImportResult } from './import-result.tsx'
import { ProjectReview } from './review/project-review.tsx'
import { importPageWords, writeBackWords } from './words.ts'
import { WriteBackDialog } from './write-back-dialog.tsx'

/** Imports a Meltano project: choose its files, review the changes, apply them. */
export function Component() {
  const editor = useRole('editor')
  const folder = useQuery(projects.folder())
  const [request, setRequest] = useState<ProjectPreviewRequest | null>(null)
  const [isWriting, setWriting] = useState(false)
  const [choices, setChoices] = useState<Choices>(NO_CHOICES)
  const preview = useMutation(previewProject())
  const applying = useMutation(applyProject())
  // The previous preview stays while the project is read again.
  const [currentPreview, setCurrentPreview] = useState<ProjectPreview | undefined>()
  const isStale = isProblem(applying.error, 409)

  const review = (next: ProjectPreviewRequest) => {
    setRequest(next)
    preview.mutate(next, { onSuccess: setCurrentPreview })
  }
  const startReview = (next: ProjectPreviewRequest) => {
    setChoices(NO_CHOICES)
    setCurrentPreview(undefined)
    applying.reset()
    review(next)
  }
  const startOver = () => {
    setRequest(null)
    setCurrentPreview(undefined)
    preview.reset()
    applying.reset()
  }
  const apply = () => {
    if (request === null || currentPreview === undefined || preview.isPending) return
    const { skip, overwrite } = choices
    applying.mutate(
      { ...request, fingerprint: currentPreview.fingerprint, skip: [...skip], overwrite: [...overwrite] },
      // It has changed in the meantime, so the new state must be reviewed first.
      { onError: (error) => void (isProblem(error, 409) && review(request)) },
    )
  }

  return (
    <>
      <PageHeader
        title={importPageWords.title}
        breadcrumb={
          <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
            {importPageWords.pipelines}
          </Link>
        }
        facts={
          request !== null && (
            <span className="inline-flex items-center gap-1.5 text-sm text-text-soft">
              <FolderGit2 aria-hidden className="size-4" />
              {request.name}
            </span>
          )
        }
        actions={
          request !== null &&
          currentPreview !== undefined &&
          applying.data === undefined && (
            <>
              {currentPreview.environments.length > 0 && (
                <div className="flex flex-wrap items-center gap-2 text-sm text-text-soft">
                  <span aria-hidden>{importPageWords.environment}</span>
                  <Segmented
                    label={importPageWords.environment}
                    options={currentPreview.environments.map((name) => ({ key: name, label: name }))}
                    chosen={currentPreview.environment ?? ''}
                    onChoose={(environment) => review({ ...request, environment })}
                  />
                </div>
              )}
              {request.files === null &&
                currentPreview.elements.some(({ localEdits }) => localEdits.length > 0) && (
                  <Button icon={FilePen} onClick={() => setWriting(true)}>
                    {writeBackWords.open}
                  </Button>
                )}
              {request.files === null ? (
                <Button icon={RefreshCw} busy={preview.isPending} onClick={() => review(request)}>
                  {importPageWords.reload}
                </Button>
              ) : (
                <Button onClick={startOver}>{importPageWords.chooseOthers}</Button>
              )}
            </>
          )
        }
      />
      {isStale && (
        <Notice tone="caution" className="mb-4">
          {importPageWords.changed}
        </Notice>
      )}
      {isWriting && request !== null && (
        <WriteBackDialog
          onClose={() => setWriting(false)}
          onWritten={() => {
            setWriting(false)
            review(request)
          }}
        />
      )}
      {request === null && <FolderNote />}
      {renderContent()}
    </>
  )

  function renderContent() {
    if (!editor.allowed) return <Notice tone="caution">{editor.reason}</Notice>
    if (applying.data !== undefined && request !== null) {
      return (
        <ImportResult
          result={applying.data}
          preview={currentPreview}
          canUndo={request.files !== null}
          onAgain={() => startReview(request)}
        />
      )
    }
    if (request === null) {
      return (
        <ChooseProject
          folder={folder.data?.folder ?? null}
          onChoose={({ name, files }) =>
            startReview({
              name: name === '' ? 'meltano' : name,
              files,
              environment: null,
              throughMeltano: null,
              timezone: null,
              variables: {},
            })
          }
          onFollow={() =>
            startReview({
              name: folder.data?.folder?.name ?? 'meltano',
              files: null,
              environment: null,
              throughMeltano: null,
              timezone: null,
              variables: {},
            })
          }
        />
      )
    }
    if (currentPreview === undefined) {
      if (preview.error === null) return <ReviewSkeleton />
      return (
        <Card>
          <ErrorState title={importPageWords.readError} error={preview.error} onRetry={startOver} />
        </Card>
      )
    }
    return (
      <ProjectReview
        preview={currentPreview}
        request={request}
        choices={choices}
        onChoices={setChoices}
        onFill={(name, value) => {
          if ((request.variables[name] ?? '') === value) return
          const { [name]: _old, ...rest } = request.variables
          review({ ...request, variables: value === '' ? rest : { ...rest, [name]: value } })
        }}
        onMeltano={(throughMeltano) => review({ ...request, throughMeltano })}
        onTimeZone={(timezone) => review({ ...request, timezone })}
        reading={preview.isPending}
        applying={applying.isPending}
        error={preview.error ?? (isStale ? null : applying.error)}
        onApply={apply}
        onCancel={startOver}
      />
    )
  }
}

function ReviewSkeleton() {
  return (
    <Loading label={importPageWords.reading}>
      <Skeleton className="mb-4 h-18 w-full rounded-lg" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-120 w-full rounded-lg" />
        <Skeleton className="h-80 w-full rounded-lg" />
      </div>
    </Loading>
  )
}
