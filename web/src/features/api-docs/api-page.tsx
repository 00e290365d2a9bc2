import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'

import { apiDocument, type ApiDocument } from '#web/api/core/api-document.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { EmptyState, Skeleton } from '#web/ui/states.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { operationsOf, type ListedOperation } from './operations.ts'
import { OperationCard } from './operation-card.tsx'
import { schemaText } from './schema-text.ts'
import { apiPageWords } from './words.ts'

/** The readable API reference, generated from the server's own document. */
export function Component() {
  const query = useQuery(apiDocument())
  const { data: document, error } = query
  return (
    <SettingsFrame title={apiPageWords.api}>
      {error !== null && document === undefined ? (
        <Card>
          <QueryError query={query} title={apiPageWords.loadError} />
        </Card>
      ) : document === undefined ? (
        <div className="space-y-2" aria-hidden>
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-11 w-full" />
          ))}
        </div>
      ) : (
        <Reference document={document} />
      )}
    </SettingsFrame>
  )
}

function Reference({ document }: { document: ApiDocument }) {
  const [parameters, setParameters] = useAddressSearch()
  const search = parameters.get('search') ?? ''
  const groups = operationsOf(document, search)
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-text-soft">
        {apiPageWords.sendToken} <code className="font-mono">Authorization: Bearer flx_…</code>
        {apiPageWords.conventions} <code className="font-mono">cursor</code>
        {apiPageWords.conventions2}
      </p>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label={apiPageWords.searchApi}
          value={search}
          placeholder={apiPageWords.searchRoutes}
          onSearch={(text) =>
            setParameters(text === '' ? {} : { search: text }, {
              replace: true,
              preventScrollReset: true,
            })
          }
        />
        <a href="/api/openapi.json" download="openapi.json" className={buttonClass()}>
          <Download className="size-4" aria-hidden />
          {apiPageWords.openApi}
        </a>
      </div>
      {groups.length === 0 && (
        <Card>
          <EmptyState title={apiPageWords.noMatch}>{apiPageWords.noMatchHint}</EmptyState>
        </Card>
      )}
      {groups.map(({ tag, operations }) => (
        <Group key={tag} tag={tag} operations={operations} document={document} />
      ))}
      {search === '' && <Schemas document={document} />}
    </>
  )
}

function Group({
  tag,
  operations,
  document,
}: {
  tag: string
  operations: ListedOperation[]
  document: ApiDocument
}) {
  return (
    <section aria-label={tag} className="mb-6">
      <h2 className="mb-2 text-base font-semibold">{tag}</h2>
      <Card className="divide-y divide-line overflow-hidden">
        {operations.map((operation) => (
          <OperationCard
            key={`${operation.method} ${operation.path}`}
            listed={operation}
            document={document}
          />
        ))}
      </Card>
    </section>
  )
}

function Schemas({ document }: { document: ApiDocument }) {
  const { schemas } = document.components
  return (
    <section aria-label={apiPageWords.schemas}>
      <h2 className="mb-2 text-base font-semibold">{apiPageWords.schemas}</h2>
      <Card className="divide-y divide-line overflow-hidden">
        {Object.entries(schemas).map(([name, schema]) => (
          <details key={name} id={`schema-${name}`} className="group">
            <summary className="touch flex cursor-pointer items-center px-4 py-2 font-mono text-sm hover:bg-sunken focus-visible:outline-offset-[-2px]">
              {name}
            </summary>
            <div className="px-4 pb-4">
              <CodeBlock label={apiPageWords.schema(name)} text={schemaText(schema, schemas)} />
            </div>
          </details>
        ))}
      </Card>
    </section>
  )
}
