import type { LogLevel, LogLine } from '@flx/shared/logs/log'
import { clsx } from 'clsx'

import { formatTime } from '#web/lib/format.ts'
import { logLineWords } from './words.ts'

export const LEVEL_LOOKS: Record<LogLevel, { word: string; row: string; text: string }> = {
  debug: { word: 'debug', row: '', text: 'text-text-faint' },
  info: { word: '', row: '', text: 'text-text' },
  warning: { word: 'warn', row: 'bg-caution-soft', text: 'text-caution' },
  error: { word: 'error', row: 'bg-status-failed-soft', text: 'text-status-failed' },
}

/** One line of the log: number (a permalink), time, source, level, text. */
export function LogRow({
  line,
  zone,
  wrap,
  marked,
  onMark,
}: {
  line: LogLine
  zone: string | undefined
  wrap: boolean
  /** The line of the permalink. */
  marked: boolean
  onMark: (line: number) => void
}) {
  const level = LEVEL_LOOKS[line.level]
  return (
    <div
      data-line={line.line}
      data-level={line.level}
      data-marked={marked || undefined}
      className={clsx(
        'flex gap-3 px-3 font-mono text-xs/5',
        level.row,
        marked && 'outline-2 -outline-offset-2 outline-accent',
        wrap ? 'whitespace-pre-wrap' : 'w-max min-w-full whitespace-pre',
      )}
    >
      <a
        href={`?line=${line.line}`}
        title={logLineWords.copyLink}
        tabIndex={-1}
        onClick={(event) => {
          event.preventDefault()
          onMark(line.line)
        }}
        className="tabular w-14 shrink-0 text-right text-text-faint select-none hover:underline"
      >
        {line.line}
      </a>
      <span className="tabular shrink-0 text-text-faint max-sm:hidden">
        {formatTime(line.at, zone, 'milliseconds')}
      </span>
      <span className="w-16 shrink-0 text-text-faint max-sm:hidden">{line.source}</span>
      <span className={clsx('w-9 shrink-0 font-semibold', level.text)}>{level.word}</span>
      <span className={clsx('min-w-0', wrap && 'break-all', level.text)}>{line.text}</span>
    </div>
  )
}
