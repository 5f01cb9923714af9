import { AggregatorRegistry, type PrometheusContentType, type Registry, Gauge as Shown } from 'prom-client'
import { version } from '../../version.ts'
import type { Platform } from '../platform.ts'
import type { Counts } from './counting.ts'
import type { Read } from './gauges.ts'
import { askWorker } from './threads.ts'

/** All figures of this process, in the format of Prometheus. */
export async function scrape(
  platform: Platform,
  counts: Counts,
  gauges: () => Promise<readonly Read[]>,
): Promise<string> {
  const hasWorker = platform.config.role !== 'web'
  const [own, ofWorker, read] = await Promise.all([counts.figures(), hasWorker ? askWorker() : [], gauges()])
  const registry = AggregatorRegistry.aggregate<PrometheusContentType>([own, [...ofWorker]])
  showGauges(registry, read)
  showProcess(registry, platform, hasWorker && ofWorker.length > 0)
  return registry.metrics()
}

function showGauges(registry: Registry<PrometheusContentType>, read: readonly Read[]): void {
  const isRead = new Shown({
    name: 'lyceum_gauge_read',
    help: '0 where a figure could not be read this time',
    labelNames: ['gauge'],
    registers: [registry],
  })
  for (const { gauge, readings } of read) {
    isRead.set({ gauge: gauge.name }, readings ? 1 : 0)
    // Said of nothing, it would be 0.
    if (!readings?.length) continue
    const { name, help, labels = [] } = gauge
    const shown = new Shown({ name: `lyceum_${name}`, help, labelNames: [...labels], registers: [registry] })
    for (const { value, labels = {} } of readings) shown.set({ ...labels }, value)
  }
}

function showProcess(
  registry: Registry<PrometheusContentType>,
  { config, database }: Platform,
  hasAnswered: boolean,
): void {
  const one = (name: string, help: string, labels: Record<string, string>, value: number): void => {
    const shown = new Shown({ name, help, labelNames: Object.keys(labels), registers: [registry] })
    shown.set(labels, value)
  }
  one('lyceum_build_info', 'What runs here', { version, role: config.role, database: database.kind }, 1)
  if (config.role !== 'web')
    one('lyceum_worker_thread_answers', '0 where the worker thread gave no figures in time', {}, hasAnswered ? 1 : 0)
  if (!database.connections) return
  const pool = new Shown({
    name: 'lyceum_database_connections',
    help: 'Connections of this thread to PostgreSQL, and who waits for one',
    labelNames: ['state'],
    registers: [registry],
  })
  for (const [state, value] of Object.entries(database.connections())) pool.set({ state }, value)
}
