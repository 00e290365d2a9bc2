/** The records of some executions; null when of none of them they are known. */
export const knownRecords = (
  records: number,
  { finished, uncounted }: { finished: number; uncounted: number },
): number | null => (uncounted > 0 && uncounted >= finished ? null : records)
