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
  const from = parameters.get('from')
  const copied = parameters.get('template')
  const editor = useRole('editor')
  const source = id ?? copied
  const template = useQuery({ ...templates.detail(source ?? ''), enabled: source !== null })
  const draft = useQuery({ ...templates.draft(from ?? ''), enabled: from !== null && editor.allowed })
  const loading = source !== null ? template : from !== null ? draft : null
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
          key={`${source} ${from}`}
          initial={initial}
          edited={id === undefined ? null : saved()}
        />
      ) : loading !== null && loading.isError ? (
        <Card>
          <QueryError query={loading} title={words.loadError} />
        </Card>
      ) : (
        <Loading label={words.loading}>
          <Skeleton className="h-96 w-full rounded-lg" />
        </Loading>
      )}
    </>
  )

  function saved(): Template | null {
    return template.data ?? null
  }
  function initialOf(): TemplateDraft | null {
    if (source !== null) {
      if (template.data === undefined) return null
      const { name, ...rest } = template.data
      return { ...rest, name: id === undefined ? words.copyOf(name) : name }
    }
    if (from !== null) return draft.data ?? null
    return EMPTY
  }
}
