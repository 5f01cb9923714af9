import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

const entry = join(import.meta.dirname, import.meta.filename.endsWith('.js') ? 'worker.js' : 'worker.ts')

/** The wait before a dead worker thread is replaced: short enough that its jobs go on within five seconds. */
const restartMs = 500

export type WorkerThread = Readonly<{
  /** True while a thread is up and has said that it is ready. */
  isReady: () => boolean
  /** Tells the thread to finish or hand back what runs, and waits until it has ended, at most `graceMs`. */
  stop: (graceMs: number) => Promise<void>
}>

/** Keeps one worker thread alive: one that dies is replaced, and its jobs are taken up by the next. */
export function startWorkerThread(config: Config, log: Logger): WorkerThread {
  let thread: Worker
  let isReady = false
  let isStopping = false
  let ended: Promise<unknown>

  function start(): void {
    thread = new Worker(entry, { workerData: config })
    thread.on('message', () => {
      isReady = true
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

  start()
  return {
    isReady: () => isReady,
    stop: async (graceMs) => {
      isStopping = true
      thread.postMessage('stop')
      const waited = await Promise.race([ended, sleep(graceMs, 'too long', { ref: false })])
      if (waited === 'too long') await thread.terminate()
    },
  }
}
