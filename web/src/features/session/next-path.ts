import { paths } from '#web/paths.ts'

/**
 * Returns the address to open after signing in. Only addresses of this application are allowed, so that a
 * link cannot lead elsewhere.
 */
export function nextPath(wanted: string | null): string {
  if (wanted === null || !/^\/(?![/\\])/.test(wanted) || /[\t\n\r]/.test(wanted)) return paths.home()
  const { origin, pathname, search, hash } = new URL(wanted, 'http://page.invalid')
  if (origin !== 'http://page.invalid' || pathname === '/sign-in' || pathname === '/setup')
    return paths.home()
  return `${pathname}${search}${hash}`
}
