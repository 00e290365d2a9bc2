import type { SessionInfo } from '@flx/shared/access/user'
import { useMutation, useQuery } from '@tanstack/react-query'

import { endSession, accounts } from '#web/api/access/accounts.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { ErrorState, messageOf, Skeleton } from '#web/ui/states.tsx'
import { DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { profilePageWords } from './words.ts'

/** Where the user is signed in, with a way to sign out elsewhere. */
export function Sessions() {
  const { data, error, isFetching, refetch } = useQuery(accounts.sessions())
  if (data === undefined) {
    if (error === null) return <Skeleton className="h-24 w-full" />
    return <ErrorState error={error} retrying={isFetching} onRetry={() => void refetch()} />
  }
  return (
    <DataTable
      label={profilePageWords.sessions}
      columns={SESSION_COLUMNS}
      rows={data}
      keyOf={({ id }) => id}
    />
  )
}

const SESSION_COLUMNS: readonly Column<SessionInfo>[] = [
  {
    label: profilePageWords.browser,
    card: 'title',
    className: 'md:min-w-48',
    cell: ({ userAgent }) => (
      <span className="line-clamp-2 break-all">
        {userAgent === '' ? profilePageWords.unknown : userAgent}
      </span>
    ),
  },
  {
    label: profilePageWords.address,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ address }) => (address === '' ? '—' : address),
  },
  {
    label: profilePageWords.since,
    card: 'time',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
  {
    label: profilePageWords.actions,
    hideLabel: true,
    card: 'status',
    className: 'text-right whitespace-nowrap',
    cell: (entry) => <SessionEnd entry={entry} />,
  },
]

function SessionEnd({ entry }: { entry: SessionInfo }) {
  const toast = useToast()
  const ending = useMutation(endSession())
  return entry.isCurrent ? (
    <Badge tone="accent">{profilePageWords.thisBrowser}</Badge>
  ) : (
    <Button
      size="small"
      busy={ending.isPending}
      onClick={() =>
        ending.mutate(entry.id, {
          onSuccess: () => toast.done(profilePageWords.signedOut),
          onError: (error) => toast.problem(messageOf(error)),
        })
      }
    >
      {profilePageWords.signOut}
    </Button>
  )
}
