import { z } from 'zod'
import { defineTask, Nothing, type Schedule } from '../tasks/tasks.ts'

/** Letters are worth some patience: the database may be away, and nobody looks on. */
const retry = { attempts: 8, backoffMs: 5_000 }

/**
 * What follows a registration: the link, a place in the queue, or a word to somebody who has an account already. That is
 * found out here and not while the visitor waits, so that no answer takes longer for an address that is known.
 */
export const answerRegistration = defineTask({
  name: 'accounts.answer-registration',
  title: 'Answer a registration',
  input: z.object({ registrationId: z.string() }),
  retry,
  concurrency: 2,
  run: async (platform, { registrationId }, job) =>
    (await import('./answering.ts')).answerRegistered(platform, registrationId, job),
})

export const sendConfirmation = defineTask({
  name: 'accounts.send-confirmation',
  title: 'Send the link that confirms an address once more',
  input: z.object({ email: z.string() }),
  retry,
  run: async (platform, { email }, job) => (await import('./answering.ts')).confirmOnceMore(platform, email, job),
})

export const sendReset = defineTask({
  name: 'accounts.send-reset',
  title: 'Send a link for a new password',
  input: z.object({ email: z.string(), language: z.string() }),
  retry,
  concurrency: 2,
  run: async (platform, input, job) => (await import('./answering.ts')).answerReset(platform, input, job),
})

export const sendAddressLink = defineTask({
  name: 'accounts.send-address-link',
  title: 'Send a link that confirms a new address',
  input: z.object({ personId: z.string(), email: z.string(), language: z.string() }),
  retry,
  run: async (platform, input, job) => (await import('./answering.ts')).answerNewAddress(platform, input, job),
})

export const clearAccounts = defineTask({
  name: 'accounts.clear',
  title: 'Remove accounts and requests whose time has come',
  input: Nothing,
  retry,
  run: async (platform, _input, job) => (await import('./clearing.ts')).clearDue(platform, job),
})

const hourly: Schedule = {
  name: 'accounts.hourly-clearing',
  title: 'Remove accounts and requests that are due',
  task: clearAccounts,
  input: {},
  cron: '17 * * * *',
  missed: 'once',
}

export const tasks = [answerRegistration, sendConfirmation, sendReset, sendAddressLink, clearAccounts]
export const schedules = [hourly]
