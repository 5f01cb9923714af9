import { z } from 'zod'
import { HOURS, MAX_PAPERS_PER_DAY, MAX_WEIGHT } from '../client/quotas.js'
import type { Schedule } from '../planning/day-quotas.ts'
import { Timezone, Volume, Weights } from '../schemas.ts'

/** A number as a form sends it. Digits alone: neither a blank nor a sign counts as one. */
const wholeNumber = (largest: number, message: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value <= largest, message)

const Weight = wholeNumber(MAX_WEIGHT, 'A whole number from 0 to 1,000.')
const Version = wholeNumber(999_999_999, 'A whole number.').optional()

/** The name of the field for an hour. */
export const weightField = (hour: number): string => `w${hour}`

/** 24 fields `w0` … `w23`, the volume and the zone; the versions are those that the person saw. */
export const ScheduleForm = z.object({
  papersPerDay: wholeNumber(MAX_PAPERS_PER_DAY, 'A whole number from 0 to 100,000.'),
  timezone: Timezone,
  ...Object.fromEntries(HOURS.map((hour) => [weightField(hour), Weight])),
  volumeVersion: Version,
  weightsVersion: Version,
  apply: z.enum(['next', 'now', 'preview']).default('next'),
})

/** What the form says, its 24 fields as one curve. */
export function readScheduleForm(form: z.infer<typeof ScheduleForm>): Schedule {
  const { papersPerDay, timezone, ...fields } = form
  const weights = HOURS.map((hour) => Number(Reflect.get(fields, weightField(hour))))
  return { papersPerDay, timezone, weights }
}

/** `1,1,2,…`: 24 weights in an address. */
const WeightsText = z
  .string()
  .max(200)
  .transform((text) => text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN)))
  .pipe(Weights)

/** What a curve would do; what is absent is as it is in force. */
export const PreviewQuery = z.object({
  volume: z.coerce.number().pipe(Volume).optional(),
  weights: WeightsText.optional(),
  tz: Timezone.optional(),
  date: z.iso.date().optional(),
})
export type PreviewQuery = z.infer<typeof PreviewQuery>

export const ScheduleQuery = z.object({ preset: z.string().max(30).optional() })

const apply = z.enum(['next', 'now']).default('next')
/** `version` is the one that was seen; with another in force nothing is changed. */
const version = z.number().int().min(0).optional()
export const VolumeBody = z.strictObject({ papersPerDay: Volume, apply, version })
export const WeightsBody = z.strictObject({
  weights: Weights.optional(),
  timezone: Timezone.optional(),
  apply,
  version,
})
