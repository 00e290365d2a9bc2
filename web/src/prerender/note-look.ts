import { LOOK_COOKIE, lookText } from '@flx/shared/core/look'

import { isPhone } from '../lib/browser/media.ts'
import { currentTimeZone } from '../lib/time/time-zone.ts'
import { paths } from '../paths.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/**
 * Records for the server how this browser shows the page, so that the server can render it. Call it once, as
 * the page starts.
 */
export function noteLook(): void {
  note()
  // The zone and the width can have changed by the time the page is left.
  addEventListener('pagehide', note)
}

function note(): void {
  const look = lookText({ zone: currentTimeZone(), phone: isPhone() })
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${LOOK_COOKIE}=${look}; path=${paths.executions()}; max-age=${YEAR_SECONDS}; samesite=lax${secure}`
}
