import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

const usualEntry = join(import.meta.dirname, 'worker.ts')

/** The wait before a dead worker thread is replaced: short enough that its jobs go on within five seconds. */
const restartMs = 500
const pingMs = 500
/** Together 3 s: with the new start, a job that never gives way holds the others up for less than five. */
const mostUnanswered = 5

export type WorkerThread = Readonly<{
  /** True while a thread is up and has said that it is ready. */
  isReady: () => boolean
  /** Tells the thread to finish or hand back what runs, and waits until it has ended, at most `graceMs`. */
  stop: (graceMs: number) => Promise<void>
}>

/** What the thread runs and how much heap it may take: the house's own worker, and as much as Node gives, when absent. */
export type ThreadOptions = Readonly<{ entry?: string | URL; resourceLimits?: ResourceLimits }>

/**
 * Keeps one worker thread alive: one that dies is replaced, and its jobs are taken up by the next. One that gives no
 * answer for a while, since a job of it never gives way, is ended.
 */
export function startWorkerThread(
  config: Config,
  log: Logger,
  { entry = usualEntry, resourceLimits }: ThreadOptions = {},
): WorkerThread {
  let thread: Worker
  let isReady = false
  let isStopping = false
  let ended: Promise<unknown>
  /** Pings are counted, not time: a process that was stopped and goes on finds its thread alive. */
  let unanswered = 0

  function start(): void {
    unanswered = 0
    thread = new Worker(entry, { workerData: config, ...(resourceLimits && { resourceLimits }) })
    thread.on('message', () => {
      isReady = true
      unanswered = 0
    })
    thread.on('error', (error) => log.error({ err: error }, 'worker thread failed'))
    ended = new Promise((resolve) => thread.once('exit', resolve))
    thread.once('exit', (code) => {
      isReady = false
      if (isStopping) return
      log.error({ code }, 'worker thread died and is started again')
      setTimeout(() => isStopping || start(), restartMs)
    })
  }

  /** Nothing is asked of a thread that has not come up: what a downtime left behind may take its time. */
  function ping(): void {
    if (!isReady) return
    if (unanswered < mostUnanswered) {
      unanswered += 1
      thread.postMessage('ping')
      return
    }
    isReady = false
    log.error('worker thread gives no answer and is ended')
    void thread.terminate()
  }

  start()
  const pinging = setInterval(ping, pingMs).unref()
  return {
    isReady: () => isReady,
    stop: async (graceMs) => {
      isStopping = true
      clearInterval(pinging)
      thread.postMessage('stop')
      const waited = await Promise.race([ended, sleep(graceMs, 'too long', { ref: false })])
      if (waited === 'too long') await thread.terminate()
    },
  }
}
