import { useCallback, useSyncExternalStore } from 'react'

import { usePreference } from '../preference.ts'

/** unsupported: by the browser. insecure: only pages by HTTPS, or of this machine, may. */
export type NotificationState = 'unsupported' | 'insecure' | 'denied' | 'off' | 'on'

/**
 * Notifications on the desktop, a choice of this browser. `turnOn` asks for permission: only from a click, so that the
 * browser lets it.
 */
export function useNotifications(): {
  state: NotificationState
  on: boolean
  turnOn: () => Promise<void>
  turnOff: () => void
} {
  const [wanted, want] = usePreference('notifications', ['off', 'on'])
  const permission = useSyncExternalStore(subscribe, permissionNow, () => 'default' as const)
  const state: NotificationState =
    permission === 'granted' ? wanted : permission === 'default' ? 'off' : permission
  return {
    state,
    on: state === 'on',
    turnOn: useCallback(async () => {
      await Notification.requestPermission()
      want('on')
    }, [want]),
    turnOff: useCallback(() => want('off'), [want]),
  }
}

function permissionNow(): NotificationPermission | 'unsupported' | 'insecure' {
  if (!isSecureContext) return 'insecure'
  return typeof Notification === 'undefined' || !('locks' in navigator)
    ? 'unsupported'
    : Notification.permission
}

/** It is changed in the settings of the browser, behind the page. */
function subscribe(changed: () => void): () => void {
  addEventListener('focus', changed)
  document.addEventListener('visibilitychange', changed)
  return () => {
    removeEventListener('focus', changed)
    document.removeEventListener('visibilitychange', changed)
  }
}
