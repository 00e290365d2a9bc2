import type { PluginTest, PluginTestStep, TestVerdict } from '@flx/shared/plugins/plugin-actions'
import { CircleAlert, CircleCheck, CircleDot, type LucideIcon } from 'lucide-react'

import { Alternatives } from '#web/parts/setting-form/alternatives.tsx'

import { testResultWords } from './words.ts'

const VERDICTS: Record<TestVerdict, { word: string; icon: LucideIcon; className: string }> = {
  works: { word: testResultWords.works, icon: CircleCheck, className: 'text-status-success' },
  starts: { word: testResultWords.starts, icon: CircleDot, className: 'text-accent' },
  fails: { word: testResultWords.fails, icon: CircleAlert, className: 'text-danger' },
}

/** The result of a test: the verdict in words, missing settings, and each process that was started. */
export function TestResult({ test }: { test: PluginTest }) {
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
            {testResultWords.step((step.durationMs / 1000).toFixed(1), step.ending)}
          </span>
        </summary>
        <div className="space-y-2 border-t border-line px-3 py-2 text-xs">
          <code className="block font-mono break-all text-text-soft">{step.command.join(' ')}</code>
          {step.messages.length > 0 && (
            <ul className="flex flex-wrap gap-x-4 gap-y-1">
              {step.messages.map(({ type, stream, count }) => (
                <li key={`${type} ${stream}`} className="tabular">
                  <span className="font-mono">{type}</span>
                  {stream !== null && testResultWords.ofStream(stream)}{' '}
                  <span className="text-text-faint">× {count}</span>
                </li>
              ))}
            </ul>
          )}
          {step.lines.length === 0 ? (
            <p className="text-text-faint">{testResultWords.noLog}</p>
          ) : (
            <pre
              aria-label={testResultWords.lastLines(step.lines.length)}
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
