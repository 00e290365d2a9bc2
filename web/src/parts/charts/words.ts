// The words of the charts, by component.

export const chartCardWords = {
  chart: 'Chart',
  loading: 'Loading the figures',
  table: 'Table',
  from: 'From',
  to: 'To',
  time: 'Time',
  view: (title: string) => `View of ${title.toLowerCase()}`,
  download: (title: string) => `Download ${title.toLowerCase()} as CSV`,
  chartHint: 'A chart. The “Table” view lists its figures.',
  figures: (title: string) => `Figures: ${title.toLowerCase()}`,
}

export const chartsWords = {
  success: 'Success',
  failed: 'Failed',
  cancelled: 'Cancelled',
  successRate: 'Success rate',
  average: 'Average',
  records: 'Records',
  duration: 'Duration',
  successRateFrom: (floor: number) => (floor === 0 ? 'success rate' : `success rate, from ${floor}%`),
  outcomes: 'Outcomes',
  outcomesPer: (unit: string) => `Outcomes ${unit}`,
  recordsPer: (unit: string) => `Records ${unit}`,
  legend: {
    success: 'success',
    failed: 'failed',
    cancelled: 'cancelled',
    p50: 'p50',
    p95: 'p95',
  },
}
