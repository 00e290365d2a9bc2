import { paths } from '#web/paths.ts'

/**
 * Returns the address to open after signing in. Only addresses of this application are allowed, so that a
 * link cannot lead elsewhere.
 */
export function nextPath(requested: string | null): string {
  if (requested === null || !/^\/(?![/\\])/.test(requested) || /[\t\n\r]/.test(requested)) return paths.home()
  const { origin, pathname, search, hash } = new URL(requested, 'http://page.invalid')
  if (origin !== 'http://page.invalid' || pathname === '/sign-in' || pathname === '/setup')
    return paths.home()
  return `${pathname}${search}${hash}`
}
