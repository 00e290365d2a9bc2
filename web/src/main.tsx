import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'

import { queryClient } from './api/core/query-client.ts'
import { ClockProvider } from './lib/time/clock.tsx'
import { trackVisits } from './lib/last-visit.ts'
import { disableZodCompilation } from './lib/browser/no-eval.ts'
import { noteLook } from './prerender/note-look.ts'
import { readyToTakeOver } from './prerender/take-over.ts'
import { createRouter } from './router.tsx'
import './styles/index.css'

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')

disableZodCompilation()
trackVisits()
noteLook()
void start(root)

// Not at the top level: the chunks of pages import from this one and would wait for it.
async function start(root: Element): Promise<void> {
  const router = createRouter()
  await readyToTakeOver(root, router, queryClient)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <ClockProvider>
          <RouterProvider router={router} />
        </ClockProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}
