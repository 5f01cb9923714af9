import { HttpFailure } from '../http/failures.ts'
import type { Platform } from '../platform.ts'
import { defineTask, Nothing, type Schedule } from '../tasks/tasks.ts'
import type { Web } from '../web/web.ts'
import { type CheckResult, runCheck, runChecks } from './running.ts'

const everyMs = 5 * 60_000
/**
 * Looks whether all is well, and says what is not as an error of the house: administrators are told of it as they chose,
 * each thing once however long it lasts. Where nothing fails, the heartbeat address is asked, so that a service outside
 * notices when this ends.
 */
export const watch = defineTask({
  name: 'diagnostics.watch',
  title: 'Look whether all is well',
  input: Nothing,
  retry: { attempts: 1, backoffMs: 60_000 },
  run: async (platform, _input, job) => {
    const results = await runChecks(platform, platform.parts)
    const failing = results.filter(({ level }) => level === 'fail')
    raiseAlarms(platform, failing)
    if (failing.length === 0) await beat(platform, job.signal)
    return job.finish(async () => ({ checks: results.length, failing: failing.length }))
  },
})

export const everyFiveMinutes: Schedule = {
  name: 'diagnostics.watching',
  title: 'Look whether all is well, every five minutes',
  task: watch,
  input: {},
  cron: '*/5 * * * *',
  missed: 'skip',
}

/** Who runs the jobs is watched by who does not: a worker that is gone cannot say so. */
export function watchWorkers(web: Web, platform: Platform): void {
  const ticking = setInterval(() => void lookAtWork(platform), everyMs).unref()
  web.addHook('onClose', async () => clearInterval(ticking))
}

/** Raises an alarm where no worker runs, or where one runs and lets its work lie. */
export async function lookAtWork(platform: Platform): Promise<void> {
  const checks = (await platform.parts.find(({ name }) => name === 'tasks')?.checks?.()) ?? []
  const results = await Promise.all(checks.map((check) => runCheck(platform, check)))
  raiseAlarms(
    platform,
    results.filter(({ name, level }) => level === 'fail' || (name === 'tasks.workers' && level !== 'ok')),
  )
}

function raiseAlarms({ log }: Platform, failing: readonly CheckResult[]): void {
  for (const { name, title, message, remedy } of failing)
    log.error({ check: name, remedy }, `check failed: ${title}: ${message}`)
}

async function beat(platform: Platform, signal: AbortSignal): Promise<void> {
  const url = platform.config.heartbeatUrl
  if (url === undefined) return
  const politeness = { robots: false, pace: { minIntervalMs: 0 } }
  await platform.http.request('diagnostics.heartbeat', { url, politeness, signal }).catch((error: unknown) => {
    if (!(error instanceof HttpFailure)) throw error
    platform.log.warn({ err: error }, 'the heartbeat address did not answer')
  })
}
