import { useCallback } from 'react'
import { useSearchParams, type SetURLSearchParams } from 'react-router'

/**
 * The search of the address, and how it is changed. A change builds on what the address says at that moment: the router's own
 * builds on the last rendering, which may be behind, and would take back a filter that was chosen meanwhile.
 */
export function useAddressSearch(): [URLSearchParams, SetURLSearchParams] {
  const [parameters, setParameters] = useSearchParams()
  const change: SetURLSearchParams = useCallback(
    (next, options) =>
      setParameters(
        typeof next === 'function' ? () => next(new URLSearchParams(location.search)) : next,
        options,
      ),
    [setParameters],
  )
  return [parameters, change]
}
