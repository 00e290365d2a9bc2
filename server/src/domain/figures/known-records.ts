/** Returns the number of records of some executions; null if it is unknown for all of them. */
export const knownRecords = (
  records: number,
  { finished, uncounted }: { finished: number; uncounted: number },
): number | null => (uncounted > 0 && uncounted >= finished ? null : records)
