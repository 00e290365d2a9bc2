import { useCallback, useSyncExternalStore } from 'react'

import { usePreference } from '../preference.ts'

/**
 * `unsupported`: the browser cannot notify. `insecure`: only pages loaded over HTTPS or from this machine
 * can.
 */
export type NotificationState = 'unsupported' | 'insecure' | 'denied' | 'off' | 'on'

/**
 * Manages desktop notifications, a preference of this browser. `turnOn` asks for permission. Call it only on
 * a click, or the browser refuses.
 */
export function useNotifications(): {
  state: NotificationState
  on: boolean
  turnOn: () => Promise<void>
  turnOff: () => void
} {
  const [preference, setPreference] = usePreference('notifications', ['off', 'on'])
  const permission = useSyncExternalStore(subscribe, permissionNow, () => 'default' as const)
  const state: NotificationState =
    permission === 'granted' ? preference : permission === 'default' ? 'off' : permission
  return {
    state,
    on: state === 'on',
    turnOn: useCallback(async () => {
      await Notification.requestPermission()
      setPreference('on')
    }, [setPreference]),
    turnOff: useCallback(() => setPreference('off'), [setPreference]),
  }
}

function permissionNow(): NotificationPermission | 'unsupported' | 'insecure' {
  if (!isSecureContext) return 'insecure'
  return typeof Notification === 'undefined' || !('locks' in navigator)
    ? 'unsupported'
    : Notification.permission
}

/**
 * Subscribes to changes of the permission, which users make in the browser's settings, away from the page.
 */
function subscribe(onChange: () => void): () => void {
  addEventListener('focus', onChange)
  document.addEventListener('visibilitychange', onChange)
  return () => {
    removeEventListener('focus', onChange)
    document.removeEventListener('visibilitychange', onChange)
  }
}
