import type { Gauge } from '../metrics/gauges.ts'
import { countMail } from './queries.ts'

const letters: Gauge = {
  name: 'letters',
  help: 'Letters in the outbox; sent ones are kept',
  labels: ['state'],
  read: async ({ db }) => Object.entries(await countMail(db)).map(([state, value]) => ({ labels: { state }, value })),
}

export const gauges: readonly Gauge[] = [letters]
