import { useRef, type ReactNode } from 'react'

import { useListKeys } from '#web/lib/lists/list-keys.ts'

/** A list that supports the list keys. It is paler while it shows the answer to an earlier query. */
export function ListRegion({ isStale, children }: { isStale: boolean; children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  return (
    <div ref={region} aria-busy={isStale} className={isStale ? 'opacity-60' : undefined}>
      {children}
    </div>
  )
}
