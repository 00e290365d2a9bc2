import type { ReactNode } from 'react'

/**
 * The filter chips of a list: one scrolling row on a phone, in line with what is beside them on wider
 * screens.
 */
export const ChipRow = ({ children }: { children: ReactNode }) => (
  <div className="flex items-center gap-2 max-sm:order-last max-sm:-mx-4 max-sm:w-[calc(100%+2rem)] max-sm:overflow-x-auto max-sm:px-4 max-sm:py-0.5 sm:contents">
    {children}
  </div>
)
