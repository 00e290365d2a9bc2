import { clsx } from 'clsx'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { NavLink } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { PageHeader } from '#web/ui/page.tsx'

import { settingsFrameWords } from './words.ts'

const SECTIONS = [
  { label: settingsFrameWords.profile, to: paths.profile(), role: 'viewer' },
  { label: settingsFrameWords.tokens, to: paths.tokens(), role: 'viewer' },
  { label: settingsFrameWords.api, to: paths.apiReference(), role: 'viewer' },
  { label: settingsFrameWords.users, to: paths.users(), role: 'admin' },
  { label: settingsFrameWords.storage, to: paths.storage(), role: 'admin' },
  { label: settingsFrameWords.workers, to: paths.workers(), role: 'viewer' },
  { label: settingsFrameWords.runners, to: paths.runners(), role: 'viewer' },
  { label: settingsFrameWords.meltano, to: paths.meltanoState(), role: 'admin' },
  { label: settingsFrameWords.openLineage, to: paths.openLineage(), role: 'admin' },
  { label: settingsFrameWords.audit, to: paths.audit(), role: 'admin' },
] as const

/** The frame of all settings pages, with the sections that the user's role allows. */
export function SettingsFrame({ title, children }: { title: string; children: ReactNode }) {
  const admin = useRole('admin')
  const sections = useRef<HTMLElement>(null)
  // On a phone the sections do not fit side by side, and each page mounts a new frame.
  useLayoutEffect(() => {
    const chosen = sections.current?.querySelector('[aria-current="page"]')
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  return (
    <>
      <PageHeader
        title={settingsFrameWords.settings}
        documentTitle={settingsFrameWords.documentTitle(title)}
      />
      <nav
        ref={sections}
        aria-label={settingsFrameWords.settings}
        className="mb-4 flex gap-1 overflow-x-auto border-b border-line"
      >
        {SECTIONS.filter(({ role }) => role === 'viewer' || admin.allowed).map(({ label, to }) => (
          <NavLink
            key={to}
            to={to}
            className={({ isActive }) =>
              clsx(
                'touch -mb-px inline-flex shrink-0 items-center border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap focus-visible:outline-offset-[-2px]',
                isActive ? 'border-accent text-text' : 'border-transparent text-text-soft hover:text-text',
              )
            }
          >
            {label}
          </NavLink>
        ))}
      </nav>
      {children}
    </>
  )
}
