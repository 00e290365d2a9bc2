import type { Statistics } from '@flx/shared/operations/statistics'
import { ArrowRight } from 'lucide-react'
import { Link } from 'react-router'

import { Acknowledged } from '#web/parts/failure-notes/acknowledged.tsx'
import { shortReason } from '#web/lib/reason.ts'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'
import { recentFailuresWords } from './words.ts'

/** The newest failures in the window, with what they say. */
export function RecentFailures({ figures, className }: { figures: Statistics; className?: string }) {
  const { recentFailures, failed, from, to } = figures
  return (
    <Section
      title={recentFailuresWords.recentFailures}
      className={className ?? ''}
      aside={
        failed > 0 && (
          <Link
            to={paths.executions({ status: 'failed', ...(from === null ? {} : { from, to }) })}
            className={buttonClass({ size: 'small' })}
          >
            {recentFailuresWords.all(failed)}
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        )
      }
    >
      {recentFailures.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{recentFailuresWords.none}</p>
      ) : (
        <Table
          label={recentFailuresWords.recentFailures}
          className="-mx-4"
          head={
            <>
              <Th className="pl-4!">{recentFailuresWords.pipeline}</Th>
              <Th>{recentFailuresWords.reason}</Th>
              <Th>{recentFailuresWords.when}</Th>
              <Th numeric className="pr-4!">
                {recentFailuresWords.duration}
              </Th>
            </>
          }
        >
          {recentFailures.map((execution) => (
            <Tr key={execution.id}>
              <Td className="w-1/4 min-w-44 pl-4! font-medium">
                <Link
                  to={paths.execution(execution.id)}
                  className="line-clamp-2 rounded-sm wrap-anywhere hover:underline"
                >
                  {execution.pipelineName}
                </Link>
                {execution.acknowledgement !== null && (
                  <Acknowledged
                    {...execution.acknowledgement}
                    className="mt-0.5 text-xs font-normal text-text-soft"
                  />
                )}
              </Td>
              <Td className="w-3/4 min-w-52 text-text-soft">
                <span className="line-clamp-1 break-all" title={execution.errorMessage ?? undefined}>
                  {shortReason(execution.errorMessage ?? recentFailuresWords.noReason)}
                </span>
              </Td>
              <Td className="whitespace-nowrap text-text-soft">
                <RelativeTime at={execution.finishedAt ?? execution.queuedAt} />
              </Td>
              <Td numeric className="tabular pr-4!">
                <Duration execution={execution} />
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}
