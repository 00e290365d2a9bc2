import { RotateCw, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import { useServedBuild } from '#web/lib/browser/served-build.ts'

import { Button } from './button.tsx'
import { stateWords, updateWords } from './words.ts'

/** Says that there is nothing to show, and what to do about it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
}: {
  icon?: LucideIcon
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center px-4 py-14 text-center">
      {Icon && (
        <div className="mb-4 rounded-lg border border-line bg-surface p-3 text-text-faint">
          <Icon aria-hidden className="size-6" />
        </div>
      )}
      <h2 className="text-lg font-semibold">{title}</h2>
      {children !== undefined && <div className="mt-1 max-w-md text-sm text-text-soft">{children}</div>}
      {actions !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

/** Shows why loading failed, with a button that tries again; after an update, with one that reloads the page. */
export function ErrorState({
  title = stateWords.loadError,
  error,
  onRetry,
  retrying = false,
  more,
  isPage = false,
  compact = false,
}: {
  title?: string
  error: unknown
  onRetry?: () => void
  retrying?: boolean
  /** Further options besides trying again. */
  more?: ReactNode
  /** It is all there is on the page, so its title is the page's. */
  isPage?: boolean
  /** It is a small part of a card or dialog. */
  compact?: boolean
}) {
  const isOutdated = useServedBuild() !== 'same' && !isOfServer(error)
  if (isOutdated) return <UpdatedState isPage={isPage} compact={compact} />
  return (
    <ProblemState
      announcement="alert"
      icon={TriangleAlert}
      iconClass="text-danger"
      title={title}
      hint={messageOf(error)}
      isPage={isPage}
      compact={compact}
      actions={
        onRetry && (
          <>
            <Button
              data-first-focus
              icon={RotateCw}
              size={compact ? 'small' : 'medium'}
              busy={retrying}
              onClick={onRetry}
            >
              {stateWords.tryAgain}
            </Button>
            {more}
          </>
        )
      }
    />
  )
}

/** Takes the place of an error that the update of the server explains: this page does not fit it any more. */
export function UpdatedState({ isPage, compact = false }: { isPage: boolean; compact?: boolean }) {
  return (
    <ProblemState
      announcement="status"
      icon={RotateCw}
      iconClass="text-accent"
      title={updateWords.title}
      hint={updateWords.hint}
      isPage={isPage}
      compact={compact}
      actions={
        <Button data-first-focus size={compact ? 'small' : 'medium'} onClick={() => location.reload()}>
          {updateWords.reload}
        </Button>
      }
    />
  )
}

/** What is wrong, why, and what to do about it: in the middle of its place, or compact in one row. */
function ProblemState({
  announcement,
  icon: Icon,
  iconClass,
  title,
  hint,
  isPage,
  compact,
  actions,
}: {
  announcement: 'alert' | 'status'
  icon: LucideIcon
  iconClass: string
  title: string
  hint: string
  isPage: boolean
  compact: boolean
  actions: ReactNode
}) {
  const Heading = isPage ? 'h1' : 'h2'
  if (compact) {
    return (
      <div
        role={announcement}
        className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border border-line bg-sunken px-3 py-2.5 text-sm"
      >
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${iconClass}`} />
        <div className="min-w-0 grow basis-48">
          <p className="font-medium text-text">{title}</p>
          <p className="text-text-soft">{hint}</p>
        </div>
        {actions}
      </div>
    )
  }
  return (
    <div role={announcement} className="flex flex-col items-center px-4 py-14 text-center">
      <Icon aria-hidden className={`mb-3 size-7 ${iconClass}`} />
      <Heading className="text-lg font-semibold">{title}</Heading>
      <p className="mt-1 max-w-md text-sm text-text-soft">{hint}</p>
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

/** Reports whether the server is away or fails by itself, which a new page would not mend. */
const isOfServer = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'status' in error &&
  typeof error.status === 'number' &&
  (error.status === 0 || error.status >= 500)

/** A grey bar in place of text that is loading. Size it with `className`. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden className={`skeleton ${className}`} />
}

/** Grey bars in place of fields with labels and hints. */
export const FieldSkeletons = ({ count }: { count: number }) => (
  <div aria-hidden className="space-y-3">
    {Array.from({ length: count }, (_field, index) => (
      <div key={index} className="h-19">
        <Skeleton className="h-4 w-24" />
        <Skeleton className="mt-2 h-8 w-full" />
      </div>
    ))}
  </div>
)

/** Grey bars in place of a table that is loading, as high as its header and the given number of rows. */
export function TableSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden>
      <div className="h-8" />
      {Array.from({ length: rows }, (_row, index) => (
        <div key={index} className="box-content flex h-9 items-center border-t border-line">
          <Skeleton className="h-4 w-full" />
        </div>
      ))}
    </div>
  )
}

/** Wraps skeletons and tells screen readers that something is loading. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div aria-busy>
      <output className="sr-only">{label}</output>
      {children}
    </div>
  )
}

/** Returns the message of an error for the screen. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : stateWords.wentWrong
}
