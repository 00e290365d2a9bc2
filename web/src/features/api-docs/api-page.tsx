import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useSearchParams } from 'react-router'

import { apiDocument, type ApiDocument } from '#web/api/api-document.ts'
import { SettingsFrame } from '#web/features/settings/settings-frame.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState, Skeleton } from '#web/ui/states.tsx'

import { operationsOf, type ListedOperation } from './operations.ts'
import { OperationCard } from './operation-card.tsx'
import { schemaText } from './schema-text.ts'

/** The API as a person reads it, from the document that the server makes of itself. */
export function Component() {
  const { data: document, error, isFetching, refetch } = useQuery(apiDocument())
  return (
    <SettingsFrame title="API">
      {error !== null && document === undefined ? (
        <Card>
          <ErrorState
            title="The API document could not be loaded"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
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
  const [parameters, setParameters] = useSearchParams()
  const search = parameters.get('search') ?? ''
  const groups = operationsOf(document, search)
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-text-soft">
        Programs send an API token as <code className="font-mono">Authorization: Bearer flx_…</code>; a role
        includes those below it. Times are ISO-8601 UTC, lists go on by{' '}
        <code className="font-mono">cursor</code>, errors are problem details (RFC 9457).
      </p>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label="Search the API"
          value={search}
          placeholder="Search routes"
          onSearch={(text) =>
            setParameters(text === '' ? {} : { search: text }, {
              replace: true,
              preventScrollReset: true,
            })
          }
        />
        <a href="/api/openapi.json" download="openapi.json" className={buttonClass()}>
          <Download className="size-4" aria-hidden />
          OpenAPI 3.1
        </a>
      </div>
      {groups.length === 0 && (
        <Card>
          <EmptyState title="Nothing matches">
            Search for a part of an address or of what a route does.
          </EmptyState>
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
    <section aria-label="Schemas">
      <h2 className="mb-2 text-base font-semibold">Schemas</h2>
      <Card className="divide-y divide-line overflow-hidden">
        {Object.entries(schemas).map(([name, schema]) => (
          <details key={name} id={`schema-${name}`} className="group">
            <summary className="touch flex cursor-pointer items-center px-4 py-2 font-mono text-sm hover:bg-sunken focus-visible:outline-offset-[-2px]">
              {name}
            </summary>
            <div className="px-4 pb-4">
              <CodeBlock label={`Schema ${name}`} text={schemaText(schema, schemas)} />
            </div>
          </details>
        ))}
      </Card>
    </section>
  )
}
