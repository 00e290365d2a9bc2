import type { Template } from '@flx/shared/templates/template'
import type { ParameterValues } from '@flx/shared/templates/template-pipelines'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { createFromTemplate, templates } from '#web/api/templates/templates.ts'
import { SAVED, UnsavedChanges } from '#web/layouts/unsaved-changes.tsx'
import { useBulk } from '#web/parts/bulk/bulk-provider.tsx'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Loading, messageOf, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { SingleForm } from './single-form.tsx'
import { RowsGrid } from './rows-grid.tsx'
import { UseAside } from './use-aside.tsx'
import { templatesWords, templateWords, fillWords as words } from '../words.ts'

/** Creates pipelines from a template: one from a form, or one from each row of a table. */
export function Component() {
  const { id = '' } = useParams()
  const query = useQuery(templates.detail(id))
  const editor = useRole('editor')
  const template = query.data
  return (
    <>
      <PageHeader
        title={template === undefined ? templatesWords.use : words.title(template.name)}
        breadcrumb={
          <Link to={paths.templates()} className="rounded-sm hover:text-text hover:underline">
            {templatesWords.title}
          </Link>
        }
      />
      {!editor.allowed ? (
        <Notice tone="caution">{editor.reason}</Notice>
      ) : template !== undefined ? (
        <Wizard key={template.id} template={template} />
      ) : query.error === null ? (
        <Loading label={templateWords.loading}>
          <Skeleton className="h-80 w-full rounded-lg" />
        </Loading>
      ) : (
        <Card>
          <QueryError query={query} title={templateWords.loadError} />
        </Card>
      )}
    </>
  )
}

/** The pause in typing after which the rows are checked. */
const DEBOUNCE_MILLISECONDS = 350

function Wizard({ template }: { template: Template }) {
  const navigate = useNavigate()
  const bulk = useBulk()
  const toast = useToast()
  const [mode, setMode] = useState<'one' | 'table'>('one')
  const [formValues, setFormValues] = useState<ParameterValues>({})
  const [tableRows, setTableRows] = useState<readonly ParameterValues[]>([])
  const [start, setStart] = useState<'template' | 'hold'>('template')
  const rows = mode === 'one' ? [formValues] : tableRows
  const [checkedRows, setCheckedRows] = useState(rows)
  useEffect(() => {
    const timer = setTimeout(
      () => setCheckedRows(mode === 'one' ? [formValues] : tableRows),
      DEBOUNCE_MILLISECONDS,
    )
    return () => clearTimeout(timer)
  }, [mode, formValues, tableRows])
  const checking = useQuery({
    ...templates.check(template.id, checkedRows, 0),
    enabled: checkedRows.length > 0,
    placeholderData: keepPreviousData,
  })
  const creating = useMutation(createFromTemplate())
  const isStale = checkedRows.length !== rows.length || checkedRows.some((row, index) => row !== rows[index])
  const isChecked = !isStale && !checking.isPlaceholderData && checking.data !== undefined
  // An earlier check is shown only for rows that still exist.
  const check = rows.length === 0 ? undefined : checking.data
  const validCount = isChecked ? (check?.valid ?? 0) : 0
  const invalidCount = isChecked ? rows.length - validCount : 0
  const unsaved = useCallback(
    () => Object.values(formValues).some((text) => text !== '') || tableRows.length > 0,
    [formValues, tableRows],
  )

  const create = (onlyValid: boolean) =>
    creating.mutate(
      {
        id: template.id,
        body: { rows: [...rows], onlyValid, ...(start === 'hold' && { isActive: false }) },
      },
      {
        onSuccess: ({ bulkId }) => {
          bulk.show(bulkId)
          void navigate(paths.template(template.id), SAVED)
        },
        onError: (error) => toast.problem(messageOf(error)),
      },
    )
  const checkingReason = !isChecked ? words.checking : undefined

  return (
    <Card className="overflow-clip">
      <UnsavedChanges unsaved={unsaved} />
      <div className="border-b border-line px-4 py-3">
        <Segmented
          label={words.how}
          options={[
            { key: 'one', label: words.one },
            { key: 'table', label: words.table },
          ]}
          chosen={mode}
          onChoose={setMode}
        />
      </div>
      <div className="grid xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 p-4">
          {checking.error !== null && (
            <Notice tone="danger" className="mb-3">
              {words.checkError}: {messageOf(checking.error)}
            </Notice>
          )}
          {mode === 'one' ? (
            <SingleForm
              template={template}
              values={formValues}
              onChange={setFormValues}
              problems={check?.rows[0]?.problems ?? []}
              document={check?.document ?? ''}
            />
          ) : (
            <RowsGrid
              template={template}
              rows={tableRows}
              onRows={setTableRows}
              checked={check?.rows ?? []}
            />
          )}
        </div>
        <UseAside
          template={template}
          rows={rows}
          check={check}
          start={start}
          onStart={setStart}
          className="border-t border-line p-4 xl:border-t-0 xl:border-l"
        />
      </div>
      <div className="sticky bottom-14 z-10 flex flex-wrap items-center gap-2 border-t border-line bg-sunken px-4 py-3 sm:bottom-0">
        <p aria-live="polite" className="tabular mr-auto flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          {rows.length > 0 && !isChecked && <span className="text-text-soft">{words.checking}</span>}
          {invalidCount > 0 && (
            <span className="inline-flex items-center gap-1.5 text-danger">
              <CircleAlert aria-hidden className="size-4" />
              {words.toFix(invalidCount)}
            </span>
          )}
          {validCount > 0 && (
            <span className="inline-flex items-center gap-1.5 text-text-soft">
              <CircleCheck aria-hidden className="size-4 text-accent" />
              {words.valid(validCount)}
            </span>
          )}
        </p>
        <Button onClick={() => void navigate(paths.template(template.id))}>{words.cancel}</Button>
        {invalidCount > 0 && validCount > 0 && (
          <Button busy={creating.isPending} onClick={() => create(true)}>
            {words.createValid(validCount)}
          </Button>
        )}
        <Button
          variant="primary"
          busy={creating.isPending}
          disabledReason={checkingReason ?? (invalidCount > 0 ? words.fixFirst : undefined)}
          onClick={() => create(false)}
        >
          {words.create(rows.length)}
        </Button>
      </div>
    </Card>
  )
}
