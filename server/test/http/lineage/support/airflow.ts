import type { ForeignJob } from '@flx/shared/lineage/foreign'
import type { Neighbourhood } from '@flx/shared/lineage/lineage'

/** The jobs that Airflow reports for fixtures/airflow_dag.py, whose last task fails. */
export const AIRFLOW_JOBS = [
  'Airflow shop_revenue failed: task_failure',
  'Airflow shop_revenue.build_revenue in shop_revenue success',
  'Airflow shop_revenue.notify in shop_revenue failed: cannot connect to postgresql://warehouse:5432/shop',
]

/** Each job with its parent and its status. */
export const airflowJobs = (jobs: readonly ForeignJob[]): string[] =>
  jobs
    .map(({ tool, name, parent, status, error }) => {
      const place = parent === null ? '' : ` in ${parent}`
      return `${tool} ${name}${place} ${status}${error === null ? '' : `: ${error}`}`
    })
    .toSorted()

/** The neighbourhood of the table that its first task creates. */
export const AIRFLOW_PICTURE = {
  datasets: ['shop.marts.revenue', 'shop.public.orders'],
  jobs: ['shop_revenue.build_revenue in shop_revenue by Airflow'],
  columns: [{ from: 'amount', to: 'total' }],
}

/** A picture in the form of the expectation. */
export const airflowPicture = ({ datasets, pipelines, flows }: Neighbourhood): typeof AIRFLOW_PICTURE => ({
  datasets: datasets.map(({ name }) => name).toSorted(),
  jobs: pipelines.map(({ name, parent, tool }) => `${name} in ${parent} by ${tool}`),
  columns: flows.flatMap(({ columns }) => columns.map(({ from, to }) => ({ from, to }))),
})
