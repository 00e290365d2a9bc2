import type { Plugin } from '@flx/shared/plugin'
import type { PluginTest, PluginTestStep, TestVerdict } from '@flx/shared/plugin-actions'
import { CircleAlert, CircleCheck, CircleDot, FlaskConical, type LucideIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { testPlugin } from '#web/api/plugins.ts'
import { useRole } from '#web/api/session.ts'
import { formatCount } from '#web/lib/format.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { Alternatives } from '../setting-form/alternatives.tsx'
import { isBusy } from './plugin-words.ts'

type State =
  | { kind: 'idle' }
  | { kind: 'going' }
  | { kind: 'done'; test: PluginTest }
  | { kind: 'failed'; why: string }

/** Starts the plugin with what is saved and shows what happened. */
export function TestSection({ plugin }: { plugin: Plugin }) {
  const editor = useRole('editor')
  const [state, setState] = useState<State>({ kind: 'idle' })
  const going = useRef<AbortController | null>(null)
  // Who leaves the page is not interested any more: the program is stopped.
  useEffect(() => () => going.current?.abort(), [])

  const start = async () => {
    const own = new AbortController()
    going.current = own
    setState({ kind: 'going' })
    try {
      setState({ kind: 'done', test: await testPlugin(plugin.id, own.signal) })
    } catch (error) {
      setState(own.signal.aborted ? { kind: 'idle' } : { kind: 'failed', why: messageOf(error) })
    }
  }
  const ready = plugin.installed || plugin.inheritFrom !== null
  const reason = isBusy(plugin) ? 'Wait until it is installed.' : ready ? undefined : 'Install it first.'

  return (
    <Section
      title="Test"
      aside={
        <div className="flex gap-2">
          {state.kind === 'going' && (
            <Button size="small" onClick={() => going.current?.abort()}>
              Stop
            </Button>
          )}
          <Button
            size="small"
            icon={FlaskConical}
            busy={state.kind === 'going'}
            disabledReason={editor.allowed ? reason : editor.reason}
            onClick={() => void start()}
          >
            {state.kind === 'going' ? 'Testing…' : state.kind === 'done' ? 'Test again' : 'Test'}
          </Button>
        </div>
      }
    >
      <div aria-live="polite">
        {state.kind === 'done' ? (
          <Result test={state.test} />
        ) : state.kind === 'failed' ? (
          <Notice tone="danger">{state.why}</Notice>
        ) : (
          <p className="text-sm text-text-faint">{WHAT_IT_DOES[plugin.type]}</p>
        )}
      </div>
    </Section>
  )
}

const WHAT_IT_DOES: Record<Plugin['type'], string> = {
  extractor:
    'Starts it with the saved settings until it writes its first record. Nothing is loaded anywhere.',
  loader: 'Starts it with the saved settings on an empty input. Nothing is written.',
  transformer: 'Starts it, in flight on an empty input, else by asking for its help.',
  orchestrator: 'Starts it by asking for its help.',
  utility: 'Starts it by asking for its help.',
}

const VERDICTS: Record<TestVerdict, { word: string; icon: LucideIcon; className: string }> = {
  works: { word: 'Works', icon: CircleCheck, className: 'text-status-success' },
  starts: { word: 'Starts', icon: CircleDot, className: 'text-accent' },
  fails: { word: 'Fails', icon: CircleAlert, className: 'text-danger' },
}

function Result({ test }: { test: PluginTest }) {
  const { word, icon: Icon, className } = VERDICTS[test.verdict]
  return (
    <div className="space-y-3">
      <p className="flex items-start gap-2 text-sm">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} />
        <span>
          <strong className={`font-semibold ${className}`}>{word}.</strong> {test.summary}
        </span>
      </p>
      {test.needs.length > 0 && <Alternatives alternatives={test.needs} />}
      <ol className="space-y-2">
        {test.steps.map((step) => (
          <Step key={step.title} step={step} />
        ))}
      </ol>
    </div>
  )
}

function Step({ step }: { step: PluginTestStep }) {
  return (
    <li className="rounded-md border border-line">
      <details>
        <summary className="touch cursor-pointer px-3 py-2 text-sm">
          <span className="font-medium">{step.title}</span>{' '}
          <span className="tabular text-text-faint">
            {(step.durationMs / 1000).toFixed(1)} s · {step.ending}
          </span>
        </summary>
        <div className="space-y-2 border-t border-line px-3 py-2 text-xs">
          <code className="block font-mono break-all text-text-soft">{step.command.join(' ')}</code>
          {step.messages.length > 0 && (
            <ul className="flex flex-wrap gap-x-4 gap-y-1">
              {step.messages.map(({ type, stream, count }) => (
                <li key={`${type} ${stream}`} className="tabular">
                  <span className="font-mono">{type}</span>
                  {stream !== null && ` of ${stream}`} <span className="text-text-faint">× {count}</span>
                </li>
              ))}
            </ul>
          )}
          {step.lines.length === 0 ? (
            <p className="text-text-faint">It wrote nothing to its log.</p>
          ) : (
            <pre
              aria-label={`Last ${formatCount(step.lines.length, 'line')} of its log`}
              // A scrolling box must be reachable by keyboard.
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={0}
              role="log"
              className="max-h-60 overflow-auto rounded-md bg-sunken p-2 font-mono whitespace-pre-wrap"
            >
              {step.lines.join('\n')}
            </pre>
          )}
        </div>
      </details>
    </li>
  )
}
