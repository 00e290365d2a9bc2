import { Plus, X } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'

import { Button, IconButton } from '#web/ui/button.tsx'
import { Input, type ControlProps } from '#web/ui/fields/field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'

import { mapRulesWords } from '../words.ts'
import type { RulesKind, StreamRules } from './rules-kind.ts'

const VIEWS = [
  { key: 'rules', label: mapRulesWords.rules },
  { key: 'json', label: mapRulesWords.json },
] as const

/**
 * Edits rules for streams as rows. Shows the child, an editor for the JSON, on request or if rows cannot
 * represent the text.
 */
export function RulesInput<Rule>({
  kind,
  control,
  label,
  text,
  onText,
  children,
}: {
  kind: RulesKind<Rule>
  control: ControlProps
  label: string
  text: string
  onText: (text: string) => void
  children: ReactNode
}) {
  const container = useRef<HTMLDivElement>(null)
  const [asJson, setAsJson] = useState(false)
  // Rows that are being typed can be more than the text holds, such as two rows without a field, so they are
  // kept beside it.
  const [draft, setDraft] = useState<{ text: string; streams: readonly StreamRules<Rule>[] } | null>(null)
  const streams = draft?.text === text ? draft.streams : kind.read(text)
  const change = (next: readonly StreamRules<Rule>[]) => {
    const newText = kind.write(next)
    setDraft({ text: newText, streams: next })
    onText(newText)
  }
  const add = (next: readonly StreamRules<Rule>[], selector: string) => {
    flushSync(() => change(next))
    ;[...(container.current?.querySelectorAll<HTMLElement>(selector) ?? [])].at(-1)?.focus()
  }
  const showsRows = streams !== null && !asJson
  const { others } = kind
  const isOthers = (stream: StreamRules<Rule>) => others?.is(stream) === true
  return (
    <div ref={container} className="space-y-2">
      {streams === null ? (
        <Notice tone="info">{mapRulesWords.notAsRules}</Notice>
      ) : (
        <Segmented
          label={mapRulesWords.view(label)}
          options={VIEWS}
          chosen={asJson ? 'json' : 'rules'}
          onChoose={(key) => setAsJson(key === 'json')}
        />
      )}
      {!showsRows && children}
      {showsRows && (
        <>
          {streams.length === 0 && <p className="text-sm text-text-faint">{mapRulesWords.none}</p>}
          {streams.map((stream, index) =>
            others !== undefined && isOthers(stream) ? (
              <p
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                className="flex items-center justify-between gap-2 rounded-md border border-line px-3 py-2 text-sm"
              >
                {others.label}
                <IconButton
                  label={others.remove}
                  icon={X}
                  onClick={() => change(streams.toSpliced(index, 1))}
                />
              </p>
            ) : (
              <Stream
                kind={kind}
                // Only the position distinguishes streams whose name is being typed.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                control={index === streams.findIndex((entry) => !isOthers(entry)) ? control : undefined}
                stream={stream}
                onChange={(next) => change(streams.with(index, next))}
                onAdd={(next) => add(streams.with(index, next), `[data-stream="${index}"] select`)}
                onRemove={() => change(streams.toSpliced(index, 1))}
                streamIndex={index}
              />
            ),
          )}
          {kind.problems(streams).map((problem) => (
            <Notice key={problem} tone="danger">
              {problem}
            </Notice>
          ))}
          <div className="flex flex-wrap gap-2">
            <Button
              {...(streams.every(isOthers) ? { id: control.id } : {})}
              size="small"
              icon={Plus}
              onClick={() => add([...streams, { pattern: '', rules: [kind.newRule] }], '[data-pattern]')}
            >
              {mapRulesWords.addStream}
            </Button>
            {others !== undefined && !streams.some(isOthers) && (
              <Button size="small" variant="quiet" onClick={() => change([...streams, others.entry])}>
                {others.add}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  )
}

function Stream<Rule>({
  kind: { Row, newRule },
  control,
  stream: { pattern, rules },
  streamIndex,
  onChange,
  onAdd,
  onRemove,
}: {
  kind: RulesKind<Rule>
  control: ControlProps | undefined
  stream: StreamRules<Rule>
  streamIndex: number
  onChange: (stream: StreamRules<Rule>) => void
  onAdd: (stream: StreamRules<Rule>) => void
  onRemove: () => void
}) {
  return (
    <fieldset data-stream={streamIndex} className="space-y-2 rounded-md border border-line p-3">
      <legend className="sr-only">{pattern === '' ? mapRulesWords.pattern : pattern}</legend>
      <div className="flex gap-2">
        <Input
          {...control}
          data-pattern
          aria-label={mapRulesWords.pattern}
          placeholder={mapRulesWords.patternExample}
          value={pattern}
          spellCheck={false}
          autoComplete="off"
          className="max-w-72 font-mono text-xs"
          onChange={(event) => onChange({ pattern: event.target.value, rules })}
        />
        <IconButton
          label={mapRulesWords.removeStream(pattern)}
          icon={X}
          onClick={onRemove}
          className="ml-auto"
        />
      </div>
      <ul className="space-y-2">
        {rules.map((rule, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <Row
              rule={rule}
              onChange={(next) => onChange({ pattern, rules: rules.with(index, next) })}
              onRemove={() => onChange({ pattern, rules: rules.toSpliced(index, 1) })}
            />
          </li>
        ))}
      </ul>
      <Button
        size="small"
        variant="quiet"
        icon={Plus}
        aria-label={mapRulesWords.addRuleTo(pattern)}
        onClick={() => onAdd({ pattern, rules: [...rules, newRule] })}
      >
        {mapRulesWords.addRule}
      </Button>
    </fieldset>
  )
}
