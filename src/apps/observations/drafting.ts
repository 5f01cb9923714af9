import { z } from 'zod'
import type { Person } from '../../platform/accounts/person.ts'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { deleteDraft, findDraft, putDraft, touchDraft } from './queries/drafts.ts'
import { draftMinutesSetting } from './settings.ts'

/** A kind of thing that somebody has begun and not yet sent: kept on the server, so that it outlives tab and restart. */
type DraftKind<Draft> = Readonly<{
  read: (platform: Platform, person: Person) => Promise<Draft | undefined>
  keep: (platform: Platform, person: Person, draft: Draft) => Promise<void>
  drop: (platform: Platform, person: Person) => Promise<void>
  /**
   * Takes it away in the transaction that sends it, so that pressing twice sends it once.
   *
   * @throws UserError `observations.sent-already`
   */
  take: (tx: Db, person: Person) => Promise<void>
}>

/** What was typed on the page of an observation, and what shall become of it. */
const OcatDraft = z.object({
  fields: z.record(z.string(), z.string()),
  kind: z.enum(['norm', 'asis', 'remove', 'clone']),
  multiobsid: z.string(),
})
export type OcatDraft = z.infer<typeof OcatDraft>

/** Each observation has one of its own, so that several can be edited side by side. */
export const ocatDraft = (obsid: number): DraftKind<OcatDraft> => draftKind(`ocat/${obsid}`, OcatDraft)

const SentDraft = z.object({
  kind: z.enum(['norm', 'asis', 'remove', 'clone']),
  made: z.array(z.string()),
  refused: z.array(z.number()),
  unaffected: z.array(z.number()),
  skipped: z.array(z.object({ obsid: z.number(), flags: z.array(z.string()) })),
})
export type SentDraft = z.infer<typeof SentDraft>
/** What became of a submission, for the page that tells it. */
export const sentDraft = (obsid: number): DraftKind<SentDraft> => draftKind(`sent/${obsid}`, SentDraft)

const ExpressDraft = z.object({ obsids: z.string() })
export const expressDraft = draftKind('express', ExpressDraft)

const StatusChoice = z.object({ sort: z.enum(['submitted', 'obsid', 'person']), person: z.string() })
export type StatusChoice = z.infer<typeof StatusChoice>
/** How somebody wants the status page; kept like a draft, but for good. */
export const statusChoice = draftKind('status', StatusChoice, '')

/** @param since From when on drafts are still good; those without one live as long as the setting says. */
function draftKind<Draft>(name: string, schema: z.ZodType<Draft>, since?: string): DraftKind<Draft> {
  return {
    async read(platform, person) {
      const json = await findDraft(platform.db, person.id, name, since ?? (await oldest(platform)))
      const draft = json === undefined ? undefined : schema.safeParse(JSON.parse(json)).data
      if (draft !== undefined) await touchDraft(platform.db, person.id, name, platform.now())
      return draft
    },
    keep: (platform, person, draft) => putDraft(platform.db, person.id, name, JSON.stringify(draft), platform.now()),
    async drop(platform, person) {
      await deleteDraft(platform.db, person.id, name)
    },
    async take(tx, person) {
      if (!(await deleteDraft(tx, person.id, name))) throw sentAlready()
    },
  }
}

/** The moment before which a draft has been forgotten. */
export async function oldest({ db, settings, now }: Platform): Promise<string> {
  const minutes = await settings.get(db, draftMinutesSetting)
  return new Date(Date.parse(now()) - minutes * 60_000).toISOString()
}

const sentAlready = (): UserError =>
  new UserError('conflict', 'observations.sent-already', 'This was sent already, or forgotten meanwhile.')
