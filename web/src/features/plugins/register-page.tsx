import { PageHeader } from '#web/ui/page.tsx'

export function Component() {
  return <PageHeader title="" />
}
