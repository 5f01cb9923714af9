import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask } from '../../../platform/tasks/tasks.ts'
import { readJson } from './calling.ts'
import { callWebhook } from './webhooks.ts'

const Watch = z.object({
  taskUrl: z.string(),
  webhook: z.string(),
  personId: z.string().nullable(),
  /** Its runner tells the webhook too: one look is enough, for what happened before it was asked to. */
  isSubscribed: z.boolean(),
  /** What the webhook was told of. */
  seen: z.string(),
  looks: z.number(),
})

type Watch = z.output<typeof Watch>

const firstLookMs = 1_000
const longestPauseMs = 60_000
/** About a week at the longest pause. */
const mostLooks = 10_000

/**
 * Looks at a task of another runner for a plugin that waits for it: once, a second after it subscribed, since what happens
 * in between is told to nobody; and again and again where its runner tells nobody anything.
 */
export const watchTask = defineTask({
  name: 'plugins.watch',
  title: 'Look how a task of another plugin does',
  input: Watch,
  retry: { attempts: 6, backoffMs: 1_000 },
  timeoutMs: 30_000,
  concurrency: 4,
  run: async (platform, watch, { signal }) => {
    const caller = { platform, personId: watch.personId, signal }
    const { state, event } = stateOf(await readJson(caller, watch.taskUrl))
    if (event !== undefined && state !== watch.seen) await callWebhook(caller, watch.webhook, watch.taskUrl, event)
    if (watch.isSubscribed || event === 'status' || watch.looks >= mostLooks) return
    await look(platform, { ...watch, seen: state, looks: watch.looks + 1 })
  },
})

/** Begins to look. */
export const watch = (platform: Platform, wish: Pick<Watch, 'taskUrl' | 'webhook' | 'personId' | 'isSubscribed'>) =>
  look(platform, { ...wish, seen: '', looks: 0 })

async function look(platform: Platform, watch: Watch): Promise<void> {
  const pauseMs = Math.min(longestPauseMs, firstLookMs * 1.3 ** watch.looks)
  const runAt = new Date(Date.parse(platform.now()) + pauseMs).toISOString()
  const options = { runAt, ...(watch.personId !== null && { askedBy: watch.personId }) }
  await platform.db.transaction().execute((tx) => platform.tasks.enqueue(tx, watchTask, watch, options))
}

/** What a webhook would be told; nothing of a task that just runs. */
function stateOf(task: unknown): { state: string; event: 'status' | 'steps' | undefined } {
  const { status, steps } = (task ?? {}) as { status?: unknown; steps?: unknown }
  const open = Array.isArray(steps) ? steps.filter((step) => step?.cleared === false).map((step) => step?.stepId) : []
  const isOver = status !== 'PENDING' && status !== 'UNKNOWN'
  return { state: JSON.stringify([status, open]), event: isOver ? 'status' : open.length > 0 ? 'steps' : undefined }
}
