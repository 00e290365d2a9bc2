import { clsx } from 'clsx'
import { useState, type ReactNode } from 'react'

import type { ApiDocument, ApiOperation, ApiSchema } from '#web/api/core/api-document.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Breakable } from '#web/ui/breakable.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'

import { curlExample } from './curl-example.ts'
import type { ListedOperation } from './operations.ts'
import { schemaText } from './schema-text.ts'
import { operationCardWords } from './words.ts'

/** One route. Expanding it shows its input and output, with a request to copy. */
export function OperationCard({ listed, document }: { listed: ListedOperation; document: ApiDocument }) {
  const { method, path, operation } = listed
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="touch flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 hover:bg-sunken focus-visible:outline-offset-[-2px]">
        <span
          className={clsx(
            'w-14 shrink-0 font-mono text-xs font-semibold uppercase',
            method === 'get' ? 'text-text-soft' : 'text-accent',
          )}
        >
          {method}
        </span>
        <span className="min-w-0 font-mono text-sm">
          <Breakable text={path} />
        </span>
        <span className="min-w-0 flex-1 basis-60 text-sm text-text-soft">{operation.summary}</span>
        <Badge>{operation['x-role'] ?? operationCardWords.open}</Badge>
      </summary>
      {open && (
        <div className="space-y-4 px-4 pt-2 pb-5">
          <CodeBlock
            label={operationCardWords.example}
            text={curlExample(location.origin, method, path, operation, document.components.schemas)}
          />
          <Parameters operation={operation} />
          <Body operation={operation} schemas={document.components.schemas} />
          <Responses operation={operation} document={document} />
        </div>
      )}
    </details>
  )
}

function Parameters({ operation }: { operation: ApiOperation }) {
  if (operation.parameters.length === 0) return null
  return (
    <Part title={operationCardWords.parameters}>
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[minmax(8rem,auto)_1fr]">
        {operation.parameters.map((parameter) => (
          <div key={parameter.name} className="contents">
            <dt className="font-mono">
              {parameter.name}
              {parameter.required ? '' : '?'}
            </dt>
            <dd className="min-w-0 font-mono text-xs/5 wrap-anywhere text-text-soft">
              {schemaText(parameter.schema, {})}
              {parameter.in === 'path' ? operationCardWords.inPath : ''}
              {'default' in parameter.schema
                ? operationCardWords.default(JSON.stringify(parameter.schema.default))
                : ''}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

function Body({ operation, schemas }: { operation: ApiOperation; schemas: Record<string, ApiSchema> }) {
  const schema = operation.requestBody?.content['application/json']?.schema
  if (schema === undefined) return null
  return (
    <Part title={operationCardWords.body}>
      <CodeBlock label={operationCardWords.body} text={schemaText(schema, schemas)} />
    </Part>
  )
}

function Responses({ operation, document }: { operation: ApiOperation; document: ApiDocument }) {
  const { schemas, responses } = document.components
  return (
    <Part title={operationCardWords.responses}>
      <ul className="space-y-2 text-sm">
        {Object.entries(operation.responses).map(([status, response]) => {
          const isShared = response.$ref !== undefined
          const [media, content] = Object.entries(response.content ?? {})[0] ?? []
          return (
            <li key={status}>
              <span className="mr-2 font-mono font-semibold">{status}</span>
              <span className="text-text-soft">
                {isShared ? responses[status]?.description : response.description}
                {media !== undefined && media !== 'application/json' ? operationCardWords.as(media) : ''}
              </span>
              {media === 'application/json' && content !== undefined && (
                <div className="mt-1">
                  <CodeBlock
                    label={operationCardWords.response(status)}
                    text={schemaText(content.schema, schemas)}
                  />
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </Part>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-xs font-semibold tracking-wide text-text-soft uppercase">{title}</h3>
      {children}
    </section>
  )
}
