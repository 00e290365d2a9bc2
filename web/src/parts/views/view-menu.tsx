import type { SavedView, ViewPage } from '@flx/shared/access/view'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Bookmark, BookmarkPlus, ChevronDown, Settings2, Users } from 'lucide-react'
import { useState } from 'react'

import { views } from '#web/api/views.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu, type MenuItem } from '#web/ui/overlays/menu.tsx'

import { ManageViews } from './manage-views.tsx'
import { SaveView } from './save-view.tsx'
import { viewQuery } from './view-query.ts'
import { viewMenuWords } from './words.ts'
import { useAddressSearch } from '../address-search.ts'

/**
 * The saved views of a page: opens one, saves the current one, manages them. A view consists only of the
 * page's URL.
 */
export function ViewMenu({
  page,
  isIconOnPhone = false,
}: {
  page: ViewPage
  /** For a page whose head has no room for the word. The name of a view is always shown. */
  isIconOnPhone?: boolean
}) {
  const [parameters, setParameters] = useAddressSearch()
  const { data: savedViews = [], isPending, isLoadingError } = useQuery(views.ofPage(page))
  const [open, setOpen] = useState<'save' | 'manage' | null>(null)
  const query = viewQuery(parameters)
  const current = savedViews.find((view) => sameQuery(view, query))
  const viewItem = (view: SavedView): MenuItem => ({
    key: view.id,
    label: view.isOwner ? view.name : viewMenuWords.shared(view.name, view.owner.name),
    ...(view.shared && { icon: Users }),
    checked: view === current,
    onSelect: () => setParameters(new URLSearchParams(view.query)),
  })
  return (
    <>
      <Menu
        label={current === undefined ? viewMenuWords.savedViews : viewMenuWords.savedView(current.name)}
        align="end"
        triggerClass={buttonClass({ className: 'max-w-60' })}
        trigger={
          <>
            <Bookmark aria-hidden className="size-4 shrink-0 text-text-faint" />
            <span className={clsx('truncate', isIconOnPhone && current === undefined && 'max-sm:sr-only')}>
              {current?.name ?? viewMenuWords.views}
            </span>
            <ChevronDown
              aria-hidden
              className={clsx('size-3.5 shrink-0 text-text-faint', isIconOnPhone && 'max-sm:hidden')}
            />
          </>
        }
        items={[
          ...savedViews.map(viewItem),
          {
            key: 'save',
            label: viewMenuWords.save,
            icon: BookmarkPlus,
            disabledReason:
              current?.isOwner === true
                ? viewMenuWords.alreadySaved(current.name)
                : query === ''
                  ? viewMenuWords.nothingToSave
                  : isPending
                    ? viewMenuWords.loading
                    : undefined,
            onSelect: () => setOpen('save'),
          },
          // After a failure it opens what tries again.
          ...(savedViews.length === 0 && !isLoadingError
            ? []
            : [
                {
                  key: 'manage',
                  label: isLoadingError ? viewMenuWords.failed : viewMenuWords.manage,
                  icon: Settings2,
                  onSelect: () => setOpen('manage'),
                },
              ]),
        ]}
      />
      {open === 'save' && <SaveView page={page} query={query} onClose={() => setOpen(null)} />}
      {open === 'manage' && <ManageViews page={page} query={query} onClose={() => setOpen(null)} />}
    </>
  )
}

const sameQuery = (view: SavedView, query: string): boolean =>
  viewQuery(new URLSearchParams(view.query)) === query
