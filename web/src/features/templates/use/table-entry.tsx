import type { TemplateParameter } from '@flx/shared/templates/template'
import type { ParameterValues } from '@flx/shared/templates/template-pipelines'
import { Plus, Table2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Field, Select, Textarea } from '#web/ui/fields/field.tsx'

import { parseTable, rowsOf, type ParsedTable } from './parse-table.ts'
import { tableWords as words } from '../words.ts'

const MAX_BYTES = 5_000_000

/**
 * Reads a table from the clipboard or a file. For columns that match no parameter's name, the user chooses
 * one.
 */
export function TableEntry({
  parameters,
  onRead,
  onByHand,
}: {
  parameters: readonly TemplateParameter[]
  /** `source` names where the rows come from. */
  onRead: (source: string, rows: ParameterValues[]) => void
  onByHand: () => void
}) {
  const file = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [source, setSource] = useState<string>(words.pasted)
  const [table, setTable] = useState<ParsedTable | null>(null)
  const [problem, setProblem] = useState<string>()
  const parse = (content: string, name: string) => {
    const parsed = parseTable(content, parameters)
    setSource(name)
    setProblem(typeof parsed === 'string' ? parsed : undefined)
    if (typeof parsed === 'string') return
    if (parsed.mapping.includes('')) setTable(parsed)
    else onRead(name, rowsOf(parsed))
  }
  const readFile = async (chosenFile: File | undefined) => {
    if (chosenFile === undefined) return
    if (chosenFile.size > MAX_BYTES) return setProblem(words.tooLarge)
    const content = await chosenFile.text()
    setText(content)
    parse(content, chosenFile.name)
  }
  if (table !== null) {
    return (
      <div className="space-y-4">
        <h2 className="text-sm font-medium">{words.columns}</h2>
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {table.columns.map((column, index) => (
            <Field key={column} label={words.column(column)} hint={table.lines[0]?.[index]}>
              {(control) => (
                <Select
                  {...control}
                  value={table.mapping[index]}
                  onChange={({ target }) =>
                    setTable({
                      ...table,
                      mapping: table.mapping.map((name, position) =>
                        position === index ? target.value : name === target.value ? '' : name,
                      ),
                    })
                  }
                >
                  <option value="">{words.leaveOut}</option>
                  {parameters.map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" icon={Table2} onClick={() => onRead(source, rowsOf(table))}>
            {words.read}
          </Button>
          <Button onClick={() => setTable(null)}>{words.again}</Button>
        </div>
      </div>
    )
  }
  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void readFile(event.dataTransfer.files[0])
      }}
    >
      <Field label={words.paste} hint={words.pasteHint} error={problem}>
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            spellCheck={false}
            placeholder={parameters.map(({ name }) => name).join(';')}
            className="font-mono text-xs"
            value={text}
            onChange={({ target }) => setText(target.value)}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text')
              if (text !== '' || !pasted.includes('\n')) return
              event.preventDefault()
              setText(pasted)
              parse(pasted, words.pasted)
            }}
          />
        )}
      </Field>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button variant="primary" icon={Table2} onClick={() => parse(text, words.pasted)}>
          {words.read}
        </Button>
        <Button icon={Upload} onClick={() => file.current?.click()}>
          {words.upload}
        </Button>
        <Button icon={Plus} onClick={onByHand}>
          {words.addRow}
        </Button>
      </div>
      <input
        ref={file}
        type="file"
        hidden
        aria-label={words.upload}
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(event) => {
          const { files } = event.target
          void readFile(files?.[0])
          event.target.value = ''
        }}
      />
    </div>
  )
}
