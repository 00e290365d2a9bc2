import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { BuildEnvironmentOptions, EnvironmentOptions } from 'vite'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

import { firstLoad } from './web/build/first-load.ts'

const api = process.env['FLX_DEV_API'] ?? 'http://127.0.0.1:3000'

/**
 * Tests wait for processes and PostgreSQL more than half of the time: two files more than there are cores keep
 * them busy.
 */
const maxWorkers = availableParallelism() + 2

/**
 * Runs tests that start processes first: they take longest, and one started last would leave all other cores
 * idle.
 */
class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification) => /\/test\/(real|start|plugins|engine)\//.test(moduleId)
    const isNode = ({ moduleId }: TestSpecification) => /\/test\/nodes\//.test(moduleId)
    // Tests of several servers take longest of all.
    return [
      ...sorted.filter(isNode),
      ...sorted.filter(isSlow),
      ...sorted.filter((file) => !isSlow(file) && !isNode(file)),
    ]
  }
}

/**
 * Loads the server's modules once per worker, as Node does (with its compile cache), instead of once per
 * file: loading takes longer than most tests. A file must not leave anything behind that another would see.
 */
const loadedOnce = { maxWorkers, isolate: false, experimental: { viteModuleRunner: false } }

const supportOfServer = (name: string): string =>
  fileURLToPath(new URL(`server/test/support/${name}.ts`, import.meta.url))

/** Modules that most pages need. */
const CORE =
  /(node_modules[\\/](react|react-dom|scheduler|react-router|lucide-react|hono)|@tanstack[\\/](query-core|react-query)|web[\\/]src[\\/](ui|lib|api|layouts)|web[\\/]src[\\/]paths)[\\/.]/

const PAGE: BuildEnvironmentOptions = {
  outDir: 'dist',
  emptyOutDir: true,
  sourcemap: false,
  reportCompressedSize: true,
  rolldownOptions: {
    output: {
      // Modules shared by several pages go into one file with those of the document: many small files took
      // longer to load. Modules shared by only two or three pages stay apart: otherwise every first visit
      // would load them.
      codeSplitting: {
        groups: [{ name: 'core', test: CORE, minShareCount: 4 }],
      },
    },
  },
}

/** Builds the code with which the server renders a page: one file without dependencies, for Node. */
const PRERENDER: EnvironmentOptions = {
  consumer: 'server',
  define: { 'process.env.NODE_ENV': '"production"' },
  resolve: { noExternal: true },
  build: {
    outDir: 'dist-prerender',
    emptyOutDir: true,
    copyPublicDir: false,
    minify: true,
    ssr: true,
    rolldownOptions: { input: 'web/src/prerender/prerender.tsx' },
  },
}

/** One configuration for the web build, the development proxy and every Vitest project. */
export default defineConfig({
  root: 'web',
  plugins: [react(), tailwindcss(), firstLoad()],
  environments: { client: { build: PAGE }, prerender: PRERENDER },
  builder: {},
  server: {
    proxy: {
      // Keep the browser's Host, so that the server sees the page's own origin.
      '/api': { target: api, changeOrigin: false },
      '/socket.io': { target: api, ws: true, changeOrigin: false },
    },
  },
  test: {
    sequence: { sequencer: ProcessesFirst },
    projects: [
      {
        extends: false,
        test: {
          name: 'shared',
          root: 'shared',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          ...loadedOnce,
        },
      },
      {
        extends: false,
        test: {
          name: 'server',
          root: 'server',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['setup/run-folder', 'database/postgres-server'].map(supportOfServer),
          setupFiles: ['setup/bundled-threads', 'setup/own-globals'].map(supportOfServer),
          // These tests end processes that hang. On a busy machine a test of several servers takes a minute.
          testTimeout: 150_000,
          hookTimeout: 150_000,
          ...loadedOnce,
        },
      },
      {
        extends: false,
        test: {
          name: 'cli',
          root: 'cli',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...loadedOnce,
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          root: 'web',
          include: ['test/**/*.test.{ts,tsx}'],
          environment: 'node',
          maxWorkers,
          isolate: false,
          testTimeout: 30_000,
        },
      },
    ],
  },
})
