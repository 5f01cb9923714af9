import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { databaseWaited, jobEnded, jobStarted, jobsRescued, requestAnswered, requestSent } from './measures.ts'

/** Seconds. */
const answerBuckets = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30]
const jobWaitBuckets = [0.005, 0.05, 0.5, 5, 60, 600, 3_600]
const databaseBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5]
const outgoingBuckets = [0.1, 0.5, 1, 5, 15, 60, 600]
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** What prom-client says of the whole process: told once, by the thread that answers. */
const ofProcess = /^(?:process_|nodejs_version_info|nodejs_active_)/

/** What prom-client says of one measure, as it goes from thread to thread. */
export type Figure = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number]

/** Counts of one thread since they were first asked for. */
export type Counts = Readonly<{ figures: () => Promise<Figure[]>; stop: () => void }>

/**
 * Begins to count. Labels come from lists in the code alone (patterns of routes, names of tasks, purposes), so that no
 * visitor can make the house remember more.
 */
export function startCounting(thread: 'web' | 'worker'): Counts {
  const registry = new Registry()
  registry.setDefaultLabels({ thread })
  collectDefaultMetrics({ register: registry })
  const stops = [...countAnswers(registry), ...countJobs(registry), ...countWaits(registry)]
  return {
    figures: async () => {
      const all = await registry.getMetricsAsJSON()
      return thread === 'web' ? all : all.filter(({ name }) => !ofProcess.test(name))
    },
    stop: () => {
      for (const stop of stops) stop()
      registry.clear()
    },
  }
}

function countAnswers(registry: Registry) {
  const answers = new Histogram({
    name: 'lyceum_http_request_seconds',
    help: 'Answers of the web server, by route, with the time each took',
    labelNames: ['method', 'route', 'status'],
    buckets: answerBuckets,
    registers: [registry],
  })
  return [
    requestAnswered.listen(({ method, route = 'none', status, ms }) =>
      answers.observe({ method: methods.has(method) ? method : 'other', route, status }, ms / 1_000),
    ),
  ]
}

function countJobs(registry: Registry) {
  const registers = [registry]
  const waits = new Histogram({
    name: 'lyceum_job_wait_seconds',
    help: 'Jobs started, with the time each waited since it was due',
    labelNames: ['task'],
    buckets: jobWaitBuckets,
    registers,
  })
  const ends = new Counter({
    name: 'lyceum_jobs_ended_total',
    help: 'Jobs that ended, by how; returned ones are queued again',
    labelNames: ['task', 'end'],
    registers,
  })
  const rescued = new Counter({
    name: 'lyceum_jobs_rescued_total',
    help: 'Jobs taken up from a lost worker',
    registers,
  })
  return [
    jobStarted.listen(({ task, waitedMs }) => waits.observe({ task }, Math.max(waitedMs, 0) / 1_000)),
    jobEnded.listen(({ task, end }) => ends.inc({ task, end })),
    jobsRescued.listen(({ jobs }) => rescued.inc(jobs)),
  ]
}

function countWaits(registry: Registry) {
  const registers = [registry]
  const database = new Histogram({
    name: 'lyceum_database_wait_seconds',
    help: 'Waits for a connection (PostgreSQL) or for the lock to write (SQLite)',
    buckets: databaseBuckets,
    registers,
  })
  const outgoing = new Histogram({
    name: 'lyceum_outgoing_request_seconds',
    help: 'Requests to other servers, by what they were for, the wait for politeness included',
    labelNames: ['purpose', 'end'],
    buckets: outgoingBuckets,
    registers,
  })
  return [
    databaseWaited.listen(({ ms }) => database.observe(ms / 1_000)),
    requestSent.listen(({ purpose, end, ms }) => outgoing.observe({ purpose, end }, ms / 1_000)),
  ]
}
