import { VIEW_PAGES, type ViewPage } from '@flx/shared/access/view'

import type { SavedViewRecord, SavedViewStore } from '../../../domain/access/saved-view-store.ts'
import { violatedUniqueConstraint } from '../core/database-errors.ts'
import { fold, storable, withoutNul } from '../core/rows/folded-text.ts'
import { rowReader } from '../core/rows/json.ts'
import type { SavedViewRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'

/** Stores saved views of the lists. */
export function createSavedViewStore(writer: Writer): SavedViewStore {
  const { db } = writer
  return {
    create(view, most, note) {
      return unlessNameTaken(() =>
        writer.change(async (trx, _emit, audit) => {
          const { count } = await trx
            .selectFrom('saved_view')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .where('owner_id', '=', view.owner.id)
            .executeTakeFirstOrThrow()
          if (count >= most) return 'full' as const
          await trx.insertInto('saved_view').values(viewRow(view)).execute()
          audit(note)
          return 'created' as const
        }),
      )
    },

    async find(id) {
      const row = await db.selectFrom('saved_view').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : viewRecord(row)
    },

    async visibleTo(ownerId, page, limit) {
      const views = () =>
        db
          .selectFrom('saved_view')
          .selectAll()
          .$if(page !== undefined, (query) => query.where('page', '=', page ?? ''))
          .orderBy('page')
          .orderBy('name_key')
          .orderBy('id')
          .limit(limit)
      const ownViews = await views().where('owner_id', '=', ownerId).execute()
      const sharedViews = await views()
        // A literal, not a parameter: otherwise the partial index is not considered.
        .where('shared', '=', ({ lit }) => lit(1))
        .where('owner_id', '!=', ownerId)
        .execute()
      return [...ownViews, ...sharedViews].slice(0, limit).map(viewRecord)
    },

    update(view, note) {
      return unlessNameTaken(() =>
        writer.change(async (trx, _emit, audit) => {
          // A view stays on its page.
          const { id, page: _page, ...values } = viewRow(view)
          const { numUpdatedRows } = await trx
            .updateTable('saved_view')
            .set(values)
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          if (numUpdatedRows !== 1n) return 'missing' as const
          audit(note)
          return 'updated' as const
        }),
      )
    },

    remove(id, note) {
      return writer.change(async (trx, _emit, audit) => {
        const { numDeletedRows } = await trx
          .deleteFrom('saved_view')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 1n) audit(note)
        return numDeletedRows === 1n
      })
    },
  }
}

async function unlessNameTaken<T>(write: () => Promise<T>): Promise<T | 'name-taken'> {
  try {
    return await write()
  } catch (error) {
    if (/saved_view/.test(violatedUniqueConstraint(error) ?? '')) return 'name-taken'
    throw error
  }
}

const viewRow = (view: SavedViewRecord): SavedViewRow =>
  storable({
    id: view.id,
    page: view.page,
    name: view.name,
    name_key: fold(withoutNul(view.name)),
    query: view.query,
    owner_id: view.owner.id,
    owner_name: view.owner.name,
    shared: view.shared ? 1 : 0,
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  } as const)

const viewRecord = (row: SavedViewRow): SavedViewRecord => ({
  id: row.id,
  page: pageOf(row),
  name: row.name,
  query: row.query,
  shared: row.shared === 1,
  owner: { id: row.owner_id, name: row.owner_name },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

function pageOf({ id, page }: SavedViewRow): ViewPage {
  const known = VIEW_PAGES.find((candidate) => candidate === page)
  if (known === undefined) rowReader('saved_view', id).report('page', 'This page does not exist.')
  return known ?? 'pipelines'
}
