import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask } from '../../../platform/tasks/tasks.ts'
import { absolute } from '../links.ts'
import { deleteNotices, findNotice, hasEarlierNotice, insertNotice } from '../queries/notices.ts'
import { listSubscriptions } from '../queries/subscriptions.ts'
import { findTask } from '../queries/tasks.ts'
import type { NoticeRow } from '../tables.ts'
import { callWebhook } from './webhooks.ts'

export type TaskEvent = 'status' | 'steps' | 'details'

const turnEveryMs = 50
/** A subscriber that does not answer may keep later news of its own waiting for so long. */
const patienceMs = 10_000

/**
 * Tells one subscriber what one change of a task brought, in order, and after whatever it was to be told before. Only where
 * nobody answers it is tried again: after 1, 2 and 4 s.
 */
export const notifySubscriber = defineTask({
  name: 'plugins.notify',
  title: 'Tell a subscriber of a plugin task',
  input: z.object({ notices: z.array(z.number()).min(1) }),
  retry: { attempts: 4, backoffMs: 1_000 },
  timeoutMs: 60_000,
  concurrency: 4,
  run: async (platform, { notices }, { signal }) => {
    for (const seq of notices) {
      const notice = await findNotice(platform.db, seq)
      const task = notice && (await findTask(platform.db, notice.task_seq))
      if (!notice || !task) continue
      await itsTurn(platform, notice, signal)
      const source = absolute(platform.config).task(task.seq)
      await callWebhook({ platform, personId: task.owner_id, signal }, notice.webhook_href, source, notice.event)
      await deleteNotices(platform.db, [seq])
    }
  },
  follow: {
    ended: async (tx, jobs) => {
      for (const { input } of jobs) await deleteNotices(tx, input.notices)
    },
  },
})

async function itsTurn({ db }: Platform, notice: NoticeRow, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += turnEveryMs) {
    if (!(await hasEarlierNotice(db, notice))) return
    await sleep(turnEveryMs, undefined, { signal })
  }
}

/** Has subscribers told, once the transaction stands. Each event goes to those who want it, and to those who want all. */
export async function emit(tx: Db, platform: Platform, taskSeq: number, events: readonly TaskEvent[]): Promise<void> {
  const subscriptions = await listSubscriptions(tx, taskSeq)
  for (const { webhook_href, event: wanted } of subscriptions) {
    const notices: number[] = []
    for (const event of events.filter((one) => wanted === '' || wanted === one))
      notices.push(await insertNotice(tx, { task_seq: taskSeq, webhook_href, event, created_at: platform.now() }))
    if (notices.length > 0) await platform.tasks.enqueue(tx, notifySubscriber, { notices })
  }
}
