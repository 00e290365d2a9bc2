/** Names of the totals in the list and on an execution's page. */
export const totalsWords = {
  records: 'Records',
  afterMappers: 'after mappers',
  data: 'Data',
  transferred: 'transferred',
}
