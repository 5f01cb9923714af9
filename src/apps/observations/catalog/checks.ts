import type { Check } from '../../../platform/diagnostics/check.ts'

/** Whether observations can be read at all. The public archive is not asked: it is somebody else's, and looked at often enough. */
export const catalogChecks: readonly Check[] = [
  {
    name: 'observations.catalog',
    title: 'The catalog of observations answers',
    run: async (platform) => {
      try {
        const { catalog } = await (await import('../sources.ts')).sourcesOf(platform)
        if (catalog.kind === 'sql') await catalog.getBasics([1])
        const names = { sample: 'the samples', sql: 'a database', archive: 'the public archive' }
        return { level: 'ok', message: `Observations are read from ${names[catalog.kind]}.` }
      } catch {
        return {
          level: 'fail',
          message: 'The catalog of observations gives no answer.',
          remedy: 'Look at LYCEUM_OBSERVATIONS_CATALOG, and at the database it names.',
        }
      }
    },
  },
]
