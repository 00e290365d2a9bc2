import { useCallback } from 'react'
import { useSearchParams, type SetURLSearchParams } from 'react-router'

/**
 * Returns the search of the address and a function that changes it. A change builds on the current address.
 * The router's own change builds on the last rendering, which can be behind and would undo a filter chosen
 * since.
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
