import type { Gauge } from '../../platform/metrics/gauges.ts'
import { endingsSince } from './queries/endings.ts'

const hourMs = 3_600_000

const perHour: Gauge = {
  name: 'papers_last_hour',
  help: 'Papers that the collector finished with in the last hour, by what came of them',
  labels: ['outcome'],
  read: async ({ db, now }) => {
    const endings = await endingsSince(db, new Date(Date.parse(now()) - hourMs).toISOString())
    return Object.entries(endings).map(([outcome, value]) => ({ labels: { outcome }, value }))
  },
}

export const gauges: readonly Gauge[] = [perHour]
