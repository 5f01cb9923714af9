import { z } from 'zod'
import { isDay } from './roster/days.ts'
import { parts, teams } from './signoff/signoff.ts'
import { agreementStates } from './tables.ts'

/** A form of parameters: `reading-forms.ts` reads the fields by the types that parameters declare. */
export const OcatForm = z
  .object({
    act: z.string().max(60).default('submit'),
    kind: z.enum(['norm', 'asis', 'remove', 'clone']).default('norm'),
    multiobsid: z.string().max(5_000).default(''),
  })
  .catchall(z.string().max(40_000))

export const ObsidAddress = z.object({ obsid: z.string().max(100) })
export const KeyAddress = z.object({ key: z.string().max(100) })
export type KeyAddress = z.output<typeof KeyAddress>
export const ObsidForm = z.object({ obsid: z.string().trim().max(100) })
export const ObsidrevForm = z.object({ obsidrev: z.string().trim().max(100) })
export const ConfirmForm = z.object({ seen: z.string().max(100) })
export const ExpressForm = z.object({ obsids: z.string().max(20_000) })
export const CellAddress = z.object({ id: z.string().max(60), part: z.enum(parts) })
export const CellByKey = z.object({ key: z.string().max(100), part: z.string().max(60) })
export const RevisionAddress = z.object({ id: z.string().max(60) })
/** What may be shown alone: what waits for a team, and what must not wait. */
export const queues = [...teams, 'urgent'] as const
export type Queue = (typeof queues)[number]

export const StatusQuery = z.object({
  sort: z.enum(['submitted', 'obsid', 'person']).optional(),
  person: z.string().trim().max(200).optional(),
  queue: z.enum(['', ...queues]).optional(),
})
export type StatusQuery = z.infer<typeof StatusQuery>

const cursor = z.coerce.number().int().min(1).optional()
const limit = z.coerce.number().int().min(1).max(500).default(50)
/** Lists for programs. */
export const RevisionQuery = z.object({
  obsid: z.coerce.number().int().min(1).max(99_999_999).optional(),
  kind: z.enum(['norm', 'asis', 'remove', 'clone']).optional(),
  state: z.enum(['open', 'closed']).optional(),
  cursor,
  limit,
})
export const ApprovedQuery = z.object({
  cursor: z
    .string()
    .regex(/^[\d:.TZ-]{20,30}_\d{1,15}$/)
    .transform((text) => {
      const [submitted_at = '', seq] = text.split('_')
      return { submitted_at, seq: Number(seq) }
    })
    .optional(),
  limit,
})

/** `approve` verifies and approves in one act. */
export const SignBody = z.strictObject({ act: z.enum(['sign', 'discard', 'approve']).default('sign') })

/** What the Director's Office said, and when. */
export const AgreementForm = z.object({
  state: z.enum(agreementStates),
  on_day: z.string().trim().refine(isDay, 'There is no such day.'),
  note: z.string().trim().max(2_000).default(''),
})
export type AgreementForm = z.output<typeof AgreementForm>
/** The same from a program, which sends nothing else. */
export const AgreementBody = AgreementForm.strict()

/** A whole number that can be an obsid; undefined for every other text. */
export const obsidIn = (text: string): number | undefined => (/^[1-9]\d{0,7}$/.test(text) ? Number(text) : undefined)
