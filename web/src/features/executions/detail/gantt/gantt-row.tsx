import { clsx } from 'clsx'
import type { ReactNode } from 'react'

import { goesOn, placeOn, type TimeScale } from './time-scale.ts'

/** A stretch of time, in seconds from the start of the execution. */
export interface Stretch {
  from: number
  seconds: number
}

/** Returns the lines of the axis, drawn behind the bars of a row. */
export const gridOf = ({ seconds, stepSeconds }: TimeScale): string =>
  `repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px ${(stepSeconds / seconds) * 100}%)`

/** One bar over time, above the ghost of the last success. */
export function GanttRow({
  scale,
  name,
  label,
  bar,
  ghost,
  barClass,
  result,
  resultClass = 'text-text-soft',
  title,
  isPart = false,
  ...data
}: {
  scale: TimeScale
  name: ReactNode
  /** The bar in words, for screen readers. */
  label: string
  bar: Stretch | undefined
  ghost?: Stretch | undefined
  barClass: string
  result: string
  resultClass?: string
  title?: string | undefined
  /** Whether it is a part of the step above. */
  isPart?: boolean
} & Record<`data-${string}`, string>) {
  return (
    <tr {...data}>
      <th scope="row" className={clsx('pr-3 text-left font-normal', isPart ? 'py-0 pl-6' : 'py-0 pl-6')}>
        {name}
      </th>
      <td aria-label={label} className="p-0">
        <span
          aria-hidden
          className={clsx('relative block', isPart ? 'h-5' : 'h-5.5')}
          style={{ backgroundImage: gridOf(scale) }}
        >
          {ghost && (
            <span
              data-ghost
              // A bar that continues beyond the scale fades out instead of ending.
              className={clsx(
                'absolute inset-y-0.75 rounded-xs border border-line-strong/60',
                goesOn(scale, ghost) &&
                  'rounded-r-none border-r-0 mask-[linear-gradient(to_right,black_75%,transparent)]',
              )}
              style={styleOf(scale, ghost)}
            />
          )}
          {bar && (
            <span
              className={clsx('absolute rounded-xs', barClass, isPart ? 'inset-y-1.5' : 'inset-y-1.25')}
              style={{ ...styleOf(scale, bar), minWidth: 3 }}
            />
          )}
        </span>
      </td>
      <td className={clsx('tabular py-0 pl-3 text-right whitespace-nowrap', resultClass)} title={title}>
        {result}
      </td>
    </tr>
  )
}

function styleOf(scale: TimeScale, { from, seconds }: Stretch) {
  const { left, width } = placeOn(scale, from, seconds)
  return { left: `${Math.min(99.5, left)}%`, width: `${width}%` }
}
