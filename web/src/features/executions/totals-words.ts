/** Names of the totals in the list and on the page of executions. */
export const totalsWords = {
  records: 'Records',
  afterMappers: 'after mappers',
  data: 'Data',
  transferred: 'transferred',
}
