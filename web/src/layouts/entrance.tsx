import type { ReactNode } from 'react'

import { tabTitle } from '#web/ui/words.ts'

import { Logo } from './logo.tsx'
import { PRODUCT } from './words.ts'

/** The frame of the pages before sign-in: one card in the middle. */
export function Entrance({
  title,
  intro,
  children,
}: {
  title: string
  intro: ReactNode
  children: ReactNode
}) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <title>{tabTitle(title)}</title>
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center justify-center gap-2.5 text-lg font-semibold">
          <Logo className="size-7" />
          {PRODUCT}
        </div>
        <div className="rounded-lg border border-line bg-surface p-6 shadow-low">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          <div className="mt-1 mb-5 text-sm text-text-soft">{intro}</div>
          {children}
        </div>
      </div>
    </main>
  )
}
