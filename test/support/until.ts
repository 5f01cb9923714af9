import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for something that comes about elsewhere; looked at often in the beginning, and at least every `mostMs`. @throws Error that says what did not. */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  withinMs = 30_000,
  mostMs = 50,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  for (let pauseMs = 5; !(await holds()); pauseMs = Math.min(pauseMs * 1.2, mostMs)) {
    if (performance.now() > giveUpAt) {
      throw new Error(`Waited ${withinMs} ms in vain: ${typeof what === 'string' ? what : what()}.`)
    }
    await sleep(pauseMs)
  }
}
