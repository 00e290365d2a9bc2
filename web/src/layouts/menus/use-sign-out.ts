import { useMutation } from '@tanstack/react-query'

import { signOut } from '#web/api/access/session.ts'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { menuWords } from '../words.ts'

/** Signs out. A failure is shown in a toast. */
export function useSignOut() {
  const toast = useToast()
  return useMutation({
    ...signOut(),
    onError: (error) => toast.problem(menuWords.signOutFailed(messageOf(error))),
  })
}
