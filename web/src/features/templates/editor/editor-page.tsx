import type { Template, TemplateDraft } from '@flx/shared/templates/template'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { templates } from '#web/api/templates/templates.ts'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { TemplateEditor } from './template-editor.tsx'
import { editorWords as words } from '../words.ts'

const EMPTY = {
  name: '',
  description: '',
  naming: '{name}',
  parameters: [
    { name: 'name', kind: 'text', default: '', help: '', required: true, pattern: '', options: [] },
  ],
  body: {},
  locked: [],
} as unknown as TemplateDraft

/** Edits a template: a new one, a copy, one made from a pipeline, or the next version of one. */
export function Component() {
  const { id } = useParams()
  const [parameters] = useAddressSearch()
  const pipelineId = parameters.get('from')
  const copiedId = parameters.get('template')
  const editor = useRole('editor')
  const templateId = id ?? copiedId
  const template = useQuery({ ...templates.detail(templateId ?? ''), enabled: templateId !== null })
  const draft = useQuery({
    ...templates.draft(pipelineId ?? ''),
    enabled: pipelineId !== null && editor.allowed,
  })
  const sourceQuery = templateId !== null ? template : pipelineId !== null ? draft : null
  const initial = initialOf()
  return (
    <>
      <PageHeader
        title={id === undefined ? words.create : words.edit(template.data?.name ?? '')}
        breadcrumb={
          <Link to={paths.templates()} className="rounded-sm hover:text-text hover:underline">
            {words.templates}
          </Link>
        }
      />
      {!editor.allowed ? (
        <Notice tone="caution">{editor.reason}</Notice>
      ) : initial !== null ? (
        <TemplateEditor
          key={`${templateId} ${pipelineId}`}
          initial={initial}
          edited={id === undefined ? null : savedTemplate()}
        />
      ) : sourceQuery !== null && sourceQuery.isError ? (
        <Card>
          <QueryError query={sourceQuery} title={words.loadError} />
        </Card>
      ) : (
        <Loading label={words.loading}>
          <Skeleton className="h-96 w-full rounded-lg" />
        </Loading>
      )}
    </>
  )

  function savedTemplate(): Template | null {
    return template.data ?? null
  }
  function initialOf(): TemplateDraft | null {
    if (templateId !== null) {
      if (template.data === undefined) return null
      const { name, ...rest } = template.data
      return { ...rest, name: id === undefined ? words.copyOf(name) : name }
    }
    if (pipelineId !== null) return draft.data ?? null
    return EMPTY
  }
}
