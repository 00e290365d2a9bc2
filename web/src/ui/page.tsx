import type { ReactNode } from 'react'

import { pageWords, tabTitle } from './words.ts'

/** The head of a page: document title, breadcrumb, heading with facts beside it, and actions on the right. */
export function PageHeader({
  title,
  documentTitle = title,
  breadcrumb,
  facts,
  views,
  actions,
}: {
  title: string
  /** For the browser's tab, if the heading alone is too vague. */
  documentTitle?: string
  breadcrumb?: ReactNode
  facts?: ReactNode
  /** Ways to show what is below. On a phone they have their own row. */
  views?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="mb-4">
      <title>{tabTitle(documentTitle)}</title>
      {breadcrumb !== undefined && (
        <nav
          aria-label={pageWords.breadcrumb}
          className="mb-1.5 flex flex-wrap items-center gap-1.5 text-sm text-text-faint"
        >
          {breadcrumb}
        </nav>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {facts}
        </div>
        {views !== undefined && (
          <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:order-last max-sm:w-full max-sm:justify-between sm:ml-auto">
            {views}
          </div>
        )}
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
