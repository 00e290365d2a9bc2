import type { Template } from '@flx/shared/templates/template'
import { useQuery } from '@tanstack/react-query'

import { templates } from '#web/api/templates/templates.ts'
import { Section } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { CARD_CELL, CARD_ROW } from '#web/ui/table/card-look.ts'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { bodyText } from './editor/body-text.ts'
import { FieldChanges } from './update/field-changes.tsx'
import { editorWords, updateWords, templateWords as words } from './words.ts'

/** The parameters, pipeline and versions of a template. */
export function TemplateFacts({ template }: { template: Template }) {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <div className="min-w-0 space-y-4">
        <Parameters template={template} />
        <Versions id={template.id} />
      </div>
      <Section title={words.document}>
        <KeyValue
          className="mb-3"
          items={[
            { label: words.naming, value: <code className="font-mono text-xs">{template.naming}</code> },
            {
              label: words.locked,
              value:
                template.locked.length === 0 ? (
                  <span className="text-text-soft">{words.nothingLocked}</span>
                ) : (
                  <code className="font-mono text-xs wrap-anywhere">{template.locked.join(', ')}</code>
                ),
            },
          ]}
        />
        <CodeBlock label={words.documentText} text={bodyText(template.body)} />
      </Section>
    </div>
  )
}

function Parameters({ template: { parameters } }: { template: Template }) {
  return (
    <Section title={words.parameters}>
      {parameters.length === 0 ? (
        <p className="text-sm text-text-soft">{words.noParameters}</p>
      ) : (
        <Table
          cards
          label={words.eachParameter}
          head={
            <>
              <Th>{words.name}</Th>
              <Th>{words.kind}</Th>
              <Th>{words.default}</Th>
              <Th>{words.help}</Th>
            </>
          }
        >
          {parameters.map((parameter) => (
            <Tr key={parameter.name} className={CARD_ROW}>
              <Td className={CARD_CELL.title}>
                <code className="font-mono text-xs">{parameter.name}</code>
                {parameter.required && (
                  <span className="ml-0.5 text-danger" title={words.required}>
                    {'*'}
                  </span>
                )}
              </Td>
              <Td className={CARD_CELL.status}>{editorWords.kinds[parameter.kind]}</Td>
              <Td className={`font-mono text-xs ${CARD_CELL.fact}`}>
                {parameter.default === '' ? updateWords.none : parameter.default}
              </Td>
              <Td className={`min-w-0 whitespace-normal text-text-soft ${CARD_CELL.message}`}>
                {parameter.help}
                {parameter.options.length > 0 && ` ${parameter.options.join(', ')}`}
                {parameter.pattern !== '' && ` ${parameter.pattern}`}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}

function Versions({ id }: { id: string }) {
  const { data } = useQuery(templates.versions(id))
  if (data === undefined) return null
  const firstVersion = data.items.at(-1)?.version
  return (
    <Section title={words.versions}>
      <ol className="divide-y divide-line">
        {data.items.map(({ version, createdAt, createdBy, changes }) => (
          <li key={version} className="py-2 text-sm first:pt-0 last:pb-0">
            <p className="flex flex-wrap items-baseline justify-between gap-2">
              <span className="font-medium">{words.versionOf(version, createdBy)}</span>
              <span className="text-xs text-text-faint">
                <RelativeTime at={createdAt} />
              </span>
            </p>
            {changes.length > 0 ? (
              <div className="mt-1.5">
                <FieldChanges label={words.versionOf(version, createdBy)} changes={changes} />
              </div>
            ) : (
              <p className="text-xs text-text-soft">
                {version === firstVersion ? words.firstVersion : words.noChanges}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}
