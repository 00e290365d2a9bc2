import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type RefObject } from 'react'
import { useNavigate } from 'react-router'

import { session } from '#web/api/access/session.ts'
import { useLiveMessages } from '#web/api/live/live.tsx'
import { remember } from '#web/lib/remember.ts'
import { useNotifications } from '#web/lib/browser/notifications.ts'
import { paths } from '#web/paths.ts'

import { endNotification } from './end-notification.ts'

/**
 * Shows a desktop notification when an execution ends that this user started, if turned on. Only one tab
 * notifies.
 */
export function EndNotifier() {
  const navigate = useNavigate()
  const { data: user } = useQuery(session.current())
  const { on } = useNotifications()
  const isOnlyTab = useOnlyTab(on)
  const notified = useRef(new Set<string>())
  useLiveMessages((message) => {
    if (message.type !== 'execution.changed' || user === undefined || user === null) return
    const { execution } = message
    const end = endNotification(execution, user.name, Date.now())
    if (end === null || !isOnlyTab.current || !remember(notified.current, execution.id)) return
    const notification = new Notification(end.title, {
      body: end.body,
      tag: execution.id,
      icon: '/favicon.svg',
    })
    notification.addEventListener('click', () => {
      focus()
      notification.close()
      void navigate(paths.execution(execution.id))
    })
  })
  return null
}

/** Reports whether this tab is the one that notifies. Another tab takes over when it closes. */
function useOnlyTab(enabled: boolean): RefObject<boolean> {
  const isHolder = useRef(false)
  useEffect(() => {
    if (!enabled) return undefined
    const controller = new AbortController()
    const released = Promise.withResolvers<undefined>()
    void navigator.locks
      .request('flx.notifications', { signal: controller.signal }, () => {
        isHolder.current = true
        return released.promise
      })
      // Unmounted before its turn came.
      .catch(() => undefined)
    return () => {
      isHolder.current = false
      controller.abort()
      released.resolve(undefined)
    }
  }, [enabled])
  return isHolder
}
