import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'

import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { PagedTable, QueryTable } from '#web/ui/table/query-table.tsx'

interface Rule {
  id: string
  name: string
}

const COLUMNS: readonly Column<Rule, 'name'>[] = [
  { label: 'Name', card: 'title', sort: { by: 'name' }, cell: ({ name }) => name },
  { label: 'Threshold', card: 'fact', numeric: true, cell: () => 3 },
  { label: 'Changed', card: 'time', cell: () => 'today' },
  { label: 'Fired', card: 'time', cardLabel: true, cell: () => 'yesterday' },
  actionsColumn(({ name }) => <button type="button">Edit {name}</button>),
]
const noFailure = { error: null, isFetching: false, refetch: () => undefined }
const count = (html: string, part: string): number => html.split(part).length - 1

function render(
  query: { data: Rule[] | undefined; error?: unknown },
  chosen: string[] | null = null,
  isReady = true,
) {
  const choice = {
    selection: {
      shown: 'some',
      isReady,
      has: (id: string) => chosen?.includes(id) ?? false,
      toggle: () => undefined,
      setShown: () => undefined,
    } as never,
    all: 'Select all rules shown',
    one: ({ name }: Rule) => `Select ${name}`,
  }
  return renderToStaticMarkup(
    <QueryTable
      label="Rules"
      query={{ ...noFailure, ...query }}
      columns={COLUMNS}
      keyOf={({ id }) => id}
      skeleton={4}
      order={{ sort: '-name', onSort: () => undefined }}
      above={<p>Above</p>}
      errorTitle="The rules could not be loaded"
      empty={<p>No rules yet</p>}
      {...(chosen === null ? {} : { choice })}
    />,
  )
}

describe('a query table', () => {
  it('has as many cells in each row of its skeleton as it has headers', () => {
    for (const chosen of [null, []]) {
      const html = render({ data: undefined }, chosen)
      const headers = count(html, '<th ')
      expect(headers).toBe(chosen === null ? 5 : 6)
      expect(count(html, 'aria-label="Loading"')).toBe(4 * headers)
      expect(html).toContain('Above')
    }
  })

  it('has as many cells in each row as it has headers, and says how it is sorted', () => {
    const html = render({ data: [{ id: 'r1', name: 'Late' }] }, ['r1'])
    expect(count(html, '<td')).toBe(count(html, '<th '))
    expect(html).toContain('aria-sort="descending"')
    expect(html).toContain('aria-label="Select Late"')
    expect(html).toContain('data-current="true"')
    expect(html).toContain('Edit Late')
  })

  it('stays a table to assistive technology when its rows are cards, and names their facts', () => {
    const html = render({ data: [{ id: 'r1', name: 'Late' }] }, ['r1'])
    expect(html).toContain('<table role="table"')
    expect(count(html, 'role="cell"')).toBe(count(html, '<td'))
    expect(count(html, 'role="columnheader"')).toBe(count(html, '<th '))
    expect(html).toContain('data-label="Threshold"')
    expect(html).toContain('data-label="Fired"')
    for (const label of ['Name', 'Changed']) expect(html).not.toContain(`data-label="${label}"`)
  })

  it('has no box that can be ticked to no effect', () => {
    const disabled = (html: string) => count(html, 'type="checkbox"') === count(html, 'aria-disabled="true"')
    const rows = [{ id: 'r1', name: 'Late' }]
    expect(disabled(render({ data: undefined }, [], false))).toBe(true)
    // The answer to an earlier query is still shown.
    expect(disabled(render({ data: rows }, [], false))).toBe(true)
    expect(render({ data: rows }, [], false)).toContain('The list is still loading.')
    expect(render({ data: rows }, [])).not.toContain('aria-disabled=')
  })

  it('shows what failed, with a way to try again', () => {
    const html = render({ data: undefined, error: new Error('The server does not answer.') })
    expect(html).toContain('role="alert"')
    expect(html).toContain('The rules could not be loaded')
    expect(html).toContain('The server does not answer.')
    expect(html).toContain('Try again')
  })

  it('keeps loaded rows when loading them again fails', () => {
    const html = render({ data: [{ id: 'r1', name: 'Late' }], error: new Error('No') })
    expect(html).toContain('Edit Late')
    expect(html).not.toContain('role="alert"')
  })

  it('says what to do when it is empty', () => {
    expect(render({ data: [] })).toContain('No rules yet')
  })

  it('shows how much of a paged list is loaded', () => {
    const query = {
      ...noFailure,
      data: { pages: [{ items: [{ id: 'r1', name: 'Late' }], total: 9 }] },
      hasNextPage: true,
      isFetchingNextPage: false,
      fetchNextPage: () => undefined,
    }
    const html = renderToStaticMarkup(
      <PagedTable
        label="Rules"
        query={query}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        errorTitle="The rules could not be loaded"
        empty={null}
        noun={['rule', 'rules']}
      />,
    )
    expect(html).toContain('1 of 9 rules<')
    expect(html).toContain('Load more')
  })
})

it('a dialog with a form always offers a way out, and shows what failed', () => {
  const html = renderToStaticMarkup(
    <FormDialog
      title="Edit rule"
      submitLabel="Save rule"
      pending
      submitError="The name is taken."
      onSubmit={() => undefined}
      onClose={() => undefined}
    >
      <input aria-label="Name" />
    </FormDialog>,
  )
  expect(html).toContain('Cancel')
  expect(html).toContain('The name is taken.')
  expect(html).toMatch(/aria-busy|disabled/)
})
