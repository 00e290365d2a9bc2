/**
 * Returns why what needs the data of a query is disabled: they are not loaded yet, or could not be loaded. `loadError` is
 * the title of that failure, as `QueryContent` shows it.
 */
export function loadReason(
  { data, error }: { data: unknown; error: unknown },
  { notLoaded, loadError }: { notLoaded: string; loadError: string },
): string | undefined {
  if (data !== undefined) return undefined
  return error === null ? notLoaded : `${loadError}.`
}
